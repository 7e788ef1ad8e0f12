import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import type { Answer, TestOptions } from '../support/server.ts';
import { ACCOUNT, anyFilter, anyRow, FILTERS, type Filter, matches, type Row } from './filter-model.ts';
import { startWorld, type World } from './world.ts';

const QUERY = `query ($filter: ConnectionFilter, $first: Int, $after: String) {
  connections(filter: $filter, first: $first, after: $after) {
    edges { cursor } nodes { fivetranId } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  readonly ids: readonly string[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
  readonly answer: Answer;
}

async function ask(world: World, filter: Filter, first = 1000, after: string | null = null): Promise<Page> {
  const answer = await world.query(QUERY, { filter, first, after });
  const page = answer.data?.connections;
  const ids = page?.nodes.map(({ fivetranId }: { fivetranId: string }) => fivetranId) ?? [];
  return { ids, hasNextPage: page?.pageInfo.hasNextPage, endCursor: page?.pageInfo.endCursor, answer };
}

/** An account whose connections are these, and Fivetran's pages of five. */
async function worldOf(rows: readonly Row[], options: TestOptions = {}): Promise<World> {
  const size = { groups: 2, connectionsPerGroup: Math.ceil(rows.length / 2), users: 2 };
  const world = await startWorld({ ...options, emulator: { size }, parts: { pageSize: 5 } });
  const { account } = world;
  const [groups, users] = [account.groups.list(), account.users.list()];
  for (const [index, { id }] of account.connections.list().entries()) {
    const row = rows[index];
    if (row === undefined) {
      account.removeConnection(id);
      continue;
    }
    const { group, connected_by, ...fields } = row;
    const user = connected_by === null ? null : (users[connected_by]?.id ?? null);
    const group_id = groups[group]?.id ?? '';
    account.connections.update(id, { ...fields, config: {}, group_id, connected_by: user } as never);
  }
  return world;
}

/** A filter of the model with the ids of an account: of groups Fivetran's own, of users global ones. */
function withIds(filter: Filter, { account }: World): Filter {
  const { group, connectedBy, ...rest } = filter;
  return {
    ...rest,
    ...(group === undefined ? {} : { group: account.groups.list()[Number(group)]?.id }),
    ...(connectedBy === undefined
      ? {}
      : { connectedBy: encodeGlobalId('usr', [account.users.list()[Number(connectedBy)]?.id ?? '']) }),
  };
}

const expectedOf = (rows: readonly Row[], filter: Filter, { account }: World): string[] =>
  account.connections.list().flatMap(({ id }, index) => (matches(rows[index] as Row, filter) ? [id] : []));

describe('A filter of connections', () => {
  it.each(FILTERS)('by %j leaves what a look at each would leave', async (filter) => {
    const world = await worldOf(ACCOUNT);
    const expected = expectedOf(ACCOUNT, filter, world);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(ACCOUNT.length);
    expect((await ask(world, withIds(filter, world))).ids).toEqual(expected);
  });

  it('by `failing` leaves those of which the field `failing` says so', async () => {
    const world = await worldOf(ACCOUNT);
    const { data } = await world.query('{ connections(first: 1000) { nodes { fivetranId failing } } }');
    for (const wanted of [true, false]) {
      const said = data?.connections.nodes.filter(({ failing }: { failing: boolean }) => failing === wanted);
      const ids = said.map(({ fivetranId }: { fivetranId: string }) => fivetranId);
      expect((await ask(world, { failing: wanted })).ids).toEqual(ids);
    }
  });

  it('leaves all where it has no condition, also as null', async () => {
    const world = await worldOf(ACCOUNT);
    const nulls = Object.fromEntries(FILTERS.flatMap((filter) => Object.keys(filter)).map((name) => [name, null]));
    for (const filter of [{}, nulls]) expect((await ask(world, filter)).ids).toHaveLength(ACCOUNT.length);
  });

  it('leaves what matches every condition, in pages of any size of which each is full but the last', async () => {
    const rows = fc.array(anyRow, { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(rows, anyFilter, fc.integer({ min: 1, max: 7 }), async (rows, filter, first) => {
        const world = await worldOf(rows);
        const expected = expectedOf(rows, filter, world);
        const found: string[] = [];
        for (let after: string | null = null; ; ) {
          const page: Page = await ask(world, withIds(filter, world), first, after);
          expect(page.answer.errors).toBeUndefined();
          found.push(...page.ids);
          expect(page.hasNextPage).toBe(found.length < expected.length);
          if (!page.hasNextPage) break;
          expect(page.ids).toHaveLength(first);
          after = page.endCursor;
        }
        expect(found).toEqual(expected);
        expect(world.calls().length).toBeLessThanOrEqual(Math.ceil(rows.length / 5));
      }),
      { numRuns: 60 },
    );
  });

  it('is passed on as far as Fivetran can filter, and the rest is filtered here', async () => {
    const world = await worldOf(ACCOUNT);
    const group = world.account.groups.list()[0]?.id ?? '';
    await ask(world, { group: encodeGlobalId('grp', [group]), schema: 'shop', service: ['postgres'] });
    expect(world.calls()).toEqual([`GET /v1/connections?group_id=${group}&limit=5&schema=shop`]);
  });

  it('refuses UNRECOGNIZED, and the id of another type', async () => {
    const world = await worldOf(ACCOUNT);
    const [user, group] = [encodeGlobalId('usr', ['a']), encodeGlobalId('grp', ['a'])];
    const wrong: readonly [Filter, string][] = [
      [{ setupState: ['BROKEN', 'UNRECOGNIZED'] }, 'UNRECOGNIZED'],
      [{ syncState: ['UNRECOGNIZED'] }, 'UNRECOGNIZED'],
      [{ updateState: ['UNRECOGNIZED'] }, 'UNRECOGNIZED'],
      [{ scheduleType: 'UNRECOGNIZED' }, 'UNRECOGNIZED'],
      [{ group: user }, 'Argument "filter.group" must be the id of a Group, got the id of a User'],
      [{ connectedBy: group }, 'Argument "filter.connectedBy" must be the id of a User, got the id of a Group'],
    ];
    for (const [filter, message] of wrong) {
      const { answer } = await ask(world, filter);
      expect(answer.data).toEqual({ connections: null });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(answer.errors?.[0]?.message).toContain(message);
    }
    expect(world.calls()).toEqual([]);
  });
});

describe('A condition that Fivetran has itself', () => {
  const LISTS: Readonly<Record<string, (account: World['account']) => { list: string; other: string; call: string }>> =
    {
      'Group.users': ({ groups }) => {
        const id = groups.list()[0]?.id;
        const of = (args: string) => `group(id: "${id}") { users(${args})`;
        const call = `GET /v1/groups/${id}/users?active=true&limit=5`;
        return { list: of('active: true'), other: of('active: false'), call };
      },
      'Team.members': ({ teams }) => {
        const id = teams.list()[0]?.id;
        const of = (args: string) => `team(id: "${id}") { members(${args})`;
        const call = `GET /v1/teams/${id}/users?active=false&limit=5`;
        return { list: of('active: false'), other: of('first: 3'), call };
      },
      'Group.connections': ({ groups }) => {
        const id = groups.list()[0]?.id;
        const of = (args: string) => `group(id: "${id}") { connections(${args})`;
        const call = `GET /v1/groups/${id}/connections?limit=5&schema=shop`;
        return { list: of('schema: "shop"'), other: of('schema: "Shop"'), call };
      },
    };

  it.each(Object.entries(LISTS))('of %s is passed on, and is part of the cursor', async (_, listOf) => {
    const world = await startWorld({ parts: { pageSize: 5 } });
    const [group] = world.account.groups.list();
    for (const { id } of world.account.connections.list().filter(({ group_id }) => group_id === group?.id)) {
      world.account.connections.update(id, { schema: 'shop' });
    }
    for (const [index, { id }] of world.account.users.list().entries()) {
      world.account.users.update(id, { active: index % 2 === 0 });
    }
    const { list, other, call } = listOf(world.account);
    const { data, errors } = await world.query(`{ ${list} { edges { cursor } } } }`);
    expect(errors).toBeUndefined();
    expect(world.calls()).toContain(call);
    const [edge] =
      Object.values(Object.values(data)[0] as Record<string, { edges: { cursor: string }[] }>)[0]?.edges ?? [];
    const behind = (text: string) => `{ ${text.replace(/\)$/, `, after: "${edge?.cursor}")`)} { nodes { id } } } }`;
    expect((await world.query(behind(list))).errors).toBeUndefined();
    expect((await world.query(behind(other))).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('A walk that is filtered here', () => {
  /** Sixty connections, of which one in twenty is broken. */
  const sparse = Array.from({ length: 60 }, (_, index) => ({
    ...(ACCOUNT[0] as Row),
    status: { ...(ACCOUNT[0] as Row).status, setup_state: index % 20 === 19 ? 'broken' : 'connected' },
  }));
  const filter: Filter = { setupState: ['BROKEN'] };

  it('stops at the budget with what it has, says so, and goes on from there', async () => {
    const world = await worldOf(sparse, { settings: { MAX_CALLS_PER_OPERATION: '3' } });
    const expected = expectedOf(sparse, filter, world);
    const pages: Page[] = [];
    for (let after: string | null = null; ; ) {
      const page: Page = await ask(world, filter, 10, after);
      pages.push(page);
      expect(page.answer.errors).toBeUndefined();
      expect(page.answer.extensions.fivetran.calls).toBeLessThanOrEqual(3);
      expect(page.answer.extensions.fivetran.partial).toBe(page.hasNextPage);
      if (!page.hasNextPage) break;
      expect(page.endCursor).not.toBe(after);
      after = page.endCursor;
    }
    expect(pages.flatMap(({ ids }) => ids)).toEqual(expected);
    expect(pages.length).toBeGreaterThan(1);
    // Also pages without anything, whose cursor goes on all the same.
    expect(pages.map(({ ids }) => ids.length)).toContain(0);
    expect(new Set(world.calls()).size).toBe(12);
  });

  it('is not partial where the budget is enough, and looks no further than it must', async () => {
    const world = await worldOf(sparse);
    const page = await ask(world, filter, 1);
    expect(page.ids).toHaveLength(1);
    expect(page.answer.extensions.fivetran.partial).toBe(false);
    const { data } = await world.query(
      'query ($filter: ConnectionFilter) { connections(filter: $filter, first: 1) { nodes { fivetranId } } }',
      { filter },
      { 'cache-control': 'no-cache' },
    );
    expect(data.connections.nodes).toHaveLength(1);
    world.calls();
    await world.query(
      'query ($filter: ConnectionFilter) { connections(filter: $filter, first: 1) { pageInfo { endCursor } } }',
      { filter },
      { 'cache-control': 'no-cache' },
    );
    // The first that matches is the twentieth, the last of the fourth page.
    expect(world.calls()).toHaveLength(4);
  });
});

describe('A cursor of a filtered list', () => {
  it('is good for the same filter only', async () => {
    const world = await worldOf(ACCOUNT);
    const filters = [{}, ...FILTERS].map((filter) => withIds(filter, world));
    for (const filter of filters) {
      const { endCursor } = await ask(world, filter, 1);
      for (const other of filters) {
        const { answer } = await ask(world, other, 1, endCursor);
        if (other === filter) expect(answer.errors).toBeUndefined();
        else
          expect(answer.errors, JSON.stringify([filter, other])).toMatchObject([
            { extensions: { code: 'BAD_USER_INPUT' } },
          ]);
      }
    }
  });

  it('is good for the same filter in other words', async () => {
    const world = await worldOf(ACCOUNT);
    const [group, user] = [world.account.groups.list()[0]?.id ?? '', world.account.users.list()[0]?.id ?? ''];
    const [own, global] = [
      { group, connectedBy: user, search: null },
      { connectedBy: encodeGlobalId('usr', [user]), group: encodeGlobalId('grp', [group]) },
    ];
    const { endCursor, ids } = await ask(world, own, 1);
    expect(ids).toHaveLength(1);
    const { answer } = await ask(world, global, 1, endCursor);
    expect(answer.errors).toBeUndefined();
  });
});
