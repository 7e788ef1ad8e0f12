import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/fivetran/quota.ts';
import { ask, fine, HOUR, quotaOf, refusalOf, spend, watch } from './ask.ts';
import { ManualClock, settled } from './manual-clock.ts';

const refused = (retryAfterSeconds: number, remaining = 400): Outcome => ({
  sent: true,
  status: 429,
  headers: { limit: 500, remaining, retryAfterSeconds },
});

describe('A 429', () => {
  it('of all requests closes them for as long as it says, then one call tries', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    (await quota.acquire(ask(clock))).settle(refused(4, 0));
    const refusal = await refusalOf(quota.acquire(ask(clock, { endpoint: 'other', deadline: 3999 })));
    expect(refusal).toMatchObject({ pool: 'requestsHour', retryAfterSeconds: 4, remaining: 0 });
    const waiting = [1, 2, 3].map(() => watch(quota.acquire(ask(clock))));
    const granted = () => waiting.filter(({ state }) => state.is === 'granted').length;
    await clock.advance(3999);
    expect(granted()).toBe(0);
    await clock.advance(2);
    expect(granted()).toBe(1);
  });

  it('of a pool without a header closes the narrowest explanation, and paces it afterwards', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { sourceInteractionMinute: 100 } });
    const test = { pools: ['setupTests'], endpoint: 'test', kind: 'write' } as const;
    await spend(quota, clock, 30, test);
    (await quota.acquire(ask(clock, test))).settle(refused(5));
    const { pool } = await refusalOf(quota.acquire(ask(clock, { ...test, endpoint: 'create', deadline: 4000 })));
    expect(pool).toBe('setupTestsHour');
    await spend(quota, clock, 1, { pools: ['sourceInteraction'], endpoint: 'columns' });
    const times: number[] = [];
    for (let call = 0; call < 3; call++) {
      void quota.acquire(ask(clock, test)).then((permit) => {
        times.push(clock.now());
        permit.settle(fine);
      });
    }
    await clock.advance(HOUR);
    expect(times).toEqual([5000, 5200, 5400]);
  });

  it('of a window is not laid on a shorter one than its Retry-After', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { sourceInteractionMinute: 4, sourceInteractionHour: 6 } });
    const columns = { pools: ['sourceInteraction'], endpoint: 'columns' } as const;
    await spend(quota, clock, 3, columns);
    (await quota.acquire(ask(clock, columns))).settle(refused(2));
    const { pool } = await refusalOf(quota.acquire(ask(clock, { ...columns, endpoint: 'reload', deadline: 1000 })));
    expect(pool).toBe('sourceInteractionHour');
  });

  it('that no known pool explains shuts the gate of its endpoint only', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    (await quota.acquire(ask(clock, { endpoint: 'sync' }))).settle(refused(7));
    const refusal = await refusalOf(quota.acquire(ask(clock, { endpoint: 'sync', deadline: 6000 })));
    expect(refusal).toMatchObject({ pool: 'endpoint', retryAfterSeconds: 7, limit: null, remaining: null });
    expect(refusal.message).toBe(
      "Fivetran's quota: no room before the deadline (endpoint is shut by Fivetran); try again in 7 s",
    );
    await spend(quota, clock, 5, { endpoint: 'list' });
  });

  it('is not laid on a pool that we know to be half full', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    const test = { pools: ['setupTests'], endpoint: 'test', kind: 'write' } as const;
    (await quota.acquire(ask(clock, test))).settle(refused(5));
    expect((await refusalOf(quota.acquire(ask(clock, { ...test, deadline: 1000 })))).pool).toBe('endpoint');
    await spend(quota, clock, 1, { ...test, endpoint: 'create' });
  });

  it('is laid on the pool when its past is not known, so soon after a start', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { paceAfterStart: true });
    const create = { pools: ['userCreation'], endpoint: 'create_user', kind: 'write' } as const;
    (await quota.acquire(ask(clock, create))).settle(refused(5));
    const { pool } = await refusalOf(quota.acquire(ask(clock, { ...create, endpoint: 'other', deadline: 1000 })));
    expect(pool).toBe('userCreationHour');
  });

  it('that says nothing of the time to wait is waited out for half a minute', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    (await quota.acquire(ask(clock))).settle({ sent: true, status: 429, headers: {} });
    const refusal = await refusalOf(quota.acquire(ask(clock, { deadline: 29_999 })));
    expect(refusal.retryAfterSeconds).toBe(30);
  });
});

describe('A gate', () => {
  const sync = { endpoint: 'sync', kind: 'write' } as const;

  async function shut() {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    (await quota.acquire(ask(clock, sync))).settle(refused(1));
    const waiting = [1, 2, 3].map(() => watch(quota.acquire(ask(clock, sync))));
    const states = () => waiting.map(({ state }) => state.is);
    const settle = (n: number, outcome: Outcome) => {
      const state = waiting[n]?.state;
      if (state?.is !== 'granted') throw new Error(`call ${n} is ${state?.is}`);
      state.permit.settle(outcome);
    };
    return { clock, quota, states, settle };
  }

  it('lets one call try when its time is over, and everybody once that is answered', async () => {
    const { clock, states, settle } = await shut();
    await clock.advance(1001);
    expect(states()).toEqual(['granted', 'waiting', 'waiting']);
    settle(0, fine);
    await settled();
    expect(states()).toEqual(['granted', 'granted', 'granted']);
  });

  it('stays shut if the try is refused again', async () => {
    const { clock, states, settle } = await shut();
    await clock.advance(1001);
    settle(0, refused(2));
    await clock.advance(1999);
    expect(states()).toEqual(['granted', 'waiting', 'waiting']);
    await clock.advance(2);
    expect(states()).toEqual(['granted', 'granted', 'waiting']);
  });

  it('lets another try if the try was never sent, or never answered', async () => {
    const { clock, states, settle } = await shut();
    await clock.advance(1001);
    settle(0, { sent: false, headers: {} });
    await settled();
    expect(states()).toEqual(['granted', 'granted', 'waiting']);
    settle(1, { sent: true, headers: {} });
    await settled();
    expect(states()).toEqual(['granted', 'granted', 'granted']);
  });

  it('holds those too that waited before it was shut', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 3 } });
    const first = await quota.acquire(ask(clock, sync));
    await spend(quota, clock, 2);
    const waiting = watch(quota.acquire(ask(clock, sync)));
    const other = watch(quota.acquire(ask(clock)));
    first.settle(refused(HOUR / 1000 + 5, 497));
    await clock.advance(HOUR + 100);
    expect([waiting.state.is, other.state.is]).toEqual(['waiting', 'granted']);
    await clock.advance(5000);
    expect(waiting.state.is).toBe('granted');
  });
});
