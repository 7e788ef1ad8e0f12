import { describe, expect, it } from 'vitest';
import { ask, quotaOf } from './ask.ts';
import { ManualClock, settled } from './manual-clock.ts';

type Options = Parameters<typeof quotaOf>[1];

/** The limits by window after an answer with this `X-Rate-Limit`, or before any. */
async function limitsOf(options: Options, header?: number): Promise<Record<string, number>> {
  const clock = new ManualClock();
  const quota = quotaOf(clock, options);
  if (header !== undefined) {
    const permit = await quota.acquire(ask(clock));
    permit.settle({ sent: true, status: 200, headers: { limit: header, remaining: header - 1 } });
  }
  return Object.fromEntries(quota.status().map(({ name, limit }) => [name, limit]));
}

const trial = {
  requestsHour: 500,
  setupTestsHour: 50,
  sourceInteractionMinute: 25,
  sourceInteractionHour: 250,
  userCreationHour: 10,
  connectionCreationHour: 100,
};
const paid = {
  requestsHour: 20_000,
  setupTestsMinute: 250,
  setupTestsHour: 2500,
  sourceInteractionMinute: 500,
  sourceInteractionHour: 5000,
  userCreationHour: 500,
  connectionCreationHour: 100,
};

describe('The table of limits', () => {
  it.each([
    ['is the trial one until a header tells', { plan: 'auto' }, undefined, trial],
    ['is the trial one if the header says 500', { plan: 'auto' }, 500, trial],
    ['is the paid one if the header says 20000', { plan: 'auto' }, 20_000, paid],
    ['takes any other figure of the header as it is', { plan: 'auto' }, 5000, { ...trial, requestsHour: 5000 }],
    ['is what the plan says', { plan: 'paid' }, undefined, paid],
    [
      'believes a header more than the plan for the pool it tells of',
      { plan: 'paid' },
      500,
      { ...paid, requestsHour: 500 },
    ],
    [
      'yields to overrides',
      { plan: 'auto', overrides: { userCreationHour: 7 } },
      20_000,
      { ...paid, userCreationHour: 7 },
    ],
    [
      'may have a window by override only',
      { plan: 'trial', overrides: { setupTestsMinute: 25 } },
      500,
      { ...trial, setupTestsMinute: 25 },
    ],
    [
      'keeps a smaller override than the header',
      { plan: 'auto', overrides: { requestsHour: 100 } },
      20_000,
      { ...paid, requestsHour: 100 },
    ],
    [
      'does not keep a larger override than the header',
      { plan: 'auto', overrides: { requestsHour: 9999 } },
      500,
      trial,
    ],
  ] satisfies [string, Options, number | undefined, object][])('%s', async (_, options, header, limits) => {
    expect(await limitsOf(options, header)).toEqual(limits);
  });

  it('is not changed back by an older answer that comes late', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { plan: 'auto' });
    const [early, late] = [await quota.acquire(ask(clock)), await quota.acquire(ask(clock))];
    late.settle({ sent: true, status: 200, headers: { limit: 20_000, remaining: 19_000 } });
    early.settle({ sent: true, status: 200, headers: { limit: 500, remaining: 499 } });
    expect(quota.status()[0]).toMatchObject({ limit: 20_000 });
  });

  it('that is only a guess refuses nobody: calls beyond it wait for the first header', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { plan: 'auto' });
    let granted = 0;
    const asked = Array.from({ length: 600 }, () =>
      quota.acquire(ask(clock, { deadline: clock.now() + 500 })).then((permit) => {
        granted++;
        return permit;
      }),
    );
    await settled();
    expect(granted).toBe(10);
    (await asked[0])?.settle({ sent: true, status: 200, headers: { limit: 20_000, remaining: 19_990 } });
    await settled();
    expect(granted).toBe(600);
  });
});
