import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, fine, HOUR, quotaOf, spend } from './ask.ts';
import { Load } from './load.ts';
import { ManualClock, settled } from './manual-clock.ts';
import { Upstream } from './upstream.ts';

/** Lets calls in, all of them waiting for an empty pool, and returns the names in the order in which they are served. */
async function orderOf(calls: { client: string; operation: string; kind?: 'read' | 'write' }[]): Promise<string[]> {
  const clock = new ManualClock();
  const quota = quotaOf(clock, { overrides: { requestsHour: 10 } });
  await spend(quota, clock, 10);
  const served: string[] = [];
  for (const call of calls) {
    void quota.acquire(ask(clock, call)).then((permit) => {
      served.push(`${call.client}${call.operation}`);
      permit.settle(fine);
    });
  }
  await clock.advance(calls.length * HOUR);
  return served;
}

const of = (client: string, operations: string) => [...operations].map((operation) => ({ client, operation }));

describe('Waiting calls', () => {
  it('are served in turns by client, however many each has', async () => {
    expect(await orderOf([...of('a', '11111'), ...of('b', '12')])).toEqual(['a1', 'b1', 'a1', 'b2', 'a1', 'a1', 'a1']);
  });

  it('are served in turns by operation within a client', async () => {
    expect(await orderOf(of('a', '111122'))).toEqual(['a1', 'a2', 'a1', 'a2', 'a1', 'a1']);
  });

  it('of one operation are served first come, first served', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const served: number[] = [];
    for (const n of [1, 2, 3]) {
      void quota.acquire(ask(clock)).then((permit) => {
        served.push(n);
        permit.settle(fine);
      });
    }
    await clock.advance(4 * HOUR);
    expect(served).toEqual([1, 2, 3]);
  });

  it('that write go before those of the same client that read', async () => {
    const order = await orderOf([...of('a', '12'), { client: 'a', operation: '3', kind: 'write' }]);
    expect(order).toEqual(['a3', 'a1', 'a2']);
  });

  const patterns = fc.record({
    burst: fc.integer({ min: 1, max: 40 }),
    perOperation: fc.integer({ min: 1, max: 50 }),
    latency: fc.integer({ min: 1, max: 150 }),
  });

  it('of two clients that each ask for five times the quota get 40 to 60 % each, however they ask', async () => {
    await fc.assert(
      fc.asyncProperty(patterns, patterns, async (a, b) => {
        const clock = new ManualClock();
        const limit = 100;
        const upstream = new Upstream({ requests: { limit, length: HOUR } });
        const quota = quotaOf(clock, { plan: 'auto', reserve: 0.2, maxQueue: 200 });
        const load = new Load({ clock, quota, upstream, latency: () => [a.latency, b.latency] });
        const ms = 6 * HOUR;
        for (const [client, { burst, perOperation }] of Object.entries({ a, b })) {
          load.every((5 * limit) / (HOUR / 1000) / burst, ms, (n) => {
            for (let call = n * burst; call < (n + 1) * burst; call++) {
              const operation = `${Math.floor(call / perOperation)}`;
              void load.call(ask(clock, { client, operation, deadline: clock.now() + 3000 }));
            }
          });
        }
        await clock.advance(ms);
        const [ofA, ofB] = [load.tally('a').answered, load.tally('b').answered];
        expect(ofA / (ofA + ofB)).toBeGreaterThanOrEqual(0.4);
        expect(ofA / (ofA + ofB)).toBeLessThanOrEqual(0.6);
        expect(upstream.refused).toBe(0);
      }),
      // A share is a statistic: with the seed fixed it is the same at every run.
      { numRuns: 15, seed: 7 },
    );
  });

  it('of a client with a share of its own never exceed it, and do not hold up the others', async () => {
    const clock = new ManualClock();
    const upstream = new Upstream({ requests: { limit: 100, length: HOUR } });
    const quota = quotaOf(clock, { plan: 'auto' });
    const load = new Load({ clock, quota, upstream, latency: () => [10, 10] });
    load.every(40, 5 * HOUR, (n) => {
      const request = { operation: `${n}`, deadline: clock.now() + 1000 };
      void load.call(ask(clock, { ...request, client: 'small', clientShare: 20 }));
      void load.call(ask(clock, { ...request, client: 'large' }));
    });
    await clock.advance(5 * HOUR - 1);
    expect(load.tally('small').answered).toBeLessThanOrEqual(5 * 20);
    expect(load.tally('small').answered).toBeGreaterThanOrEqual(5 * 20 * 0.95);
    expect(load.tally('large').answered).toBeGreaterThanOrEqual(5 * 80 * 0.95);
    expect(quota.status('small').find(({ name }) => name === 'clientHour')).toMatchObject({ limit: 20, remaining: 0 });
  });

  it('of a client whose share changes are held to the new one at once', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock);
    const may = (clientShare?: number) =>
      quota.acquire(ask(clock, { ...(clientShare && { clientShare }), deadline: clock.now() })).then(
        (permit) => permit.settle(fine),
        ({ pool, limit }) => ({ pool, limit }),
      );
    expect(await may(1)).toBeUndefined();
    expect(await may(1)).toEqual({ pool: 'clientHour', limit: 1 });
    expect(await may(2)).toBeUndefined();
    expect(await may(2)).toEqual({ pool: 'clientHour', limit: 2 });
    expect(await may()).toBeUndefined();
  });

  it('of a client that fills the queue make room for those of others', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { maxQueue: 10, overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const refused: string[] = [];
    const wait = (client: string, operation: string) =>
      void quota.acquire(ask(clock, { client, operation, deadline: Infinity })).catch(() => refused.push(client));
    for (let n = 0; n < 15; n++) wait('greedy', `${n}`);
    await settled();
    expect(refused).toEqual(Array(5).fill('greedy'));
    for (let n = 0; n < 9; n++) wait('modest', `${n}`);
    await settled();
    expect(refused.slice(5)).toEqual([...Array(5).fill('greedy'), ...Array(4).fill('modest')]);
    expect(quota.waiting).toBe(10);
  });
});
