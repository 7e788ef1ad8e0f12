import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/clock.ts';
import type { Account } from '../../src/emulator/store/account.ts';
import { all, type Json, partsOf } from '../support/parts.ts';
import { startWorld, type World } from './world.ts';

/** How long the slow call takes, on a clock that moves only when it is told to. */
const SLOW_MS = 60_000;

/** A world in which one path is slow; `go` waits until its call has come, and lets it end. */
async function slowAt(pathOf: (account: Account) => string): Promise<{ world: World; go: () => Promise<void> }> {
  const clock = new ManualClock();
  const world = await startWorld({ emulator: { clock } });
  const path = pathOf(world.account);
  const called = Promise.withResolvers<void>();
  world.emulator.fault({
    match: (call) => {
      if (call.path === path) called.resolve();
      return call.path === path;
    },
    then: { delayMs: SLOW_MS },
  });
  const go = async () => {
    await called.promise;
    await clock.advance(SLOW_MS);
  };
  return { world, go };
}

const first = (rows: { list(): readonly { readonly id: string }[] }): string => rows.list()[0]?.id ?? '';

interface Branch {
  /** The branch that is put off. */
  readonly field: string;
  /** The document around it. */
  readonly around: (account: Account, inner: string) => string;
  /** The call that is slow. */
  readonly path: (account: Account) => string;
}

const of = (root: string, id: (account: Account) => string) => (account: Account, inner: string) =>
  `{ ${root}(id: "${id(account)}") { __typename ${inner} } }`;
const connection = of('connection', ({ connections }) => first(connections));
const group = of('group', ({ groups }) => first(groups));

/** Every branch that a call of its own makes slow. */
const BRANCHES: readonly Branch[] = [
  {
    field: 'schemaConfig { enableNewByDefault }',
    around: connection,
    path: ({ connections }) => `/v1/connections/${first(connections)}/schemas`,
  },
  {
    field: 'certificates { nodes { id } }',
    around: connection,
    path: ({ connections }) => `/v1/connections/${first(connections)}/certificates`,
  },
  {
    field: 'schemaConfig { tables(first: 1) { nodes { columns(source: LIVE) { totalCount } } } }',
    around: connection,
    path: ({ connections }) => `/v1/connections/${first(connections)}/schemas/schema_1/tables/table_1/columns`,
  },
  {
    field: 'connectedBy { email }',
    around: connection,
    path: (account) => `/v1/users/${account.connections.list()[0]?.connected_by}`,
  },
  { field: 'group { name }', around: connection, path: ({ groups }) => `/v1/groups/${first(groups)}` },
  { field: 'destination { service }', around: group, path: ({ groups }) => `/v1/destinations/${first(groups)}` },
  {
    field: 'connections { nodes { id } }',
    around: group,
    path: ({ groups }) => `/v1/groups/${first(groups)}/connections`,
  },
  { field: 'users { nodes { id } }', around: group, path: ({ groups }) => `/v1/groups/${first(groups)}/users` },
  { field: 'webhooks { nodes { id } }', around: group, path: () => '/v1/webhooks' },
  { field: 'logService { enabled }', around: group, path: ({ groups }) => `/v1/external-logging/${first(groups)}` },
  {
    field: 'members { nodes { id } }',
    around: of('team', ({ teams }) => first(teams)),
    path: ({ teams }) => `/v1/teams/${first(teams)}/users`,
  },
  {
    field: 'role { description }',
    around: of('user', ({ users }) => first(users)),
    path: () => '/v1/roles',
  },
];

