import { describe, expect, it } from 'vitest';
import type { WindowName } from '../../src/fivetran/quota-table.ts';
import { ask, HOUR, quotaOf, refusalOf, spend, watch } from './ask.ts';
import { ManualClock } from './manual-clock.ts';

const now = (clock: ManualClock) => ({ deadline: clock.now() });

function used(quota: ReturnType<typeof quotaOf>): Partial<Record<WindowName | 'clientHour', number>> {
  return Object.fromEntries(quota.status().map((pool) => [pool.name, pool.used]));
}

describe('A call', () => {
  it('draws on all requests even if it names no pool', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock);
    await spend(quota, clock, 3);
    expect(used(quota)).toEqual({
      requestsHour: 3,
      setupTestsHour: 0,
      sourceInteractionMinute: 0,
      sourceInteractionHour: 0,
      userCreationHour: 0,
      connectionCreationHour: 0,
    });
  });

  it('that tests a setup is a source interaction too, whether its row says so or not', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { plan: 'paid' });
    await spend(quota, clock, 1, { pools: ['setupTests', 'sourceInteraction'] });
    await spend(quota, clock, 1, { pools: ['setupTests'] });
    expect(used(quota)).toMatchObject({ setupTestsMinute: 2, sourceInteractionMinute: 2, sourceInteractionHour: 2 });
  });

  it('leaves 400 source interactions of a minute after 100 setup tests (paid)', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { plan: 'paid' });
    await spend(quota, clock, 100, { pools: ['setupTests'] });
    await spend(quota, clock, 400, { pools: ['sourceInteraction'] });
    const refusal = await refusalOf(quota.acquire(ask(clock, { pools: ['sourceInteraction'], ...now(clock) })));
    expect(refusal).toMatchObject({ pool: 'sourceInteractionMinute', limit: 500, remaining: 0 });
  });

  it('takes from all of its pools or from none', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { connectionCreationHour: 1 } });
    const create = { pools: ['connectionCreation', 'setupTests'], kind: 'write' } as const;
    await spend(quota, clock, 1, create);
    await refusalOf(quota.acquire(ask(clock, { ...create, ...now(clock) })));
    const waiting = watch(quota.acquire(ask(clock, create)));
    expect(used(quota)).toMatchObject({ requestsHour: 1, setupTestsHour: 1, connectionCreationHour: 1 });
    await clock.advance(HOUR + HOUR / 200);
    expect(waiting.state.is).toBe('granted');
    expect(used(quota)).toMatchObject({ requestsHour: 1, setupTestsHour: 1, connectionCreationHour: 1 });
  });

  it('that waits for a narrow pool holds nothing of the wide one', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock, { overrides: { requestsHour: 30 } });
    await spend(quota, clock, 25, { pools: ['sourceInteraction'] });
    const narrow = watch(quota.acquire(ask(clock, { pools: ['sourceInteraction'] })));
    await spend(quota, clock, 5);
    expect(narrow.state.is).toBe('waiting');
    expect(used(quota).requestsHour).toBe(30);
  });
});

describe('The reserve', () => {
  it('is left by reads of every pool, and background work stops a quarter earlier', async () => {
    const clock = new ManualClock();
    const quota = quotaOf(clock, { reserve: 0.2, overrides: { requestsHour: 100, sourceInteractionMinute: 100 } });
    const pools = ['sourceInteraction'] as const;
    await spend(quota, clock, 60, { kind: 'background', pools });
    await refusalOf(quota.acquire(ask(clock, { kind: 'background', pools, ...now(clock) })));
    await spend(quota, clock, 20, { pools });
    await refusalOf(quota.acquire(ask(clock, { pools, ...now(clock) })));
    await spend(quota, clock, 20, { kind: 'write', pools });
    await refusalOf(quota.acquire(ask(clock, { kind: 'write', pools, ...now(clock) })));
    expect(quota.status()[0]).toMatchObject({ limit: 100, used: 100, remaining: 0, reserve: 20 });
  });
});

describe('The state of the pools', () => {
  it('says when each will be whole again, and nothing where it is', async () => {
    const clock = new ManualClock(0);
    const quota = quotaOf(clock);
    await spend(quota, clock, 1);
    await clock.advance(1000);
    await spend(quota, clock, 1, { pools: ['userCreation'] });
    const resets = Object.fromEntries(quota.status().map(({ name, resetAt }) => [name, resetAt]));
    expect(resets).toMatchObject({ requestsHour: 11_050, userCreationHour: 11_050, sourceInteractionHour: null });
  });

  it('leaves out windows that Fivetran names no figure for', () => {
    const clock = new ManualClock();
    const names = (plan: 'trial' | 'paid') =>
      quotaOf(clock, { plan })
        .status()
        .map(({ name }) => name);
    expect(names('trial')).not.toContain('setupTestsMinute');
    expect(names('paid')).toContain('setupTestsMinute');
  });
});
