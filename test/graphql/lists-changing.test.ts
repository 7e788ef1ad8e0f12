import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { configOf } from '../support/trees.ts';
import { pageOf, walk } from '../support/walks.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

/** A server that asks upstream for pages of a few items, so that these end inside of a client's pages and between them. */
const smallPages = (pageSize = 3): Promise<TestServer> =>
  startServer({ emulator: { size: { groups: 5, connectionsPerGroup: 7 } }, parts: { pageSize } });

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

/**
 * A server with so many groups that the list of all connections answers for them, the first of them with more connections
 * than fit into two pages of upstream; with the first ten of each group asked for.
 */
async function manyGroups() {
  const server = await startServer({
    emulator: { size: { groups: 12, connectionsPerGroup: 2 } },
    parts: { pageSize: 4 },
  });
  const { groups, connections } = server.emulator.account;
  const first = groups.list()[0]?.id ?? '';
  for (const { id } of connections.list().slice(-12)) connections.update(id, { group_id: first });
  const { data } = await server.query(`{ groups { nodes {
    fivetranId connections(first: 10) { nodes { fivetranId } pageInfo { endCursor } } } } }`);
  expect(server.calls().filter((call) => call.includes('/groups/'))).toEqual([]);
  return {
    server,
    groups: data.groups.nodes.map((group: Json) => {
      const own = connections.list().filter(({ group_id }) => group_id === group.fivetranId);
      expect(group.connections.nodes).toEqual(own.slice(0, 10).map(({ id }) => ({ fivetranId: id })));
      return { id: group.fivetranId, own: own.map(({ id }) => id), endCursor: group.connections.pageInfo.endCursor };
    }) as { id: string; own: string[]; endCursor: string | null }[],
  };
}

describe('the pages of many groups that one list has answered for', () => {
  it('goes on in each of many groups from where the page of it ended', async () => {
    const { server, groups } = await manyGroups();
    for (const { id, own, endCursor } of groups) {
      const list = { path: `group(id: "${id}") connections`, item: 'fivetranId' };
      const rest = await pageOf(server, list, { after: endCursor }, { fresh: true });
      expect(rest.items).toEqual(own.slice(10));
    }
  });
});

/** What happens between two pages of a walk: rows come and go before and behind, or the cursor's own row goes. */
const changes = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(60) }),
    fc.record({ kind: fc.constant('insert' as const), at: fc.nat(60) }),
  ),
  { maxLength: 2 },
);

describe('walking a list while items come and go', () => {
  const item = 'fivetranId';

  it('gives every item that stays once and in order, wherever others come and go', async () => {
    const server = await smallPages();
    const { connections } = server.emulator.account;
    let added = 0;
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(changes, { minLength: 1, maxLength: 6 }), async (pages, plan) => {
        const before = connections.list().map(({ id }) => id);
        const steps = [...plan];
        const seen = await walk(server, { path: 'connections', item }, pages, (last) => {
          for (const change of steps.shift() ?? []) {
            const rows = connections.list();
            const row = rows[change.at % rows.length];
            if (row === undefined) continue;
            if (change.kind === 'insert')
              connections.add({ ...row, id: `added_${added++}` }, change.at % (rows.length + 1));
            else if (row.id !== last && rows.length > 20) connections.remove(row.id);
          }
        });
        const stayed = before.filter((id) => connections.get(id) !== undefined);
        expect(seen.filter((id) => stayed.includes(id))).toEqual(stayed);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 10 },
    );
  });

  it('goes on at the place of an item that is gone', async () => {
    const server = await smallPages();
    const { connections } = server.emulator.account;
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.boolean(), { maxLength: 6 }), async (pages, plan) => {
        const before = connections.list();
        const steps = [...plan];
        const seen = await walk(server, { path: 'connections', item }, pages, (last) => {
          if (steps.shift()) connections.remove(last);
        });
        expect(seen).toEqual(before.map(({ id }) => id));
        for (const [at, row] of before.entries()) if (connections.get(row.id) === undefined) connections.add(row, at);
      }),
      { numRuns: 10 },
    );
  });

  it('goes on at the place of an item that is gone, also where the list of all has answered for many groups', async () => {
    const { server, groups } = await manyGroups();
    const [{ id = '', own = [], endCursor = '' } = {}] = groups;
    server.emulator.account.connections.remove(own[9] ?? '');
    const list = { path: `group(id: "${id}") connections`, item };
    const rest = await pageOf(server, list, { after: endCursor }, { fresh: true });
    expect(rest.items).toEqual(own.slice(10));
  });

  it('ends when the list has become shorter than the walk was', async () => {
    const server = await smallPages();
    const { connections } = server.emulator.account;
    const { endCursor } = await pageOf(server, { path: 'connections', item }, { first: 20 });
    for (const { id } of connections.list().slice(2)) connections.remove(id);
    const page = await pageOf(server, { path: 'connections', item }, { after: endCursor }, { fresh: true });
    expect([page.items, page.hasNextPage, page.answer.errors]).toEqual([[], false, undefined]);
  });

  it('gives the names that stay once and in order, in lists that are here as a whole', async () => {
    const server = await smallPages();
    const { account } = server.emulator;
    const connection = account.connections.list()[0]?.id ?? '';
    // Names that a key made of several of them could mix up, or put into another order than theirs.
    const name = fc.constantFrom('', '\u0000', '\u0001', 'a', 'a\u0000', 'a\u0000a', '\u0000a', 'b', '📝', '__proto__');
    const tables = fc.uniqueArray(fc.tuple(name, name), { selector: (path) => JSON.stringify(path), minLength: 4 });
    await fc.assert(
      fc.asyncProperty(tables, fc.array(fc.nat(), { minLength: 1 }), sizes, async (all, picks, pages) => {
        const comesAndGoes = (at: number) => picks.some((pick) => pick % all.length === at);
        let turn = 0;
        const set = () => {
          turn += 1;
          const now = all.filter((_, at) => !comesAndGoes(at) || (picks[(at + turn) % picks.length] ?? 0) % 2 === 0);
          const tree = new Map(now.map(([schema]) => [schema, new Map<string, string[]>()]));
          for (const [schema, table] of now) tree.get(schema)?.set(table, []);
          account.setSchemaConfig(connection, configOf(tree));
        };
        set();
        const list = { path: `connection(id: "${connection}") schemaConfig tables` };
        const seen = await walk(server, list, pages, set);
        const stayed = all
          .filter((_, at) => !comesAndGoes(at))
          .sort((a, b) => byCodeUnits(a[0], b[0]) || byCodeUnits(a[1], b[1]))
          .map((path) => encodeGlobalId('tbl', [connection, ...path]));
        expect(seen.filter((id) => stayed.includes(id))).toEqual(stayed);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 60 },
    );
  });
});