describe('A deferred branch', () => {
  it.each(BRANCHES)(
    '$field comes after the rest, which does not wait for its call',
    async ({ field, around, path }) => {
      const { world, go } = await slowAt(path);
      const whole = around(world.account, `... @defer(label: "slow") { ${field} }`);
      const parts = partsOf(world, whole);
      // Here already, although the hand of the clock has not moved.
      const { value: begin } = await parts.next();
      expect(begin).toMatchObject({ hasNext: true });
      expect(begin.errors).toBeUndefined();
      const [root] = Object.keys(begin.data);
      expect(Object.keys(begin.data[root ?? ''])).toEqual(['__typename']);
      await go();
      const later = (await all(parts)).flatMap((part) => part.incremental ?? []);
      expect(later).toMatchObject([{ label: 'slow', path: [root], data: {} }]);
      const { data } = await world.query(around(world.account, field));
      expect({ ...begin.data[root ?? ''], ...later[0].data }).toEqual(data[root ?? '']);
    },
  );

  it('of a reference leaves its ids to the rest, at no cost', async () => {
    const { world, go } = await slowAt((account) => `/v1/users/${account.connections.list()[0]?.connected_by}`);
    const parts = partsOf(world, connection(world.account, 'connectedBy { fivetranId ... @defer { email } }'));
    const { value: begin } = await parts.next();
    const [it] = world.account.connections.list();
    expect(begin.data.connection.connectedBy).toEqual({ fivetranId: it?.connected_by });
    await go();
    const later = (await all(parts)).flatMap((part) => part.incremental ?? []);
    expect(later).toMatchObject([{ path: ['connection', 'connectedBy'], data: { email: 'user.1@sized.example' } }]);
  });

  it('that fails has its error in its own part, and the rest stands', async () => {
    const world = await startWorld();
    world.fail(`/v1/connections/${first(world.account.connections)}/schemas`, { status: 500 });
    const parts = await all(partsOf(world, connection(world.account, '... @defer { schemaConfig { id } }')));
    const later = parts.flatMap((part) => part.incremental ?? []);
    expect(parts[0]).toMatchObject({ data: { connection: { __typename: 'Connector' } } });
    expect(later).toMatchObject([
      { data: { schemaConfig: null }, errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] },
    ]);
  });

  it('is there at once for a client that does not take parts: one whole answer', async () => {
    const world = await startWorld();
    for (const { field, around } of BRANCHES) {
      const put = await world.query(around(world.account, `... @defer { ${field} }`));
      const plain = await world.query(around(world.account, field));
      expect(put.errors).toBeUndefined();
      expect(put.data).toEqual(plain.data);
    }
  });
});

describe('A streamed list', () => {
  it('sends what is here before the slow call of a later item ends, and everything in order', async () => {
    const { world, go } = await slowAt(({ connections }) => `/v1/connections/${connections.list()[4]?.id}/schemas`);
    const query =
      '{ connections { nodes @stream(initialCount: 1) { fivetranId schemaConfig { enableNewByDefault } } } }';
    const parts = partsOf(world, query);
    const { value: begin } = await parts.next();
    const nodes: Json[] = [...begin.data.connections.nodes];
    expect(nodes).toHaveLength(1);
    const take = (part: Json) =>
      nodes.push(...(part.incremental ?? []).flatMap(({ items }: { items?: Json[] }) => items ?? []));
    while (nodes.length < 4) take((await parts.next()).value);
    await go();
    for await (const part of parts) take(part);
    expect(nodes.map(({ fivetranId }) => fivetranId)).toEqual(world.account.connections.list().map(({ id }) => id));
    expect(nodes.every(({ schemaConfig }) => schemaConfig.enableNewByDefault)).toBe(true);
  });

  it.each([
    'groups { nodes',
    'connections { nodes',
    'destinations { nodes',
    'users { nodes',
    'teams { nodes',
    'roles { nodes',
    'webhooks { nodes',
    'logServices { nodes',
    'connections { edges',
  ])('%s has the items that the whole has', async (list) => {
    const world = await startWorld();
    const item = list.endsWith('edges') ? 'cursor' : 'id';
    const whole = await world.query(`{ ${list} { ${item} } } }`);
    const parts = await all(partsOf(world, `{ ${list} @stream { ${item} } } }`));
    const streamed = parts.flatMap((part) => part.incremental ?? []).flatMap(({ items = [] }) => items);
    const [name = '', field = ''] = list.split(' { ');
    expect(parts[0].data[name][field]).toEqual([]);
    expect(streamed).toEqual(whole.data[name][field]);
  });
});
