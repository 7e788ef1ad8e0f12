import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/fivetran/clock.ts';
import { type AcquireRequest, Quota } from '../../src/fivetran/quota.ts';

const CALLS = 200_000;

/** Microseconds of one acquire and settle, on average, after a warm-up. */
async function microseconds(quota: Quota, request: AcquireRequest): Promise<number> {
  let start = 0;
  for (let call = -CALLS / 4; call < CALLS; call++) {
    if (call === 0) start = performance.now();
    const permit = await quota.acquire(request);
    permit.settle({ sent: true, status: 200, headers: { limit: 1_000_000_000, remaining: 999_000_000 } });
  }
  return ((performance.now() - start) * 1000) / CALLS;
}

describe('The way past the limiter when nobody waits', () => {
  it('is measured, not judged', async () => {
    const request = {
      endpoint: 'list_groups',
      kind: 'read',
      client: 'client',
      operation: 'operation',
      deadline: Number.POSITIVE_INFINITY,
    } as const;
    const limits = {
      sourceInteractionMinute: 1e9,
      sourceInteractionHour: 1e9,
      setupTestsMinute: 1e9,
      setupTestsHour: 1e9,
    };
    const options = { plan: 'auto', reserve: 0.2, clock: systemClock, paceAfterStart: false, maxQueue: 1000 } as const;
    const quota = new Quota({ ...options, overrides: limits });
    const one = await microseconds(quota, { ...request, pools: [] });
    const five = await microseconds(quota, { ...request, pools: ['setupTests'] });
    process.stdout.write(`acquire and settle: ${one.toFixed(2)} µs with one window, ${five.toFixed(2)} µs with five\n`);
    expect(quota.waiting).toBe(0);
  });
});
