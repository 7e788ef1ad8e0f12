import { declare } from '../plan/reads.ts';
import { from, type Parent } from './handle.ts';
import { globalIdField } from './identity.ts';
import { relayList } from './lists.ts';
import { namedListArgs, namedPage } from './memory-list.ts';
import { entriesByName } from './names.ts';
import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { TableConnection, tablesOf } from './table.ts';
import { ConnectorNode, type SchemaConfigOf, SchemaNode, type SchemaOf, TableNode, tableIn } from './types.ts';

const of = from<SchemaOf>();

export const SchemaConnection = relayList<SchemaOf, Parent<SchemaOf>>({
  name: 'Schema',
  of: SchemaNode.ref,
  nodeOf: (schema) => schema,
  counted: true,
});

/** The schemas of a config in the order of their names. */
export const schemasOf = ({ connection, config }: SchemaConfigOf): SchemaOf[] =>
  entriesByName(config.schemas).map(([name, schema]) => ({ connection, name, schema }));

SchemaNode.ref.implement({
  description: 'A schema of a connection: a database schema, or what the source has in its place.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, SchemaNode),
    connection: t.field({
      type: ConnectorNode.ref,
      description: 'The connection that it belongs to.',
      ...reference({ type: ConnectorNode, resource: 'connection', idOf: (schema: SchemaOf) => schema.connection }),
    }),
    name: t.string({ description: 'Name at the source.', resolve: of(({ name }) => name) }),
    nameInDestination: t.string({
      description: 'Name in the destination.',
      resolve: of(({ schema }) => schema.name_in_destination),
    }),
    enabled: t.boolean({ description: 'Whether it is synced.', resolve: of(({ schema }) => schema.enabled) }),
    tables: t.field({
      type: TableConnection,
      description: 'Its tables, by name.',
      args: namedListArgs(t),
      ...declare({ demands: () => [], yields: ({ args }) => ({ most: firstOf(args) }) }),
      resolve: (parent, args) =>
        of((schema) =>
          namedPage(
            ['tables', schema.connection, schema.name],
            tablesOf(schema),
            { keyOf: ({ name }) => name, nameOf: ({ name }) => name, wire: ({ table }) => table },
            args,
          ),
        )(parent),
    }),
    table: t.field({
      type: TableNode.ref,
      description: 'One table by its name at the source; case matters. Null where there is none.',
      args: { name: t.arg.string({ required: true, description: 'Name at the source.' }) },
      resolve: (parent, { name }) => of((schema) => tableIn(schema, name))(parent),
    }),
  }),
});
