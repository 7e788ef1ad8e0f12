import { describe, expect, it } from 'vitest';
import { quotaLoad } from '../../bench/quota.ts';

/** Two windows of ten seconds each: in the second everybody has to wait for what there is. */
const SECONDS = 20;

describe('More than the quota, asked for by callers with a key each of one account', () => {
  it.each([2, 3] as const)(
    'earns no 429 at ten times as much, uses what may be used, is fair, and tells who is refused when to come again: %i callers',
    async (callers) => {
      const load = await quotaLoad({ seconds: SECONDS, quota: 100, demand: 10, others: false, callers });
      expect(load).toMatchObject({ refusedUpstream: 0, withoutRetry: 0, strange: [] });
      expect(load.used).toBeGreaterThanOrEqual(0.95);
      expect(load.least).toBeGreaterThanOrEqual(0.8);
      expect(load.most).toBeLessThanOrEqual(1.2);
      expect(load.refused).toBeGreaterThan(500);
    },
  );

  it('leaves to others what they spend: at most one call in a hundred is answered 429', async () => {
    const load = await quotaLoad({ seconds: SECONDS, quota: 400, demand: 2, others: true });
    expect(load).toMatchObject({ withoutRetry: 0, strange: [] });
    expect(load.refusedUpstream).toBeLessThanOrEqual(load.calls / 100);
  });
});
