import { describe, expect, it } from 'vitest';
import { ManualClock, stoppable } from '../../src/emulator/clock.ts';

describe('the manual clock', () => {
  it('runs timers in the order of their times, each at its time, those set on the way too', async () => {
    const clock = new ManualClock(0);
    const seen: [string, number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now()]);
    clock.setTimer(30, note('c'));
    clock.setTimer(10, () => {
      note('a')();
      clock.setTimer(20, note('b'));
      clock.setTimer(5, note('late'));
    });
    clock.setTimer(30, note('d'));
    clock.setTimer(31, note('not yet'));
    clock.setTimer(15, note('cancelled'))();
    await clock.advance(30);
    expect(seen).toEqual([
      ['a', 10],
      ['late', 10],
      ['b', 20],
      ['c', 30],
      ['d', 30],
    ]);
    expect([clock.now(), clock.pending]).toEqual([30, 1]);
  });

  it('lets promises settle between two timers', async () => {
    const clock = new ManualClock(0);
    const seen: string[] = [];
    clock.setTimer(
      1,
      () =>
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => seen.push('promise')),
    );
    clock.setTimer(2, () => seen.push('timer'));
    await clock.advance(2);
    expect(seen).toEqual(['promise', 'timer']);
  });
});

describe('a stopped clock', () => {
  it('runs no timer any more, neither old nor new', async () => {
    const manual = new ManualClock(0);
    const { clock, stop } = stoppable(manual);
    const seen: string[] = [];
    clock.setTimer(1, () => seen.push('before'));
    clock.setTimer(5, () => seen.push('waiting'));
    await manual.advance(2);
    stop();
    clock.setTimer(6, () => seen.push('new'));
    await manual.advance(10);
    expect([seen, manual.pending]).toEqual([['before'], 0]);
  });
});
