import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AccountQuota } from '../../src/fivetran/account-quota.ts';
import { quotaOf } from './ask.ts';
import { ManualClock } from './manual-clock.ts';

/** A credential with a quota of 200, and the hands to tell whose account it is. */
function credential({ isNeeded = true } = {}) {
  const clock = new ManualClock();
  const own = quotaOf(clock, { overrides: { requestsHour: 200 } });
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  const quota = new AccountQuota({
    own,
    isNeeded: () => isNeeded,
    ask: () => {
      asked += 1;
      return answer.promise;
    },
    now: () => clock.now(),
  });
  /** How many of so many calls know their quota without waiting. */
  const free = async (calls: number) => {
    let known = 0;
    for (let call = 0; call < calls; call++) void quota.next().then(() => known++);
    await nextTurn();
    return known;
  };
  return { clock, own, quota, answer, free, asked: () => asked };
}

describe('The quota of a credential', () => {
  it('is its own where there is no other credential, and then nobody asks for its account', async () => {
    const { quota, own, free, asked } = credential({ isNeeded: false });
    expect(await free(100)).toBe(100);
    expect(await quota.next()).toBe(own);
    expect(asked()).toBe(0);
  });

  it('costs no call more for who makes no more than three', async () => {
    const { free, asked } = credential();
    expect(await free(3)).toBe(3);
    expect(asked()).toBe(0);
  });

  it('asks whose account it is behind the calls that are made at the same time', async () => {
    const { quota, asked } = credential();
    await Promise.all(Array.from({ length: 8 }, () => quota.next()));
    expect(asked()).toBe(0);
    await nextTurn();
    expect(asked()).toBe(1);
  });

  it('is used up to a twentieth until the account is known, and the rest of the calls draw on the account', async () => {
    const { clock, quota, answer, free, asked } = credential();
    expect(await free(50)).toBe(10);
    expect(asked()).toBe(1);
    const shared = quotaOf(clock);
    const waiting = quota.next();
    quota.join(shared);
    answer.resolve();
    expect(await waiting).toBe(shared);
    expect(await free(100)).toBe(100);
  });

  it('stays its own where the account cannot be read, and is asked about again no sooner than after ten minutes', async () => {
    const { clock, own, quota, answer, free, asked } = credential();
    await free(20);
    answer.reject(new Error('403'));
    expect(await quota.next()).toBe(own);
    expect(await free(100)).toBe(100);
    expect(asked()).toBe(1);
    await clock.advance(10 * 60_000);
    await free(1);
    expect(asked()).toBe(2);
  });
});
