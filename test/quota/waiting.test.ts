import { describe, expect, it } from 'vitest';
import { ask, fine, HOUR, quotaOf, refusalOf, spend, watch } from './ask.ts';
import { ManualClock, settled } from './manual-clock.ts';

const bucket = HOUR / 200;

describe('A call whose deadline cannot be kept', () => {
  it('is refused at once, with the pool, its state and the seconds to wait', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    await spend(quota, clock, 500);
    await clock.advance(1500);
    const refusal = await refusalOf(quota.acquire(ask(clock, { deadline: clock.now() + 8000 })));
    expect(refusal).toMatchObject({ pool: 'requestsHour', retryAfterSeconds: 9, limit: 500, remaining: 0 });
    expect(refusal.message).toBe(
      "Fivetran's quota: no room before the deadline (requestsHour has 0 of 500 calls left); try again in 9 s",
    );
    expect(quota.waiting).toBe(0);
  });

  it('waits if room comes just in time', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    await spend(quota, clock, 500);
    const waiting = watch(quota.acquire(ask(clock, { deadline: HOUR + bucket })));
    await clock.advance(HOUR + bucket - 1);
    expect(waiting.state.is).toBe('waiting');
    await clock.advance(1);
    expect(waiting.state.is).toBe('granted');
  });

  it('is refused because of those that wait before it, as soon as that is certain', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    await spend(quota, clock, 250);
    await clock.advance(2000);
    await spend(quota, clock, 250);
    const deadline = HOUR + 1000;
    const waiting = Array.from({ length: 250 }, (_, n) =>
      watch(quota.acquire(ask(clock, { operation: `${n}`, deadline }))),
    );
    const refusal = await refusalOf(quota.acquire(ask(clock, { operation: 'one more', deadline })));
    expect(refusal.retryAfterSeconds).toBe(11);
    // Somebody else's first call goes before another's 250th.
    const other = watch(quota.acquire(ask(clock, { client: 'other', deadline })));
    await clock.advance(HOUR);
    expect(other.state.is).toBe('granted');
    expect(waiting.filter(({ state }) => state.is === 'granted')).toHaveLength(249);
    expect(waiting.at(-1)?.state.is).toBe('refused');
  });

  it('is not refused because of calls before it that wait for something else', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 4, userCreationHour: 1 } });
    const user = { client: 'other', pools: ['userCreation'], kind: 'write' } as const;
    await spend(quota, clock, 3);
    await clock.advance(2000);
    await spend(quota, clock, 1, user);
    for (let call = 0; call < 5; call++) void quota.acquire(ask(clock, { ...user, operation: `${call}` }));
    const reads = [1, 2, 3].map((n) => watch(quota.acquire(ask(clock, { operation: `${n}`, deadline: HOUR + 1000 }))));
    await clock.advance(HOUR - 1000);
    expect(reads.map(({ state }) => state.is)).toEqual(['granted', 'granted', 'granted']);
  });

  it('is refused when a 429 closes the pool beyond it', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    const permit = await quota.acquire(ask(clock));
    await spend(quota, clock, 499);
    const waiting = watch(quota.acquire(ask(clock, { deadline: HOUR + 1000 })));
    permit.settle({ sent: true, status: 429, headers: { limit: 500, remaining: 0, retryAfterSeconds: 60 } });
    await settled();
    expect(waiting.state).toMatchObject({ is: 'refused', error: { pool: 'requestsHour', retryAfterSeconds: 60 } });
  });

  it('is refused at its deadline if it was uncertain until then', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { plan: 'auto' });
    await Promise.all(Array.from({ length: 10 }, () => quota.acquire(ask(clock))));
    const waiting = watch(quota.acquire(ask(clock, { deadline: 300 })));
    await clock.advance(299);
    expect(waiting.state.is).toBe('waiting');
    await clock.advance(1);
    expect(waiting.state.is).toBe('refused');
    expect(clock.timers).toBe(0);
  });
});

describe('A call that is cancelled', () => {
  it('before it asks is refused with the reason', async () => {
    const clock = new ManualClock();
    const reason = new Error('gone');
    await expect(quotaOf(clock).acquire(ask(clock, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });

  it('leaves the queue at once and costs nothing', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const abort = new AbortController();
    const reason = new Error('gone');
    const cancelled = quota.acquire(ask(clock, { signal: abort.signal }));
    const next = watch(quota.acquire(ask(clock)));
    expect(quota.waiting).toBe(2);
    abort.abort(reason);
    expect(quota.waiting).toBe(1);
    await expect(cancelled).rejects.toBe(reason);
    await clock.advance(HOUR + bucket);
    expect(next.state.is).toBe('granted');
  });

  it('leaves no timer behind when it was the last', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const abort = new AbortController();
    const cancelled = quota.acquire(ask(clock, { signal: abort.signal }));
    expect(clock.timers).toBe(1);
    abort.abort(new Error('gone'));
    await expect(cancelled).rejects.toThrow('gone');
    expect(clock.timers).toBe(0);
  });

  it('keeps nothing when its signal fires after it was served', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const abort = new AbortController();
    const served = quota.acquire(ask(clock, { signal: abort.signal }));
    await clock.advance(HOUR + bucket);
    abort.abort(new Error('gone'));
    (await served).settle({ sent: false, headers: {} });
    await spend(quota, clock, 1);
  });
});

describe('A permit', () => {
  it('of a call that was never sent gives its token back, to whoever waits', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 1 } });
    const permit = await quota.acquire(ask(clock));
    const waiting = watch(quota.acquire(ask(clock)));
    permit.settle({ sent: false, headers: {} });
    await settled();
    expect(waiting.state.is).toBe('granted');
  });

  it('is settled once', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    const permit = await quota.acquire(ask(clock));
    for (const outcome of [fine, fine, { sent: false, headers: {} }]) permit.settle(outcome);
    expect(quota.status()[0]).toMatchObject({ used: 1 });
  });
});

describe('The queue', () => {
  it('refuses when it is full, and says when to come back', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { maxQueue: 3, overrides: { requestsHour: 1 } });
    await spend(quota, clock, 1);
    const waiting = Array.from({ length: 3 }, () => watch(quota.acquire(ask(clock))));
    const refusal = await refusalOf(quota.acquire(ask(clock, { deadline: Number.POSITIVE_INFINITY })));
    expect(refusal.message).toMatch(/too many calls wait already/);
    expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(waiting.map(({ state }) => state.is)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('does not keep back calls that need something else', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { maxQueue: 3 });
    await spend(quota, clock, 10, { pools: ['userCreation'], kind: 'write' });
    const users = Array.from({ length: 3 }, () =>
      watch(quota.acquire(ask(clock, { pools: ['userCreation'], kind: 'write' }))),
    );
    await spend(quota, clock, 20);
    expect(users.map(({ state }) => state.is)).toEqual(['waiting', 'waiting', 'waiting']);
  });
});
