import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { pageOf } from '../support/walks.ts';

const group = (id: string | undefined) => `group(id: "${id}")`;

/** Lists of upstream, of a parent, and in memory. */
const LISTS = [
  { path: 'groups' },
  { path: 'connections' },
  { path: 'connections', args: 'filter: { paused: false }' },
  { path: 'users' },
] as const;

const decoded = (cursor: string | undefined) => JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString());
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the argument "first"', () => {
  it.each([0, -1, 1001, 2 ** 31 - 1, -(2 ** 31)])('may not be %i, and nothing is asked for', async (first) => {
    const server = await startServer();
    for (const list of LISTS) {
      const { answer } = await pageOf(server, list, { first });
      expect(answer.status).toBe(200);
      expect(answer.errors?.[0]?.message).toBe(`Argument "first" must be 1 to 1000, got ${first}`);
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(server.calls()).toEqual([]);
  });

  it('may not be 0 in lists that are here as a whole', async () => {
    const server = await startServer();
    const connection = server.emulator.account.connections.list()[0]?.id;
    const list = { path: `connection(id: "${connection}") schemaConfig schemas` };
    const { answer } = await pageOf(server, list, { first: 0 });
    expect(answer.data.connection.schemaConfig).toEqual({ schemas: null });
    expect(answer.errors).toMatchObject([
      { path: ['connection', 'schemaConfig', 'schemas'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it.each([1.5, 2 ** 31, '5', true])('must be a whole number, not %j', async (first) => {
    const server = await startServer();
    const { answer } = await pageOf(server, LISTS[0], { first: first as number });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(server.calls()).toEqual([]);
  });

  it('may be 1 and 1000, and is 100 where it is left out or null', async () => {
    const server = await startServer({ emulator: { size: { groups: 1, connectionsPerGroup: 1, users: 1050 } } });
    const counts = [];
    for (const page of [{ first: 1 }, { first: 1000 }, {}, { first: null }]) {
      counts.push((await pageOf(server, { path: 'users' }, page)).items.length);
    }
    expect(counts).toEqual([1, 1000, 100, 100]);
    expect(server.calls()).toEqual(['GET /v1/users?limit=1000']);
  });
});

describe('the argument "after"', () => {
  it('must be a cursor: anything else is refused, and nothing is asked for', async () => {
    const server = await startServer();
    const { cursors } = await pageOf(server, LISTS[1], { first: 1 });
    const [version, list] = decoded(cursors[0]);
    server.calls();
    const shapes = [
      [],
      [version],
      [2, list, '', 0, 'x'],
      [version, list, 0, 0, 'x'],
      [version, list, '', -1, 'x'],
      [version, list, '', 0.5, 'x'],
      [version, list, '', 0, 7],
      {},
      null,
      'x',
    ];
    const garbled = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map(encoded),
      fc.constantFrom(...shapes.map(encoded)),
    );
    await fc.assert(
      fc.asyncProperty(garbled, async (after) => {
        const { answer } = await pageOf(server, LISTS[1], { after });
        expect(answer.data).toEqual({ connections: null });
        expect(answer.errors).toMatchObject([{ path: ['connections'], extensions: { code: 'BAD_USER_INPUT' } }]);
        expect(answer.errors?.[0]?.message).toMatch(/^Argument "after" must be a cursor/);
      }),
      { numRuns: 40 },
    );
    expect(server.calls()).toEqual([]);
  });

  it('must be a cursor of the same list, with the same filter and order', async () => {
    const server = await startServer();
    const { account } = server.emulator;
    const [one, other] = account.groups.list();
    const config = `connection(id: "${account.connections.list()[0]?.id}") schemaConfig`;
    const lists = [
      ...LISTS,
      { path: 'connections', args: 'filter: { paused: true }' },
      { path: 'connections', args: `filter: { group: "${one?.id}" }` },
      { path: 'destinations' },
      { path: 'users', args: 'active: true' },
      { path: 'users', args: 'active: false' },
      { path: `${group(one?.id)} connections` },
      { path: `${group(other?.id)} connections` },
      { path: `${group(one?.id)} users` },
      { path: `${config} schemas` },
      { path: `${config} tables` },
      { path: `${config} tables`, args: 'orderBy: NAME_DESC' },
      { path: `${config} tables`, args: 'filter: { enabled: true }' },
      { path: `${config} schema(name: "schema_1") tables` },
      { path: `${config} schema(name: "schema_1") table(name: "table_1") columns` },
      { path: `${config} schema(name: "schema_1") table(name: "table_1") columns`, args: 'source: LIVE' },
      { path: `${config} schema(name: "schema_1") table(name: "table_2") columns` },
    ];
    const cursors = await Promise.all(lists.map(async (list) => (await pageOf(server, list, { first: 1 })).cursors[0]));
    for (const [at, list] of lists.entries()) {
      for (const [of, after] of cursors.entries()) {
        if (after === undefined) continue;
        const { answer } = await pageOf(server, list, { after });
        const codes = answer.errors?.map(({ extensions }) => extensions.code);
        expect(codes, `a cursor of list ${of} in list ${at}`).toEqual(of === at ? undefined : ['BAD_USER_INPUT']);
      }
    }
  });

  it('is the same cursor with a default that is written out, and with either id of the parent', async () => {
    const server = await startServer();
    const { data } = await server.query(
      '{ groups(first: 1) { nodes { id fivetranId connections(first: 2) { pageInfo { endCursor } } } } }',
    );
    const [{ id, fivetranId, connections }] = data.groups.nodes;
    for (const parent of [id, fivetranId]) {
      const page = await pageOf(
        server,
        { path: `${group(parent)} connections` },
        { after: connections.pageInfo.endCursor },
      );
      expect(page.answer.errors).toBeUndefined();
      expect(page.items).toHaveLength(2);
    }
    const filtered = { path: 'connections', args: `filter: { group: "${id}" }` };
    const native = { path: 'connections', args: `filter: { group: "${fivetranId}", service: null }` };
    const { endCursor } = await pageOf(server, filtered, { first: 2 });
    expect((await pageOf(server, native, { after: endCursor })).answer.errors).toBeUndefined();
  });

  it('resumes by the id where upstream does not know the place that the cursor hints at', async () => {
    const server = await startServer({ parts: { pageSize: 3 } });
    const whole = await pageOf(server, LISTS[1], {});
    const [version, list, , , id] = decoded(whole.cursors[6]);
    const hinted = await pageOf(
      server,
      LISTS[1],
      { after: encoded([version, list, 'no cursor', 5, id]) },
      { fresh: true },
    );
    expect(hinted.items).toEqual(whole.items.slice(7));
    const lost = await pageOf(
      server,
      LISTS[1],
      { after: encoded([version, list, 'no cursor', 5, 'gone']) },
      { fresh: true },
    );
    expect(lost.answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('hasNextPage', () => {
  const query = (more: string) => `{ connections(first: 2, filter: { service: ["stripe"] }) { nodes { id } ${more} } }`;

  it('costs calls only where it is selected', async () => {
    const emulator = { size: { groups: 4, connectionsPerGroup: 5 } };
    const without = await startServer({ emulator, parts: { pageSize: 2 } });
    expect((await without.query(query('pageInfo { endCursor }'))).data.connections.nodes).toHaveLength(2);
    const calls = without.calls().length;
    const withIt = await startServer({ emulator, parts: { pageSize: 2 } });
    const { data } = await withIt.query(query('pageInfo { hasNextPage }'));
    expect(data.connections.pageInfo.hasNextPage).toBe(true);
    expect(withIt.calls().length).toBeGreaterThan(calls);
  });

  it('costs nothing where Fivetran filters: its cursor says whether more follow', async () => {
    const server = await startServer({ parts: { pageSize: 2 } });
    const { data } = await server.query('{ connections(first: 2) { pageInfo { hasNextPage } } }');
    expect(data.connections.pageInfo.hasNextPage).toBe(true);
    expect(server.calls()).toEqual(['GET /v1/connections?limit=2']);
  });

  it('is true where the budget ends a filtered walk, whose cursor goes on behind what was looked at', async () => {
    const server = await startServer({
      emulator: { size: { groups: 6, connectionsPerGroup: 5 } },
      settings: { MAX_CALLS_PER_OPERATION: '4' },
      parts: { pageSize: 2 },
    });
    const stripes = server.emulator.account.connections.list().filter(({ service }) => service === 'stripe');
    const seen: string[] = [];
    let after: string | null = null;
    let partial = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      const list = { path: 'connections', args: 'filter: { service: ["stripe"] }', item: 'fivetranId' };
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(server, list, { first: 100, after });
      seen.push(...page.items);
      if (!page.hasNextPage) break;
      partial += page.answer.extensions.fivetran.partial ? 1 : 0;
      after = page.endCursor;
    }
    expect(seen).toEqual(stripes.map(({ id }) => id));
    expect(partial).toBeGreaterThan(1);
  });
});

describe('totalCount', () => {
  it('counts what matches the filter, over all pages', async () => {
    const server = await startServer({ emulator: { size: { tablesPerSchema: 9, schemasPerConnection: 2 } } });
    const connection = server.emulator.account.connections.list()[0]?.id;
    const { data } = await server.query(`{ connection(id: "${connection}") { schemaConfig {
      schemas(first: 1) { totalCount } tables(first: 1) { totalCount } one: tables(filter: { name: "table_3" }) { totalCount } } } }`);
    const { schemas, tables, one } = data.connection.schemaConfig;
    expect([schemas.totalCount, tables.totalCount, one.totalCount]).toEqual([2, 18, 2]);
  });
});
