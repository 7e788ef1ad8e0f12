import { describe, expect, it } from 'vitest';
import { outage, withErrors } from '../../bench/upstream-failures.ts';

describe('An upstream that fails', () => {
  it('with 500 for one read in five lets 99 in 100 operations of one read succeed', async () => {
    expect(await withErrors(1000)).toBeGreaterThanOrEqual(0.99);
  });

  it('for ten seconds makes nothing hang, leaves warm reads answered and said to be stale, and is noticed when it is back', async () => {
    const { warm, answeredStale, longest, recovery, calls } = await outage(10);
    expect(answeredStale).toBe(warm);
    expect(warm).toBeGreaterThan(50);
    expect(longest).toBeLessThan(5000);
    expect(recovery).toBeLessThan(5000);
    // After a row of failures one a second goes out to see whether it is back.
    expect(calls).toBeLessThan(100);
  });
});
