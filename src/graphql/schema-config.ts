import { declare } from '../plan/reads.ts';
import { SchemaChangeHandling } from './enabled.ts';
import { from } from './handle.ts';
import { globalIdField } from './identity.ts';
import { namedListArgs, namedPage } from './memory-list.ts';

import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { SchemaConnection, schemasOf } from './schema.ts';
import { TableConnection, tablesOf } from './table.ts';
import { ConnectorNode, SchemaConfigNode, type SchemaConfigOf, SchemaNode, schemaIn } from './types.ts';

const of = from<SchemaConfigOf>();

SchemaConfigNode.ref.implement({
  description: 'Which schemas, tables and columns of a connection are synced. One call answers for the whole tree.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, SchemaConfigNode),
    connection: t.field({
      type: ConnectorNode.ref,
      description: 'The connection that it is of.',
      ...reference({ type: ConnectorNode, resource: 'connection', idOf: (c: SchemaConfigOf) => c.connection }),
    }),
    schemaChangeHandling: t.field({
      type: SchemaChangeHandling.type,
      description: 'What happens to what is new at the source.',
      resolve: of(({ config }) => SchemaChangeHandling.of(config.schema_change_handling)),
    }),
    enableNewByDefault: t.boolean({
      description: 'Whether everything that is new at the source is synced.',
      resolve: of(({ config }) => config.enable_new_by_default),
    }),
    schemas: t.field({
      type: SchemaConnection,
      description: 'Its schemas, by name.',
      args: namedListArgs(t),
      ...declare({ demands: () => [], yields: ({ args }) => ({ most: firstOf(args) }) }),
      resolve: (parent, args) =>
        of((config) =>
          namedPage(
            ['schemas', config.connection],
            schemasOf(config),
            {
              keyOf: ({ name }) => name,
              nameOf: ({ name }) => name,
              wire: ({ schema }) => schema,
            },
            args,
          ),
        )(parent),
    }),
    schema: t.field({
      type: SchemaNode.ref,
      description: 'One schema by its name at the source; case matters. Null where there is none.',
      args: { name: t.arg.string({ required: true, description: 'Name at the source.' }) },
      resolve: (parent, { name }) => of((config) => schemaIn(config, name))(parent),
    }),
    tables: t.field({
      type: TableConnection,
      description:
        'The tables of all its schemas, by schema and name. To find which connections sync a table, filter by its name.',
      args: namedListArgs(t),
      ...declare({ demands: () => [], yields: ({ args }) => ({ most: firstOf(args) }) }),
      resolve: (parent, args) =>
        of((config) =>
          namedPage(
            ['config.tables', config.connection],
            schemasOf(config).flatMap(tablesOf),
            {
              keyOf: (table) => tableKey(table.of.name, table.name),
              nameOf: ({ name }) => name,
              wire: ({ table }) => table,
            },
            args,
          ),
        )(parent),
    }),
    snapshot: t.field({
      type: 'JSON',
      description:
        'The whole tree as JSON, with maps by name as Fivetran has them: to keep, to compare, or to give to `schemaConfigUpdate`.',
      resolve: of(({ config }) => config),
    }),
  }),
});

// A NUL sorts before every other character, so that keys are in the order of (schema, table); one within a name is
// written so that it is never taken for the end of the name, and still sorts before everything but that.
const tableKey = (schema: string, table: string): string =>
  `${schema.replaceAll('\u0000', '\u0000\u0001')}\u0000\u0000${table}`;
