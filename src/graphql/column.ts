import type { Column } from '../fivetran/schema-config.ts';
import { EnabledSettings } from './enabled.ts';
import { from, type Parent } from './handle.ts';
import { globalIdField } from './identity.ts';
import { relayList } from './lists.ts';
import { entriesByName } from './names.ts';
import { Node } from './node.ts';
import { ColumnNode, type ColumnOf, TableNode, type TableOf } from './types.ts';

const of = from<ColumnOf>();

export const ColumnConnection = relayList<ColumnOf, Parent<ColumnOf>>({
  name: 'Column',
  of: ColumnNode.ref,
  nodeOf: (column) => column,
  counted: true,
});

/** Columns of a table in the order of their names. */
export const columnsOf = (table: TableOf, columns: Readonly<Record<string, Column>> | null | undefined): ColumnOf[] =>
  entriesByName(columns).map(([name, column]) => ({ of: table, name, column }));

ColumnNode.ref.implement({
  description: 'A column of a table. Its data type is not in the API.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, ColumnNode),
    table: t.field({
      type: TableNode.ref,
      description: 'The table that it belongs to.',
      resolve: of((column) => column.of),
    }),
    name: t.string({ description: 'Name at the source.', resolve: of(({ name }) => name) }),
    nameInDestination: t.string({
      description: 'Name in the destination.',
      resolve: of(({ column }) => column.name_in_destination),
    }),
    enabled: t.boolean({ description: 'Whether it is synced.', resolve: of(({ column }) => column.enabled) }),
    hashed: t.boolean({
      description: 'Whether its values are replaced by a hash in the destination.',
      resolve: of(({ column }) => column.hashed),
    }),
    isPrimaryKey: t.boolean({
      description: 'Whether it belongs to the primary key.',
      resolve: of(({ column }) => column.is_primary_key),
    }),
    enabledSettings: t.field({
      type: EnabledSettings,
      description: 'Whether `enabled` can be changed.',
      resolve: of(({ column }) => column.enabled_patch_settings),
    }),
  }),
});
