import { schemaConfigWrites } from '../loaders/schema-config.writes.ts';
import { builder } from './builder.ts';
import { aboutState } from './connection.actions.ts';
import { readAnew } from './connection.payload.ts';
import { idArg, mutation, payload } from './mutation.ts';
import type { NodeRef, NodeType } from './node.ts';
import {
  ColumnUpdateInput,
  configBody,
  SchemaConfigUpdateInput,
  SchemaUpdateInput,
  settingsBody,
  TableUpdateInput,
} from './schema-config.inputs.ts';
import { ColumnRef, partsOfRef, SchemaRef, TableRef } from './schema-ref.ts';
import { ColumnNode, ConnectorNode, SchemaConfigNode, SchemaNode, TableNode } from './types.ts';

/** What was changed: the names from the connection's id down to it. */
interface Done {
  readonly parts: readonly string[];
}

type Fields = Parameters<Parameters<typeof payload<Done>>[1]>[0];

/** Something as it is now. Fivetran's answer may be the changed part alone, so the whole config is read again. */
function readAgain<Shape extends object>(
  t: Fields,
  type: NodeType<Shape> & { readonly ref: NodeRef<Shape> },
  description: string,
) {
  return t.field({
    type: type.ref,
    description,
    resolve: ({ done }, _, { loaders }) => (done && type.load(loaders, done.parts.slice(0, type.partCount))) as never,
  });
}

const configField = (t: Fields) => readAgain(t, SchemaConfigNode, 'The whole config as it is now, read again.');

const connectionArg = "The connection, by its global id or Fivetran's own.";

const ReloadExcludeMode = builder.enumType('ReloadExcludeMode', {
  description: 'What a reload does to the switches of schemas, tables and columns.',
  values: {
    PRESERVE: { description: 'They stay as they are.' },
    INCLUDE: { description: 'All are switched on.' },
    EXCLUDE: { description: 'All are switched off.' },
  },
});

mutation('schemaConfigReload', {
  description:
    'Asks the source what it has now, which may take minutes. The connection must be connected. Draws on the pool of source interactions.',
  payload: payload<Done>('SchemaConfigReloadPayload', (t) => ({
    schemaConfig: readAgain(t, SchemaConfigNode, 'The whole config as it is now.'),
  })),
  args: (arg) => ({
    connection: idArg(arg, connectionArg),
    excludeMode: arg({
      type: ReloadExcludeMode,
      defaultValue: 'PRESERVE',
      description: 'What becomes of the switches.',
    }),
  }),
  writer: schemaConfigWrites.reload,
  selector: ['connection'],
  draft: ({ connection, excludeMode }, problems) =>
    schemaConfigWrites.reload(
      { connectionId: problems.id(connection, ConnectorNode, ['connection']) },
      { exclude_mode: excludeMode ?? 'PRESERVE' },
    ),
  done: (_, __, ___, { params }): Done => ({ parts: [params.connectionId ?? ''] }),
  refused: aboutState,
});

