import { describe, expect, it } from 'vitest';
import { quotaLoad } from '../../bench/quota.ts';

/** Two windows of ten seconds each: in the second everybody has to wait for what there is. */
const SECONDS = 20;

describe('More than the quota, asked for by two callers with a key each of one account', () => {
  it('earns no 429 at ten times as much, uses what may be used, is fair, and tells who is refused when to come again', async () => {
    const load = await quotaLoad({ seconds: SECONDS, quota: 100, demand: 10, others: false });
    expect(load).toMatchObject({ refusedUpstream: 0, withoutRetry: 0, strange: [] });
    expect(load.used).toBeGreaterThanOrEqual(0.95);
    expect(load.share).toBeGreaterThanOrEqual(0.4);
    expect(load.share).toBeLessThanOrEqual(0.6);
    expect(load.refused).toBeGreaterThan(500);
  });

  it('leaves to others what they spend: at most one call in a hundred is answered 429', async () => {
    const load = await quotaLoad({ seconds: SECONDS, quota: 400, demand: 2, others: true });
    expect(load).toMatchObject({ withoutRetry: 0, strange: [] });
    expect(load.refusedUpstream).toBeLessThanOrEqual(load.calls / 100);
  });
});
