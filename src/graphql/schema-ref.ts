import { builder } from './builder.ts';
import { decodeGlobalId, typeNameOfTag } from './global-id.ts';
import type { Problems } from './problems.ts';
import { ConnectorNode } from './types.ts';

const ID = 'Its global id.';
const CONNECTION = "The connection, by its global id or Fivetran's own.";
const schemaName = { required: true, description: 'Name of the schema at the source; case matters.' } as const;
const tableName = { required: true, description: 'Name of the table at the source; case matters.' } as const;

const SchemaPath = builder.inputType('SchemaPath', {
  description: 'Where a schema is.',
  fields: (t) => ({
    connection: t.id({ required: true, description: CONNECTION }),
    schema: t.string(schemaName),
  }),
});

const TablePath = builder.inputType('TablePath', {
  description: 'Where a table is.',
  fields: (t) => ({
    connection: t.id({ required: true, description: CONNECTION }),
    schema: t.string(schemaName),
    table: t.string(tableName),
  }),
});

const ColumnPath = builder.inputType('ColumnPath', {
  description: 'Where a column is.',
  fields: (t) => ({
    connection: t.id({ required: true, description: CONNECTION }),
    schema: t.string(schemaName),
    table: t.string(tableName),
    column: t.string({ required: true, description: 'Name of the column at the source; case matters.' }),
  }),
});

const CertificatePath = builder.inputType('CertificatePath', {
  description: 'Which certificate of which connection.',
  fields: (t) => ({
    connection: t.id({ required: true, description: CONNECTION }),
    certificate: t.string({ required: true, description: "Fivetran's id of the certificate: its hash in Base64URL." }),
  }),
});

export const SchemaRef = builder.inputType('SchemaRef', {
  description: 'A schema, by its global id or by where it is.',
  isOneOf: true,
  fields: (t) => ({ id: t.id({ description: ID }), path: t.field({ type: SchemaPath, description: 'Where it is.' }) }),
});

export const TableRef = builder.inputType('TableRef', {
  description: 'A table, by its global id or by where it is.',
  isOneOf: true,
  fields: (t) => ({ id: t.id({ description: ID }), path: t.field({ type: TablePath, description: 'Where it is.' }) }),
});

export const ColumnRef = builder.inputType('ColumnRef', {
  description: 'A column, by its global id or by where it is.',
  isOneOf: true,
  fields: (t) => ({ id: t.id({ description: ID }), path: t.field({ type: ColumnPath, description: 'Where it is.' }) }),
});

export const CertificateRef = builder.inputType('CertificateRef', {
  description: 'A certificate, by its global id or by its connection and its own id.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: ID }),
    path: t.field({ type: CertificatePath, description: 'Which it is.' }),
  }),
});

/** The fields of a path, from the connection down. */
const FROM_THE_TOP = ['connection', 'schema', 'table', 'column', 'certificate'];

type NodeLike = { readonly name: string; readonly tag: string; readonly partCount: number };
type Ref = { readonly id?: string | null; readonly path?: Readonly<Record<string, string>> | null };

/** The names from the connection's id down to the thing that a reference is of; empty ones where it is of another type. */
export function partsOfRef(ref: object, type: NodeLike, field: readonly string[], problems: Problems): string[] {
  const { id, path } = ref as Ref;
  if (path !== null && path !== undefined) {
    const [connection = '', ...names] = FROM_THE_TOP.flatMap((name) => path[name] ?? []);
    return [problems.id(connection, ConnectorNode, [...field, 'path', 'connection']), ...names];
  }
  const global = decodeGlobalId(id ?? '');
  if (global?.tag === type.tag && global.parts.length === type.partCount) return [...global.parts];
  const came = global === undefined ? JSON.stringify(id?.slice(0, 80)) : `the id of a ${typeNameOfTag(global.tag)}`;
  problems.add([...field, 'id'], `The global id of a ${type.name} is required, got ${came}`);
  return Array<string>(type.partCount).fill('');
}