mutation('schemaConfigUpdate', {
  description:
    'Changes which schemas, tables and columns of a connection are synced: those that are named, or all as in a snapshot. Reading the result costs one call more.',
  payload: payload<Done>('SchemaConfigUpdatePayload', (t) => ({ schemaConfig: configField(t) })),
  args: (arg) => ({
    connection: idArg(arg, connectionArg),
    input: arg({ type: SchemaConfigUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: schemaConfigWrites.update,
  selector: ['connection'],
  draft: ({ connection, input }, problems) =>
    schemaConfigWrites.update(
      { connectionId: problems.id(connection, ConnectorNode, ['connection']) },
      configBody(input, problems),
    ),
  done: (_, __, ___, { params }): Done => ({ parts: [params.connectionId ?? ''] }),
});

mutation('schemaUpdate', {
  description: 'Changes one schema of a connection, and tables of it. Reading the result costs one call more.',
  payload: payload<Done>('SchemaUpdatePayload', (t) => ({
    schema: readAgain(t, SchemaNode, 'The schema as it is now.'),
    schemaConfig: configField(t),
  })),
  args: (arg) => ({
    schema: arg({ type: SchemaRef, required: true, description: 'Which schema.' }),
    input: arg({ type: SchemaUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: schemaConfigWrites.updateSchema,
  selector: ['schema'],
  draft: ({ schema, input }, problems) => {
    const [connectionId = '', schemaName = ''] = partsOfRef(schema, SchemaNode, ['schema'], problems);
    return schemaConfigWrites.updateSchema(
      { connectionId, schemaName },
      settingsBody(SchemaUpdateInput, input, problems),
    );
  },
  done: (_, __, ___, { params }): Done => ({ parts: Object.values(params) }),
});

mutation('tableUpdate', {
  description: 'Changes one table of a connection, and columns of it. Reading the result costs one call more.',
  payload: payload<Done>('TableUpdatePayload', (t) => ({
    table: readAgain(t, TableNode, 'The table as it is now.'),
    schemaConfig: configField(t),
  })),
  args: (arg) => ({
    table: arg({ type: TableRef, required: true, description: 'Which table.' }),
    input: arg({ type: TableUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: schemaConfigWrites.updateTable,
  selector: ['table'],
  draft: ({ table, input }, problems) => {
    const [connectionId = '', schemaName = '', tableName = ''] = partsOfRef(table, TableNode, ['table'], problems);
    return schemaConfigWrites.updateTable(
      { connectionId, schemaName, tableName },
      settingsBody(TableUpdateInput, input, problems),
    );
  },
  done: (_, __, ___, { params }): Done => ({ parts: Object.values(params) }),
});

mutation('columnUpdate', {
  description: 'Changes one column of a connection. Reading the result costs one call more.',
  payload: payload<Done>('ColumnUpdatePayload', (t) => ({
    column: readAgain(t, ColumnNode, 'The column as it is now.'),
    schemaConfig: configField(t),
  })),
  args: (arg) => ({
    column: arg({ type: ColumnRef, required: true, description: 'Which column.' }),
    input: arg({ type: ColumnUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: schemaConfigWrites.updateColumn,
  selector: ['column'],
  draft: ({ column, input }, problems) => {
    const [connectionId = '', schemaName = '', tableName = '', columnName = ''] = partsOfRef(
      column,
      ColumnNode,
      ['column'],
      problems,
    );
    return schemaConfigWrites.updateColumn(
      { connectionId, schemaName, tableName, columnName },
      settingsBody(ColumnUpdateInput, input, problems),
    );
  },
  done: (_, __, ___, { params }): Done => ({ parts: Object.values(params) }),
});

mutation('tablesResync', {
  description:
    'Loads tables of one connection anew, apart from its schedule. Not every service can: Fivetran refuses the others.',
  payload: payload<Done>('TablesResyncPayload', (t) => ({
    connection: t.field({
      type: ConnectorNode.ref,
      description: 'The connection as it is now.',
      resolve: ({ done }, _, context) => (done === null ? null : readAnew(done.parts[0] ?? '', context)),
    }),
  })),
  args: (arg) => ({
    tables: arg({ type: [TableRef], required: true, description: 'Tables of one connection; at least one.' }),
  }),
  writer: schemaConfigWrites.resyncTables,
  selector: ['tables'],
  draft: ({ tables }, problems) => {
    const found = tables.map((table, at) => partsOfRef(table, TableNode, ['tables', String(at)], problems));
    if (found.length === 0) problems.add(['tables'], 'At least one table is required, got none');
    const connections = new Set(found.map(([connection]) => connection));
    if (connections.size > 1)
      problems.add(['tables'], `Tables of one connection are required, got ${connections.size}`);
    const bySchema = Map.groupBy(found, ([, schema = '']) => schema);
    const names = [...bySchema].map(([schema, parts]) => [schema, [...new Set(parts.map(([, , table]) => table))]]);
    return schemaConfigWrites.resyncTables({ connectionId: found[0]?.[0] ?? '' }, Object.fromEntries(names));
  },
  done: (_, __, ___, { params }): Done => ({ parts: [params.connectionId ?? ''] }),
  refused: aboutState,
});
