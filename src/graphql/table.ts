import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { ColumnConnection, columnsOf } from './column.ts';
import { EnabledSettings, SyncMode } from './enabled.ts';
import { andThen, from, type Parent } from './handle.ts';
import { globalIdField } from './identity.ts';
import { relayList } from './lists.ts';
import { namedListArgs, namedPage } from './memory-list.ts';
import { entriesByName } from './names.ts';
import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { pathOf, SchemaNode, type SchemaOf, TableNode, type TableOf } from './types.ts';

const of = from<TableOf>();

export const TableConnection = relayList<TableOf, Parent<TableOf>>({
  name: 'Table',
  of: TableNode.ref,
  nodeOf: (table) => table,
  counted: true,
});

/** The tables of a schema in the order of their names. */
export const tablesOf = (schema: SchemaOf): TableOf[] =>
  entriesByName(schema.schema.tables).map(([name, table]) => ({ of: schema, name, table }));

const ColumnSource = builder.enumType('ColumnSource', {
  description: 'Where the columns of a table are read.',
  values: {
    CONFIG: { description: 'In the schema config: only the columns that somebody has set. Costs nothing more.' },
    LIVE: {
      description:
        'At the source: all columns, as they are now. One call a table, from the pool of source interactions; the connection must be connected.',
    },
  },
});

TableNode.ref.implement({
  description: 'A table of a connection, or what the source has in its place.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, TableNode),
    schema: t.field({
      type: SchemaNode.ref,
      description: 'The schema that it belongs to.',
      resolve: of((table) => table.of),
    }),
    name: t.string({ description: 'Name at the source.', resolve: of(({ name }) => name) }),
    nameInDestination: t.string({
      description: 'Name in the destination.',
      resolve: of(({ table }) => table.name_in_destination),
    }),
    enabled: t.boolean({ description: 'Whether it is synced.', resolve: of(({ table }) => table.enabled) }),
    syncMode: t.field({
      type: SyncMode.type,
      description: 'What becomes of changed and deleted rows; only where that can be chosen.',
      resolve: of(({ table }) => SyncMode.of(table.sync_mode)),
    }),
    supportsColumnsConfig: t.boolean({
      description: 'Whether its columns can be set one by one.',
      resolve: of(({ table }) => table.supports_columns_config),
    }),
    supportsHistoryMode: t.boolean({
      description: 'Whether every version of a row can be kept.',
      resolve: of(({ table }) => table.supports_history_mode),
    }),
    enabledSettings: t.field({
      type: EnabledSettings,
      description: 'Whether `enabled` can be changed.',
      resolve: of(({ table }) => table.enabled_patch_settings),
    }),
    columns: t.field({
      type: ColumnConnection,
      description: 'Its columns, by name: those that somebody has set, or all.',
      args: {
        ...namedListArgs(t),
        source: t.arg({ type: ColumnSource, defaultValue: 'CONFIG', description: 'Where they are read.' }),
      },
      ...declare({
        cost: 'LIVE: one call a table',
        demands: ({ args }) => (args.source === 'LIVE' ? [{ kind: 'call', of: 'liveColumns', keys: null }] : []),
        yields: ({ args }) => ({ most: firstOf(args) }),
      }),
      resolve: (parent, args, { loaders }) => {
        const view = {
          keyOf: ({ name }: { name: string }) => name,
          nameOf: ({ name }: { name: string }) => name,
          wire: ({ column }: { column: object }) => column,
        };
        return andThen(of((table) => table)(parent), (table) => {
          if (table === null) return null;
          const identity = ['columns', args.source, ...TableNode.partsOf(table)];
          if (args.source !== 'LIVE') return namedPage(identity, columnsOf(table, table.table.columns), view, args);
          return andThen(
            loaders.liveColumns.load(pathOf(table)),
            (live) => live && namedPage(identity, columnsOf(table, live.columns), view, args),
          );
        });
      },
    }),
  }),
});
