import { describe, expect, it } from 'vitest';
import { ask, fine, HOUR, MINUTE, quotaOf, spend, watch } from './ask.ts';
import { Load } from './load.ts';
import { ManualClock, settled } from './manual-clock.ts';
import { Upstream } from './upstream.ts';

describe('After a start', () => {
  it('windows without a header are paced evenly for one window, without a burst', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { paceAfterStart: true, overrides: { userCreationHour: 10 } });
    const times: number[] = [];
    for (let call = 0; call < 8; call++) {
      void quota.acquire(ask(clock, { pools: ['userCreation'], kind: 'write' })).then((permit) => {
        times.push(clock.now());
        permit.settle(fine);
      });
    }
    await clock.advance(HOUR);
    expect(times).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
  });

  it('a call that comes late does not slow the pace down, and one that comes later does not hurry it', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { paceAfterStart: true, overrides: { userCreationHour: 10 } });
    const user = { pools: ['userCreation'], kind: 'write' } as const;
    const next = async () => {
      let at = Number.NaN;
      void quota.acquire(ask(clock, user)).then(() => {
        at = clock.now();
      });
      await clock.advance(1000);
      return at;
    };
    await spend(quota, clock, 1, user);
    await clock.advance(1300);
    await spend(quota, clock, 1, user);
    expect(await next()).toBe(2000);
    await clock.advance(3300);
    await spend(quota, clock, 1, user);
    expect(await next()).toBe(6600);
  });

  it('they are free when one window has passed', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { plan: 'paid', paceAfterStart: true });
    await clock.advance(MINUTE);
    await spend(quota, clock, 1, { pools: ['sourceInteraction'] });
    const second = watch(quota.acquire(ask(clock, { pools: ['sourceInteraction'] })));
    await settled();
    expect(second.state.is).toBe('waiting');
    await clock.advance(HOUR);
    await spend(quota, clock, 499, { pools: ['sourceInteraction'] });
  });

  it('a pace that timers slow down is caught up with', async () => {
    const clock = new ManualClock(0);
    const upstream = new Upstream({ requests: { limit: 20_000, length: HOUR }, users: { limit: 500, length: HOUR } });
    const quota = quotaOf(clock, { plan: 'paid', paceAfterStart: true });
    const windows = () => ['requests', 'users'];
    const load = new Load({ clock, quota, upstream, latency: () => [7, 7], windows });
    load.every(200, 2 * HOUR, (n) => {
      const request = { pools: ['userCreation'], kind: 'write', operation: `${n}` } as const;
      void load.call(ask(clock, { ...request, deadline: clock.now() + 500 }));
    });
    await clock.advance(2 * HOUR);
    expect(upstream.calls.length).toBeGreaterThanOrEqual(0.95 * 1000);
    expect(upstream.refused).toBe(0);
  });

  it('the window with a header is not paced, but tried with a few calls until the first header', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { paceAfterStart: true });
    const asked = Array.from({ length: 30 }, () => watch(quota.acquire(ask(clock))));
    const granted = () => asked.filter(({ state }) => state.is === 'granted').length;
    await settled();
    expect(granted()).toBe(10);
    const first = asked[0]?.state;
    if (first?.is !== 'granted') throw new Error('the first call was not granted');
    first.permit.settle({ sent: true, status: 200, headers: { limit: 500, remaining: 15 } });
    await settled();
    // Of the 15 that were left nine are in the air already; they may or may not be counted in that.
    expect(granted()).toBe(10 + 15 - 9);
  });

  it('fewer are tried where there is less room', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 40 } });
    const asked = Array.from({ length: 30 }, () => watch(quota.acquire(ask(clock))));
    await settled();
    expect(asked.filter(({ state }) => state.is === 'granted')).toHaveLength(3);
  });

  it('a second brings ten more tries if no answer comes', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    const asked = Array.from({ length: 30 }, () => watch(quota.acquire(ask(clock))));
    await clock.advance(999);
    const granted = () => asked.filter(({ state }) => state.is === 'granted').length;
    expect(granted()).toBe(10);
    await clock.advance(1);
    expect(granted()).toBe(20);
  });

  it('calls that the process before it made are noticed, though its windows are not known', async () => {
    const clock = new ManualClock(0);
    const upstream = new Upstream({ requests: { limit: 100, length: HOUR } });
    for (let call = 0; call < 100; call++) {
      upstream.call(['requests'], clock.now());
      await clock.advance(50);
    }
    const quota = quotaOf(clock, { plan: 'auto' });
    const load = new Load({ clock, quota, upstream, latency: () => [20, 20] });
    load.every(50, 2 * HOUR, (n) => void load.call(ask(clock, { operation: `${n}`, deadline: clock.now() + 1000 })));
    await clock.advance(2 * HOUR);
    const { answered, refusedByUpstream } = load.tally('client');
    // The first ten calls find the pool full; that is information.
    expect(refusedByUpstream).toBeLessThanOrEqual(11);
    expect(answered).toBeGreaterThanOrEqual(100);
  });
});
