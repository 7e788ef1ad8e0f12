import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { configOf, NASTY_NAMES } from '../support/trees.ts';
import { pageOf, type WalkedList, walk } from '../support/walks.ts';

const SIZE = { groups: 5, connectionsPerGroup: 7, users: 11, usersPerGroup: 8 };

/** A server that asks upstream for pages of a few items, so that these end inside of a client's pages and between them. */
const smallPages = (pageSize = 3): Promise<TestServer> =>
  startServer({ emulator: { size: SIZE }, parts: { pageSize } });

interface Case extends WalkedList {
  readonly name: string;
  /** The items as the emulator has them, in order. */
  readonly expected: readonly string[];
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Every kind of list: upstream's own, a parent's part of it, filtered here, and in memory. */
function casesOf({ emulator: { account } }: TestServer): Case[] {
  const [group] = account.groups.list();
  const connections = account.connections.list();
  const id = group?.id ?? '';
  const first = connections[0]?.id ?? '';
  const tree = new Map(
    NASTY_NAMES.map((name) => [
      name,
      new Map([
        [name, [name, 'c']],
        ['t', NASTY_NAMES],
      ]),
    ]),
  );
  account.setSchemaConfig(first, configOf(tree));
  const names = NASTY_NAMES.toSorted(byCodeUnits);
  const tables = names.flatMap((schema) =>
    [...new Set([schema, 't'])].sort(byCodeUnits).map((table) => [schema, table]),
  );
  const config = `connection(id: "${first}") schemaConfig`;
  const ids = (tag: string, rows: readonly { id: string }[]) => rows.map((row) => encodeGlobalId(tag, [row.id]));
  const members = account.membersOfGroup(id).list();
  return [
    { name: 'groups', path: 'groups', expected: ids('grp', account.groups.list()) },
    { name: 'connections', path: 'connections', expected: ids('con', connections) },
    { name: 'destinations', path: 'destinations', expected: ids('dst', account.destinations.list()) },
    { name: 'users', path: 'users', expected: ids('usr', account.users.list()) },
    {
      name: 'users, filtered by Fivetran',
      path: 'users',
      args: 'active: true',
      expected: ids(
        'usr',
        account.users.list().filter(({ active }) => active),
      ),
    },
    {
      name: 'connections, filtered by Fivetran',
      path: 'connections',
      args: `filter: { group: "${id}" }`,
      expected: ids(
        'con',
        connections.filter(({ group_id }) => group_id === id),
      ),
    },
    {
      name: 'connections, filtered here',
      path: 'connections',
      args: 'filter: { service: ["stripe", "mysql"] }',
      expected: ids(
        'con',
        connections.filter(({ service }) => service === 'stripe' || service === 'mysql'),
      ),
    },
    {
      name: 'the connections of a group',
      path: `group(id: "${id}") connections`,
      expected: ids(
        'con',
        connections.filter(({ group_id }) => group_id === id),
      ),
    },
    {
      name: 'the connections of a destination',
      path: `destination(id: "${id}") connections`,
      expected: ids(
        'con',
        connections.filter(({ group_id }) => group_id === id),
      ),
    },
    {
      name: 'the users of a group',
      path: `group(id: "${id}") users`,
      expected: members.map(({ user_id }) => encodeGlobalId('usr', [user_id])),
    },
    { name: 'schemas', path: `${config} schemas`, item: 'name', expected: names },
    {
      name: 'schemas, the last first',
      path: `${config} schemas`,
      args: 'orderBy: NAME_DESC',
      item: 'name',
      expected: names.toReversed(),
    },
    {
      name: 'the tables of all schemas',
      path: `${config} tables`,
      expected: tables.map(([schema = '', table = '']) => encodeGlobalId('tbl', [first, schema, table])),
    },
    {
      name: 'the tables of a schema',
      path: `${config} schema(name: "plain") tables`,
      item: 'name',
      expected: ['plain', 't'],
    },
    {
      name: 'columns',
      path: `${config} schema(name: "plain") table(name: "t") columns`,
      item: 'name',
      expected: names,
    },
  ];
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe('walking a list', () => {
  it('gives every item once and in order, whatever the sizes of the pages, at whatever place a page of upstream ends', async () => {
    for (const pageSize of [2, 3]) {
      const server = await smallPages(pageSize);
      const cases = casesOf(server);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...cases), sizes, async (list, pages) => {
          expect(await walk(server, list, pages), list.name).toEqual(list.expected);
        }),
        { numRuns: 15 },
      );
    }
  });

  it('ends with the list, also where the last page is full', async () => {
    const server = await smallPages();
    for (const list of casesOf(server)) {
      const whole = await pageOf(server, list, { first: list.expected.length });
      expect(whole.items, list.name).toEqual(list.expected);
      expect(whole.hasNextPage, list.name).toBe(false);
      const behind = await pageOf(server, list, { after: whole.endCursor });
      expect([behind.items, behind.hasNextPage, behind.answer.errors], list.name).toEqual([[], false, undefined]);
    }
  });

  it('may go on from any edge', async () => {
    const server = await smallPages();
    for (const list of casesOf(server)) {
      const { cursors } = await pageOf(server, list, {});
      for (const [at, after] of cursors.entries()) {
        if (at % 3 > 0) continue;
        const { items } = await pageOf(server, list, { first: 2, after });
        expect(items, `${list.name} behind ${at}`).toEqual(list.expected.slice(at + 1, at + 3));
      }
    }
  });
});
