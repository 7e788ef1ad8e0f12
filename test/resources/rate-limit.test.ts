import { describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

interface Pool {
  readonly name: string;
  readonly limit: number | null;
  readonly used: number;
  readonly remaining: number | null;
  readonly reserve: number | null;
  readonly resetAt: string | null;
}

const HOUR_MS = 3_600_000;
/** The wall clock may move against the one that quotas are counted by. */
const SLACK_MS = 1_000;

async function poolsOf(world: World): Promise<Record<string, Pool>> {
  const { data, errors } = await world.query('{ rateLimit { name limit used remaining reserve resetAt } }');
  expect(errors).toBeUndefined();
  return Object.fromEntries(data.rateLimit.map((pool: Pool) => [pool.name, pool]));
}

const limitsOf = (pools: Record<string, Pool>) =>
  Object.fromEntries(Object.entries(pools).map(([name, { limit }]) => [name, limit]));

/** Fivetran's table of limits, and the one figure that its documentation names elsewhere. */
const PAID = {
  requestsHour: 20_000,
  setupTestsMinute: 250,
  setupTestsHour: 2_500,
  sourceInteractionMinute: 500,
  sourceInteractionHour: 5_000,
  userCreationHour: 500,
  connectionCreationHour: 100,
};

const TRIAL = {
  requestsHour: 500,
  setupTestsHour: 50,
  sourceInteractionMinute: 25,
  sourceInteractionHour: 250,
  userCreationHour: 10,
  connectionCreationHour: 100,
};

/** Operations, and the pools beside that of all requests that one of their calls draws on. */
const DRAWING: readonly (readonly [string, (world: World) => string, readonly string[]])[] = [
  ['a read', () => '{ groups { nodes { id } } }', []],
  [
    'live columns',
    ({ account }) => `{ connection(id: "${account.connections.list()[0]?.id}") { schemaConfig {
      schema(name: "schema_1") { table(name: "table_1") { columns(source: LIVE) { totalCount } } } } } }`,
    ['sourceInteractionMinute', 'sourceInteractionHour'],
  ],
  [
    'a reload',
    ({ account }) =>
      `mutation { schemaConfigReload(connection: "${account.connections.list()[0]?.id}") { userErrors { message } } }`,
    ['sourceInteractionMinute', 'sourceInteractionHour'],
  ],
  [
    'setup tests, which are source interactions too',
    ({ account }) =>
      `mutation { connectionTest(id: "${account.connections.list()[0]?.id}") { userErrors { message } } }`,
    ['setupTestsMinute', 'setupTestsHour', 'sourceInteractionMinute', 'sourceInteractionHour'],
  ],
  [
    'an invitation',
    () => `mutation { userInvite(input: { email: "ada@example.com", givenName: "Ada", familyName: "Byron" }) {
      userErrors { message } } }`,
    ['userCreationHour'],
  ],
  [
    'a new connection without setup tests',
    ({ account }) => `mutation { connectionCreate(input: { group: "${account.groups.list()[0]?.id}",
      service: "stripe", config: { schema: "new", api_key: "a" }, runSetupTests: false }) { userErrors { message } } }`,
    ['connectionCreationHour'],
  ],
];

describe('rateLimit', () => {
  it("has every pool of the account's plan, whole where nothing was called, at no cost", async () => {
    const world = await startWorld({ settings: { FIVETRAN_PLAN: 'paid' } });
    const pools = await poolsOf(world);
    expect(limitsOf(pools)).toEqual(PAID);
    for (const { limit, used, remaining, resetAt } of Object.values(pools)) {
      expect({ used, remaining, resetAt }).toEqual({ used: 0, remaining: limit, resetAt: null });
    }
    expect(world.calls()).toEqual([]);
  });

  it('leaves out the window that has no figure: setup tests a minute on trial', async () => {
    const world = await startWorld({ settings: { FIVETRAN_PLAN: 'trial' } });
    expect(limitsOf(await poolsOf(world))).toEqual(TRIAL);
  });

  it('learns from the first answer which plan it is', async () => {
    for (const [quota, limits] of [
      ['paid', PAID],
      ['trial', TRIAL],
    ] as const) {
      const world = await startWorld({ emulator: { quota } });
      expect(limitsOf(await poolsOf(world))).toEqual(TRIAL);
      await world.query('{ groups { nodes { id } } }');
      expect(limitsOf(await poolsOf(world))).toEqual(limits);
    }
  });

  it.each([
    ['20%', 0.2],
    ['0%', 0],
    ['50%', 0.5],
  ])('tells the reserve of %s, which reads leave to others', async (setting, share) => {
    const world = await startWorld({ settings: { FIVETRAN_PLAN: 'paid', QUOTA_RESERVE: setting } });
    for (const { limit, reserve } of Object.values(await poolsOf(world))) expect(reserve).toBe((limit ?? 0) * share);
  });

  it.each(DRAWING)('counts %s in every pool that it draws on, and in no other', async (_, operation, drawn) => {
    const world = await startWorld({ settings: { FIVETRAN_PLAN: 'paid' } });
    const before = Date.now();
    const { data, errors } = await world.query(operation(world));
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).not.toContain('"message"');
    const calls = world.calls().length;
    const pools = await poolsOf(world);
    for (const { name, limit, used, remaining, resetAt } of Object.values(pools)) {
      const counted = name === 'requestsHour' ? calls : drawn.includes(name) ? 1 : 0;
      expect({ name, used, remaining }).toEqual({ name, used: counted, remaining: (limit ?? 0) - counted });
      if (counted === 0) expect(resetAt).toBeNull();
      else {
        const window = name.endsWith('Minute') ? 60_000 : HOUR_MS;
        // Windows slide in steps, and are never said to be whole too early.
        const step = window / 100;
        expect(Date.parse(resetAt ?? '')).toBeGreaterThan(before + window - SLACK_MS);
        expect(Date.parse(resetAt ?? '')).toBeLessThan(Date.now() + window + step + SLACK_MS);
      }
    }
  });

  it('counts what others spend of the hourly quota, as the answers tell', async () => {
    const world = await startWorld({ settings: { FIVETRAN_PLAN: 'paid' } });
    await world.query('{ groups { nodes { id } } }');
    world.account.spend('all', 100);
    const { extensions } = await world.query('{ users { nodes { id } } }');
    const { requestsHour } = await poolsOf(world);
    expect(requestsHour).toMatchObject({ used: 102, remaining: 19_898 });
    expect(extensions.fivetran.rateLimit).toEqual({ limit: 20_000, remaining: 19_898 });
  });

  it('is never part of an answer that is given again', async () => {
    const world = await startWorld();
    const query = '{ rateLimit { name used } groups { nodes { id } } }';
    const used = async () =>
      (await world.query(query)).data.rateLimit.find(({ name }: Pool) => name === 'requestsHour').used;
    await used();
    await world.query('{ users { nodes { id } } }');
    expect(await used()).toBe(2);
  });
});
