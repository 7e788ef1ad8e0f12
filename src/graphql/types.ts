import type { Certificate } from '../fivetran/certificate.ts';
import type { Connection } from '../fivetran/connection.ts';
import type { Destination } from '../fivetran/destination.ts';
import type { Group } from '../fivetran/group.ts';
import type { LogService } from '../fivetran/log-service.ts';
import type { Role } from '../fivetran/role.ts';
import type { Column, Schema, SchemaConfig, Table } from '../fivetran/schema-config.ts';
import type { Team } from '../fivetran/team.ts';
import type { User } from '../fivetran/user.ts';
import type { Webhook } from '../fivetran/webhook.ts';
import type { Loaders } from '../loaders/loaders.ts';
import type { MaybePromise } from './builder.ts';
import { andThen } from './handle.ts';
import { defineNode, type NodeType } from './node.ts';

/** A connection's schema config, with the connection that it is of. */
export interface SchemaConfigOf {
  readonly connection: string;
  readonly config: SchemaConfig;
}

/** A schema of a connection, by its name at the source. */
export interface SchemaOf {
  readonly connection: string;
  readonly name: string;
  readonly schema: Schema;
}

export interface TableOf {
  readonly of: SchemaOf;
  readonly name: string;
  readonly table: Table;
}

export interface ColumnOf {
  readonly of: TableOf;
  readonly name: string;
  readonly column: Column;
}

/** A certificate with the connection that it is trusted for. */
export interface CertificateOf {
  readonly connection: string;
  readonly certificate: Certificate;
}

type Resource<Shape extends { readonly id: string }> = (loaders: Loaders) => {
  load(id: string): MaybePromise<Shape | null>;
};

/** A type whose things Fivetran identifies by one id. `resource` is the loader's name. */
function resource<Shape extends { readonly id: string }>(
  name: string,
  tag: string,
  loader: Resource<Shape>,
  resource: string,
) {
  return defineNode<Shape>({
    name,
    tag,
    partCount: 1,
    partsOf: ({ id }) => [id],
    load: (loaders, [id = '']) => loader(loaders).load(id),
    demands: (things) => [{ kind: 'item', of: resource, keys: things.flatMap(([id]) => id ?? []) }],
  });
}

// Refs stand here together, so that the files of the types can name each other without a cycle of imports.
export const GroupNode = resource<Group>('Group', 'grp', (loaders) => loaders.group, 'group');
export const ConnectorNode = resource<Connection>('Connector', 'con', (loaders) => loaders.connection, 'connection');
export const DestinationNode = resource<Destination>(
  'Destination',
  'dst',
  (loaders) => loaders.destination,
  'destination',
);
export const UserNode = resource<User>('User', 'usr', (loaders) => loaders.user, 'user');

export const TeamNode = resource<Team>('Team', 'tem', (loaders) => loaders.team, 'team');
export const WebhookNode = resource<Webhook>('Webhook', 'whk', (loaders) => loaders.webhook, 'webhook');
export const LogServiceNode = resource<LogService>('LogService', 'log', (loaders) => loaders.logService, 'logService');

export const RoleNode = defineNode<Role>({
  name: 'Role',
  tag: 'rol',
  partCount: 1,
  partsOf: ({ name }) => [name],
  load: (loaders, [name = '']) => loaders.role.load(name),
  demands: (things) => [{ kind: 'item', of: 'role', keys: things.flatMap(([name]) => name ?? []) }],
});

export const CertificateNode = defineNode<CertificateOf>({
  name: 'Certificate',
  tag: 'crt',
  partCount: 2,
  partsOf: ({ connection, certificate }) => [connection, certificate.id],
  load: (loaders, [connection = '', id = '']) =>
    andThen(loaders.certificate.load([connection, id]), (certificate) => certificate && { connection, certificate }),
  demands: (things) => [{ kind: 'call', of: 'certificate', keys: things.map((parts) => JSON.stringify(parts)) }],
});

// ---- parts of a schema config: one call for the whole tree of a connection answers for all of them

const inConfig: NodeType<object>['demands'] = (things) => [
  {
    kind: 'call',
    of: 'schemaConfig',
    keys: [...new Set(things.flatMap(([connection]) => connection ?? []))],
  },
];

function loadConfig(loaders: Loaders, connection: string): MaybePromise<SchemaConfigOf | null> {
  return andThen(loaders.schemaConfig.load(connection), (config) => config && { connection, config });
}

/** A value of a map of Fivetran's, by a name that may be that of a property every object has. */
function entry<Value>(map: Readonly<Record<string, Value>> | null | undefined, name: string): Value | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

export const schemaIn = ({ connection, config }: SchemaConfigOf, name: string): SchemaOf | null => {
  const schema = entry(config.schemas, name);
  return schema ? { connection, name, schema } : null;
};

export const tableIn = (of: SchemaOf, name: string): TableOf | null => {
  const table = entry(of.schema.tables, name);
  return table ? { of, name, table } : null;
};

type Columns = Readonly<Record<string, Column>> | null | undefined;

const columnIn = (of: TableOf, name: string, columns: Columns): ColumnOf | null => {
  const column = entry(columns, name);
  return column ? { of, name, column } : null;
};

/** Where a table is, as the call for its live columns takes it. */
export const pathOf = ({ of, name }: TableOf) => ({ connection: of.connection, schema: of.name, table: name });

function loadTable(loaders: Loaders, connection: string, schema: string, table: string): MaybePromise<TableOf | null> {
  return andThen(loadConfig(loaders, connection), (config) => {
    const found = config && schemaIn(config, schema);
    return found && tableIn(found, table);
  });
}

export const SchemaConfigNode = defineNode<SchemaConfigOf>({
  name: 'SchemaConfig',
  tag: 'cfg',
  partCount: 1,
  partsOf: ({ connection }) => [connection],
  load: (loaders, [connection = '']) => loadConfig(loaders, connection),
  demands: inConfig,
});

export const SchemaNode = defineNode<SchemaOf>({
  name: 'Schema',
  tag: 'sch',
  partCount: 2,
  partsOf: ({ connection, name }) => [connection, name],
  load: (loaders, [connection = '', name = '']) =>
    andThen(loadConfig(loaders, connection), (config) => config && schemaIn(config, name)),
  demands: inConfig,
});

export const TableNode = defineNode<TableOf>({
  name: 'Table',
  tag: 'tbl',
  partCount: 3,
  partsOf: ({ of, name }) => [of.connection, of.name, name],
  load: (loaders, [connection = '', schema = '', name = '']) => loadTable(loaders, connection, schema, name),
  demands: inConfig,
});

export const ColumnNode = defineNode<ColumnOf>({
  name: 'Column',
  tag: 'col',
  partCount: 4,
  partsOf: ({ of, name }) => [of.of.connection, of.of.name, of.name, name],
  // The config has only the columns that somebody has set; the others are known to the source alone.
  load: (loaders, [connection = '', schema = '', table = '', name = '']) =>
    andThen(loadTable(loaders, connection, schema, table), (found) => {
      const column = found && columnIn(found, name, found.table.columns);
      if (found === null || column !== null) return column;
      return andThen(
        loaders.liveColumns.load(pathOf(found)),
        (answer) => answer && columnIn(found, name, answer.columns),
      );
    }),
  demands: (things) => [
    ...inConfig(things),
    { kind: 'call', of: 'liveColumns', keys: things.map((parts) => JSON.stringify(parts)) },
  ],
});
