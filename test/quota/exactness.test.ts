import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PoolKind } from '../../src/fivetran/quota-table.ts';
import { ask, HOUR, quotaOf } from './ask.ts';
import { Load } from './load.ts';
import { ManualClock } from './manual-clock.ts';
import { type Answer, Upstream } from './upstream.ts';

const POOLS: readonly { pools: PoolKind[]; windows: string[] }[] = [
  { pools: [], windows: ['requests'] },
  { pools: [], windows: ['requests'] },
  { pools: ['sourceInteraction'], windows: ['requests', 'sourceMinute', 'sourceHour'] },
  { pools: ['setupTests', 'sourceInteraction'], windows: ['requests', 'sourceMinute', 'sourceHour', 'testsHour'] },
  { pools: ['userCreation'], windows: ['requests', 'users'] },
];

const limits = fc.record({
  requestsHour: fc.integer({ min: 1, max: 60 }),
  sourceInteractionMinute: fc.integer({ min: 1, max: 10 }),
  sourceInteractionHour: fc.integer({ min: 1, max: 40 }),
  setupTestsHour: fc.integer({ min: 1, max: 20 }),
  userCreationHour: fc.integer({ min: 1, max: 10 }),
});

const demand = fc.array(
  fc.record({
    gap: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(60), fc.nat(4000)),
    what: fc.nat(POOLS.length - 1),
    kind: fc.constantFrom('read', 'write', 'background'),
    client: fc.constantFrom('a', 'b', 'c'),
    operation: fc.constantFrom('1', '2', '3'),
    there: fc.oneof(fc.nat(30), fc.nat(3000)),
    back: fc.oneof(fc.nat(30), fc.nat(3000)),
    fate: fc.constantFrom('answered', 'answered', 'answered', 'lost', 'lost early', 'not sent', 'cancelled'),
  }),
  { minLength: 20, maxLength: 300 },
);

describe('Ahead of the wire', () => {
  it('no call of its own making is refused, whatever the demand, the latencies and the phase of the windows', async () => {
    await fc.assert(
      fc.asyncProperty(limits, demand, fc.nat(100_000), fc.boolean(), async (sizes, calls, start, telling) => {
        const clock = new ManualClock(1_000_000 + start);
        const upstream = new Upstream({
          requests: { limit: sizes.requestsHour, length: HOUR },
          sourceMinute: { limit: sizes.sourceInteractionMinute, length: HOUR / 60 },
          sourceHour: { limit: sizes.sourceInteractionHour, length: HOUR },
          testsHour: { limit: sizes.setupTestsHour, length: HOUR },
          users: { limit: sizes.userCreationHour, length: HOUR },
        });
        const quota = quotaOf(clock, { overrides: sizes });
        const answers: Answer[] = [];
        const make = async (call: (typeof calls)[number]) => {
          const { pools, windows } = POOLS[call.what] ?? { pools: [], windows: [] };
          const { kind, client, operation, there, back, fate } = call;
          const abort = new AbortController();
          const asked = quota.acquire(ask(clock, { pools, kind, client, operation, signal: abort.signal }));
          if (fate === 'cancelled') clock.setTimer(clock.now() + there, () => abort.abort(new Error('cancelled')));
          const permit = await asked;
          if (fate === 'not sent') return permit.settle({ sent: false, headers: {} });
          // The wire fails a moment before upstream counts the call.
          if (fate === 'lost early') {
            clock.setTimer(clock.now() + Math.max(0, there - HOUR / 60 / 200), () =>
              permit.settle({ sent: true, headers: {} }),
            );
          }
          await new Promise<void>((resolve) => clock.setTimer(clock.now() + there, resolve));
          const answer = upstream.call(windows, clock.now());
          answers.push(answer);
          await new Promise<void>((resolve) => clock.setTimer(clock.now() + back, resolve));
          if (fate === 'lost') permit.settle({ sent: true, headers: {} });
          else permit.settle({ sent: true, ...answer, headers: telling ? answer.headers : {} });
        };
        for (const call of calls) {
          make(call).catch(() => {});
          await clock.advance(call.gap);
        }
        await clock.advance(3 * HOUR);
        expect(answers.filter(({ status }) => status === 429)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  const DEMANDS = [
    { limit: 50, latency: 5 },
    { limit: 500, latency: 50 },
    { limit: 500, latency: 200 },
    { limit: 1000, latency: 50 },
  ];

  it.each(DEMANDS)(
    'uses 95 % of $limit calls under 10 times the demand, $latency ms away',
    async ({ limit, latency }) => {
      for (const reserve of [0, 0.2]) {
        const clock = new ManualClock();
        const upstream = new Upstream({ requests: { limit, length: HOUR } });
        const quota = quotaOf(clock, { plan: 'auto', reserve });
        const load = new Load({ clock, quota, upstream, latency: () => [latency * 0.6, latency * 0.4] });
        const windows = 6;
        load.every((10 * limit) / (HOUR / 1000), (windows + 1) * HOUR, (n) => {
          void load.call(ask(clock, { operation: `${n}`, deadline: clock.now() + 2000 }));
        });
        // The first window starts empty and may be filled at once; what counts is what comes after it.
        await clock.advance(HOUR / 2);
        const before = upstream.calls.length;
        await clock.advance(windows * HOUR);
        const may = limit - Math.floor(limit * reserve);
        expect((upstream.calls.length - before) / (windows * may)).toBeGreaterThanOrEqual(0.95);
        expect(upstream.refused).toBe(0);
        expect(load.tally('client')).toMatchObject({ refusedByUpstream: 0, withoutRetry: 0 });
      }
    },
  );
});
