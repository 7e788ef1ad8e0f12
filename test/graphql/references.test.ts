import { describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

/** The first connection, with the group that it is in and the user who made it. */
function firstOf({ emulator: { account } }: TestServer) {
  const [connection] = account.connections.list();
  if (connection === undefined) throw new Error('expected a connection');
  return { id: connection.id, group: connection.group_id, user: connection.connected_by ?? '' };
}

const connection = (id: string, fields: string) => `{ connection(id: "${id}") { ${fields} } }`;

describe('a reference of which only ids are selected', () => {
  it.each([
    ['', 'group { id fivetranId __typename } connectedBy { id fivetranId }'],
    ['through fragments', 'group { ...g } connectedBy { ... on User { fivetranId } ... on Node { id } }'],
    ['with what is skipped', 'group { id name @skip(if: true) } connectedBy { id email @include(if: false) }'],
    ['in lists of them', 'group { id } connectedBy { id }'],
  ])('costs no call %s', async (_, fields) => {
    const server = await startServer();
    const { id, group, user } = firstOf(server);
    const { data, errors } = await server.query(
      `query { connection(id: "${id}") { ${fields} } } ${fields.includes('...g') ? 'fragment g on Group { fivetranId id }' : ''}`,
    );
    expect(errors).toBeUndefined();
    expect(server.calls()).toEqual([`GET /v1/connections/${id}`]);
    expect(data.connection.group.id).toBe(encoded('grp', group));
    expect(data.connection.connectedBy.id).toBe(encoded('usr', user));
  });

  it('has its ids also when its target is gone, and its other fields are null then', async () => {
    const server = await startServer();
    const { id } = firstOf(server);
    const { connections, users } = server.emulator.account;
    const user = users.list()[2]?.id ?? '';
    connections.update(id, { connected_by: user });
    users.remove(user);
    const gone = await server.query(connection(id, 'connectedBy { __typename id fivetranId email role { name } }'));
    expect(gone.errors).toBeUndefined();
    expect(gone.data.connection.connectedBy).toEqual({
      __typename: 'User',
      id: encoded('usr', user),
      fivetranId: user,
      email: null,
      role: null,
    });
  });

  it('has its ids also when it may not be read: the error is that of its other fields', async () => {
    const server = await startServer();
    const { id, user } = firstOf(server);
    server.emulator.fault({ match: /^GET \/v1\/users/, then: { status: 403 } });
    const { data, errors } = await server.query(connection(id, 'service connectedBy { fivetranId email }'));
    expect(data.connection).toEqual({ service: 'postgres', connectedBy: { fivetranId: user, email: null } });
    expect(errors).toMatchObject([{ path: ['connection', 'connectedBy', 'email'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('to one of what Fivetran keeps for itself is never fetched', async () => {
    const server = await startServer();
    const { id } = firstOf(server);
    server.emulator.account.connections.update(id, { connected_by: '_fivetran_system' });
    const { data, errors } = await server.query(connection(id, 'connectedBy { id fivetranId email givenName }'));
    expect(errors).toBeUndefined();
    expect(data.connection.connectedBy).toEqual({
      id: encoded('usr', '_fivetran_system'),
      fivetranId: '_fivetran_system',
      email: null,
      givenName: null,
    });
    expect(server.calls()).toEqual([`GET /v1/connections/${id}`]);
  });

  it('that there is not is null', async () => {
    const server = await startServer();
    const { id } = firstOf(server);
    server.emulator.account.connections.update(id, { connected_by: null });
    const { data, errors } = await server.query(connection(id, 'connectedBy { id email }'));
    expect([errors, data.connection.connectedBy]).toEqual([undefined, null]);
  });
});

describe('a destination of a group', () => {
  it('that has none is null, not an error', async () => {
    const server = await startServer();
    const { group } = firstOf(server);
    server.emulator.account.destinations.remove(group);
    const { data, errors } = await server.query('{ groups { nodes { fivetranId destination { id service } } } }');
    expect(errors).toBeUndefined();
    expect(data.groups.nodes.map(({ destination }: Json) => destination?.service ?? null)).toEqual([
      null,
      'snowflake',
      'snowflake',
    ]);
  });
});

describe('a schema config', () => {
  it('that there is not yet is null, not an error', async () => {
    const server = await startServer();
    const { id } = firstOf(server);
    server.emulator.account.removeSchemaConfig(id);
    const { data, errors } = await server.query(connection(id, 'schemaConfig { schemas { totalCount } }'));
    expect([errors, data.connection.schemaConfig]).toEqual([undefined, null]);
  });

  it('without any schemas has none', async () => {
    const server = await startServer();
    const { id } = firstOf(server);
    server.emulator.fault({ match: /schemas$/, then: { patch: (json: Json) => ({ ...json, data: {} }) } });
    const { data, errors } = await server.query(
      connection(
        id,
        'schemaConfig { schemaChangeHandling schemas { totalCount nodes { name } } schema(name: "x") { name } }',
      ),
    );
    expect(errors).toBeUndefined();
    expect(data.connection.schemaConfig).toEqual({
      schemaChangeHandling: null,
      schemas: { totalCount: 0, nodes: [] },
      schema: null,
    });
  });
});

describe('a branch that fails', () => {
  // What may be repeated is repeated at once.
  const parts = { random: () => 0 };

  it('is null, with one error that has its path; its siblings survive', async () => {
    const server = await startServer({ parts });
    const { id } = firstOf(server);
    server.emulator.fault({ match: `GET /v1/connections/${id}/schemas`, then: { status: 500 } });
    const { data, errors } = await server.query(`{
      groups(first: 1) { nodes { name connections { nodes { fivetranId schemaConfig { enableNewByDefault } } } } }
      users { nodes { email } } }`);
    const nodes = data.groups.nodes[0].connections.nodes;
    expect(nodes.map(({ schemaConfig }: Json) => schemaConfig)).toEqual([
      null,
      ...Array.from({ length: 3 }, () => ({ enableNewByDefault: true })),
    ]);
    expect(data.users.nodes).toHaveLength(5);
    expect(errors).toMatchObject([
      {
        path: ['groups', 'nodes', 0, 'connections', 'nodes', 0, 'schemaConfig'],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', fivetran: { status: 500 } },
      },
    ]);
  });

  it('is as many errors as there are fields of it, of which 20 of a kind are listed, and then their count', async () => {
    const server = await startServer({ emulator: { size: { groups: 1, connectionsPerGroup: 30 } } });
    const { id } = firstOf(server);
    server.emulator.fault({ match: `GET /v1/connections/${id}/schemas`, then: { status: 400 } });
    server.emulator.fault({ match: /schemas$/, then: { status: 403 } });
    const { data, errors } = await server.query('{ connections { nodes { schemaConfig { enableNewByDefault } } } }');
    expect(data.connections.nodes.every(({ schemaConfig }: Json) => schemaConfig === null)).toBe(true);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([
      'UPSTREAM_ERROR',
      ...Array.from({ length: 20 }, () => 'FORBIDDEN'),
      'FORBIDDEN',
    ]);
    expect(errors?.[20]?.path).toEqual(['connections', 'nodes', 20, 'schemaConfig']);
    expect(errors?.[21]).toEqual({
      message: '9 more errors like these at connections.nodes.schemaConfig',
      extensions: { code: 'FORBIDDEN', count: 9 },
    });
  });

  it('does not take the fields of a reference with it that its id answers', async () => {
    const server = await startServer({ parts });
    server.emulator.fault({ match: /^GET \/v1\/groups/, then: { status: 503 } });
    const { data, errors } = await server.query('{ connections { nodes { group { fivetranId name } } } }');
    const { connections } = server.emulator.account;
    expect(data.connections.nodes.map(({ group }: Json) => group)).toEqual(
      connections.list().map(({ group_id }) => ({ fivetranId: group_id, name: null })),
    );
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
  });
});

const encoded = (tag: string, id: string) => Buffer.from(JSON.stringify([tag, id])).toString('base64url');
