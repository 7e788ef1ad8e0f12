import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { all, type Json, MULTIPART, partsOf } from '../support/parts.ts';
import { startServer } from '../support/server.ts';

describe('@defer', () => {
  it('sends the first part before the slow call of the deferred branch ends', async () => {
    const clock = new ManualClock();
    const server = await startServer({ emulator: { clock } });
    const { account } = server.emulator;
    const connection = account.connections.list()[0]?.id;
    const [first] = account.groups.list();
    server.emulator.fault({ match: `GET /v1/connections/${connection}/schemas`, then: { delayMs: 200 } });
    const query = `{ connection(id: "${connection}") { group { fivetranId } ... @defer(label: "slow") { schemaConfig { schemas { totalCount } } } } }`;
    const parts = partsOf(server, query);
    const { value: begin } = await parts.next();
    expect(begin).toMatchObject({ data: { connection: { group: { fivetranId: first?.id } } }, hasNext: true });
    expect(server.emulator.inFlight).toBe(1);
    await clock.advance(200);
    const rest = await all(parts);
    expect(rest.flatMap((part) => part.incremental ?? [])).toMatchObject([
      { label: 'slow', path: ['connection'], data: { schemaConfig: { schemas: { totalCount: 1 } } } },
    ]);
    expect(rest.at(-1).hasNext).toBe(false);
  });

  it('says in each part what has been spent up to it', async () => {
    const server = await startServer();
    const connection = server.emulator.account.connections.list()[0]?.id;
    const query = `{ connection(id: "${connection}") { service ... @defer { schemaConfig { enableNewByDefault } } } }`;
    const parts = await all(partsOf(server, query));
    const calls = parts.flatMap((part) => part.extensions?.fivetran.calls ?? []);
    expect(calls).toEqual(calls.toSorted());
    expect(calls.at(-1)).toBe(2);
    expect(server.calls()).toHaveLength(2);
  });

  it('tells of a failing branch as any other answer does: a code, and nothing of the inside', async () => {
    const server = await startServer();
    const connection = server.emulator.account.connections.list()[0]?.id;
    server.emulator.fault({ match: `GET /v1/connections/${connection}/schemas`, then: { status: 403 } });
    const query = `{ connection(id: "${connection}") { service ... @defer { schemaConfig { enableNewByDefault } } } }`;
    const parts = await all(partsOf(server, query));
    const errors = parts.flatMap((part) => part.incremental ?? []).flatMap((piece: Json) => piece.errors ?? []);
    expect(errors).toMatchObject([
      { path: ['connection', 'schemaConfig'], extensions: { code: 'FORBIDDEN', fivetran: { status: 403 } } },
    ]);
  });

  it.each(['application/json', 'application/graphql-response+json', '*/*'])(
    'is left out for a client that takes %s: one whole answer',
    async (accept) => {
      const server = await startServer();
      const connection = server.emulator.account.connections.list()[0]?.id;
      const query = `{ connection(id: "${connection}") { service ... @defer { schemaConfig { schemas { totalCount } } } } users { nodes @stream { id } } }`;
      const { status, data, errors, extensions } = await server.query(query, {}, { accept });
      expect([status, errors, extensions.fivetran.calls]).toEqual([200, undefined, 3]);
      expect(data.connection.schemaConfig.schemas.totalCount).toBe(1);
      expect(data.users.nodes).toHaveLength(5);
    },
  );

  it('is one whole answer too for a client that would take parts of an operation that has none', async () => {
    const server = await startServer();
    const { status, data } = await server.query('{ groups { nodes { name } } }', {}, { accept: MULTIPART });
    expect([status, data.groups.nodes.length]).toEqual([200, 3]);
  });
});

describe('@stream', () => {
  it('sends the items of a list one after the other, in order', async () => {
    const server = await startServer();
    const parts = await all(partsOf(server, '{ users { nodes @stream(initialCount: 2) { email } } }'));
    expect(parts[0].data.users.nodes).toHaveLength(2);
    const later = parts.flatMap((part) => part.incremental ?? []).flatMap((piece: Json) => piece.items);
    const emails = [...parts[0].data.users.nodes, ...later].map((user: Json) => user.email);
    expect(emails).toEqual(server.emulator.account.users.list().map(({ email }) => email));
    expect(server.calls()).toEqual(['GET /v1/users?limit=1000']);
  });
});
