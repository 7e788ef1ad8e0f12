import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRedisStore } from '../../src/store/redis.ts';
import type { LeaseRequest, SharedStore, WindowRequest } from '../../src/store/store.ts';
import { startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const CEILING = 100;
const LENGTH = 60_000;

async function stores(count: number): Promise<SharedStore[]> {
  const { url } = await startRedis();
  const all = await Promise.all(
    Array.from({ length: count }, () =>
      createRedisStore({ url, version: 'test', onError: () => {}, onChange: () => {} }),
    ),
  );
  onTestFinished(async () => {
    await Promise.all(all.map((store) => store.close()));
  });
  await until(() => all.every(({ state }) => state.replicas === count));
  // It has been counted for long: nobody has to wait until all have told what they hold.
  const client = new Redis(url);
  await client.hset('fivetran-graphql:1:quota:q', 'since', 1);
  client.disconnect();
  return all;
}

const window = (asked: Partial<WindowRequest>): LeaseRequest => ({
  windows: {
    requestsHour: {
      length: LENGTH,
      held: 0,
      certain: 0,
      need: 0,
      ahead: 0,
      ceiling: CEILING,
      urgent: 0,
      urgentCeiling: CEILING,
      steps: [],
      ...asked,
    },
  },
  shut: {},
  closing: false,
});

async function allowed(store: SharedStore | undefined, asked: Partial<WindowRequest>): Promise<number> {
  return (await store?.lease('q', window(asked)))?.windows.requestsHour?.allowed ?? Number.NaN;
}

/** A generator of numbers from a seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

describe('Leases of one quota', () => {
  it.each([1, 2, 3, 4, 5])('never exceed it together, whoever asks for what in which order (seed %i)', async (seed) => {
    const all = await stores(4);
    const number = numbers(seed);
    const held = all.map(() => 0);
    const may = all.map(() => 0);
    for (let round = 0; round < 400; round += 1) {
      const index = number(all.length);
      // Some of what it may hold was called, some of that has left.
      const most = Math.max(held[index] ?? 0, may[index] ?? 0);
      const kept = Math.max(0, most - number(30));
      const asked = { held: kept, need: number(40), ahead: number(20), urgent: number(5), urgentCeiling: CEILING };
      may[index] = await allowed(all[index], asked);
      held[index] = kept;
      const claims = held.map((calls, at) => Math.max(calls, may[at] ?? 0));
      expect(claims.reduce((sum, claim) => sum + claim, 0)).toBeLessThanOrEqual(CEILING);
    }
  });

  it('are no more than a fair share just after an empty start: the others may hold something that they have not told', async () => {
    const [first, second] = await stores(2);
    const asked = { ...window({ need: 90 }) };
    expect((await first?.lease('new', asked))?.windows.requestsHour?.allowed).toBe(50);
    const told = await second?.lease('new', window({ held: 60, need: 5 }));
    expect(told?.windows.requestsHour?.siblings).toBe(50);
  });

  it('go first to who waits with less than its share, and others give up what leaves', async () => {
    const [greedy, poor] = await stores(2);
    expect(await allowed(greedy, { need: 90 })).toBe(90);
    expect(await allowed(greedy, { held: 90, need: 90 })).toBe(100);
    expect(await allowed(poor, { need: 30 })).toBe(0);
    // Ten have left: they are not the greedy one's any more, though it waits too.
    expect(await allowed(greedy, { held: 90, need: 90 })).toBeLessThanOrEqual(70);
    expect(await allowed(poor, { need: 30 })).toBe(10);
  });

  it('that are not renewed count on, and those that were closed leave by their steps', async () => {
    const [first, second, third] = await stores(3);
    await allowed(first, { held: 30 });
    const closed = window({
      held: 40,
      steps: [
        [0, 30],
        [LENGTH, 10],
      ],
    });
    await second?.lease('q', { ...closed, closing: true });
    expect(await allowed(third, { need: 100 })).toBe(60);
  });

  it('keep a little in hand, so that not every call asks, and less the less there is', async () => {
    const [first] = await stores(2);
    expect(await allowed(first, { need: 1, ahead: 20 })).toBe(21);
    expect(await allowed(first, { held: 90, need: 1, ahead: 20 })).toBe(93);
  });

  it('tell what Fivetran has told one of them: the size, and what is shut', async () => {
    const [first, second] = await stores(2);
    await first?.lease('q', { ...window({ need: 1 }), limit: 20_000, shut: { 'endpoint list_groups': 30_000 } });
    const reply = await second?.lease('q', window({}));
    expect(reply?.limit).toBe(20_000);
    expect(reply?.shut['endpoint list_groups']).toBeGreaterThan(29_000);
    expect(reply?.shut['endpoint list_groups']).toBeLessThanOrEqual(30_000);
  });
});
