import { describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';
import { columnNamed, configOf, NASTY_NAMES } from '../support/trees.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the test is about
type Json = any;

const TREE = `{ connection(id: "$") {
  id schemaConfig { id schemas { totalCount nodes { id name
    tables { totalCount nodes { id name
      columns { totalCount nodes { id name } }
      live: columns(source: LIVE) { nodes { id name } } } } } } } } }`;

/** A server whose first connection has schemas, tables and columns of all the nasty names. */
async function nastyServer(): Promise<{ server: TestServer; connection: string }> {
  const server = await startServer();
  const { account } = server.emulator;
  const connection = account.connections.list()[0]?.id ?? '';
  const next = (at: number) => NASTY_NAMES[(at + 1) % NASTY_NAMES.length] ?? '';
  const tree = new Map(
    NASTY_NAMES.map((name, at) => [
      name,
      new Map([
        [name, [name]],
        [next(at), [name, next(at)]],
      ]),
    ]),
  );
  account.setSchemaConfig(connection, configOf(tree));
  account.source = { schemas: () => new Map(), columns: () => new Map([['only live', columnNamed('only live')]]) };
  return { server, connection };
}

function thingsOf(data: Json): { id: string; name: string; __typename: string }[] {
  const config = data.connection.schemaConfig;
  const things = [{ id: config.id, name: '', __typename: 'SchemaConfig' }];
  for (const schema of config.schemas.nodes) {
    things.push({ id: schema.id, name: schema.name, __typename: 'Schema' });
    for (const table of schema.tables.nodes) {
      things.push({ id: table.id, name: table.name, __typename: 'Table' });
      const columns = [...table.columns.nodes, ...(table.live?.nodes ?? [])];
      for (const { id, name } of columns) things.push({ id, name, __typename: 'Column' });
    }
  }
  return things;
}

describe('schemas, tables and columns with any names', () => {
  it('are listed with every name, and found again by their ids', async () => {
    const { server, connection } = await nastyServer();
    const { data, errors } = await server.query(TREE.replace('$', connection));
    expect(errors).toBeUndefined();
    const names = data.connection.schemaConfig.schemas.nodes.map(({ name }: Json) => name);
    expect(new Set(names)).toEqual(new Set(NASTY_NAMES));
    const things = thingsOf(data);
    // Each schema has two tables, with three set columns in all; each table that can be asked for has one more, live.
    const asked = server.calls().filter((call) => call.endsWith('/columns')).length;
    expect(new Set(things.map(({ id }) => id)).size).toBe(1 + NASTY_NAMES.length * (1 + 2 + 3) + asked);

    const again = await server.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) {
        __typename id ... on Schema { name } ... on Table { name } ... on Column { name } } }`,
      { ids: things.map(({ id }) => id) },
    );
    expect(again.errors).toBeUndefined();
    expect(again.data.nodes.map(({ name = '', ...rest }: Json) => ({ ...rest, name }))).toEqual(things);
  });

  it('are found by their names, of which case matters', async () => {
    const { server, connection } = await nastyServer();
    const query = `query ($id: ID!, $name: String!) {
      connection(id: $id) { schemaConfig { schema(name: $name) { name table(name: $name) { name } } } } }`;
    for (const name of NASTY_NAMES) {
      const { data, errors } = await server.query(query, { id: connection, name });
      expect(errors).toBeUndefined();
      expect(data.connection.schemaConfig.schema).toEqual({ name, table: { name } });
    }
    for (const name of ['PLAIN', 'hasOwnProperty', 'valueOf', 'a']) {
      const { data } = await server.query(query, { id: connection, name });
      expect(data.connection.schemaConfig.schema).toBeNull();
    }
  });

  it('are all in the snapshot', async () => {
    const { server, connection } = await nastyServer();
    const { data } = await server.query(`{ connection(id: "${connection}") { schemaConfig { snapshot } } }`);
    const { schemas } = data.connection.schemaConfig.snapshot;
    expect(new Set(Object.keys(schemas))).toEqual(new Set(NASTY_NAMES));
  });

  it('cost one call of the schema config, and one a table where columns are live', async () => {
    const { server, connection } = await nastyServer();
    const { data } = await server.query(
      TREE.replace('live: columns(source: LIVE) { nodes { id name } }', '').replace('$', connection),
    );
    server.calls();
    const ids = thingsOf(data).map(({ id }) => id);
    const again = await server.query(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
      { 'cache-control': 'no-cache' },
    );
    expect(again.errors).toBeUndefined();
    expect(server.calls()).toEqual([`GET /v1/connections/${connection}/schemas`]);
  });
});
