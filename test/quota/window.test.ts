import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from '../../src/fivetran/quota-window.ts';

/** Calls by their times of sending and answer; the naive count of those that upstream may still count at `now`. */
const mayCount = (calls: { sent: number; answered: number }[], length: number, now: number) =>
  calls.filter(({ sent, answered }) => sent <= now && (answered > now || now - answered <= length)).length;

const lives = fc.array(fc.record({ gap: fc.nat(300), takes: fc.nat(400) }), { minLength: 1, maxLength: 80 });

describe('A sliding window', () => {
  it('never counts fewer calls than upstream may count, and at most a bucket longer', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 200, max: 4000 }), fc.nat(5000), (steps, length, start) => {
        const window = new SlidingWindow(length);
        const bucket = length / 200;
        let now = start;
        const calls = steps.map(({ gap, takes }) => {
          now += gap;
          return { sent: now, answered: now + takes };
        });
        const events = [
          ...calls.map(({ sent }) => ({ at: sent, run: () => window.take() })),
          ...calls.map(({ answered }) => ({ at: answered, run: () => window.settle(answered, true) })),
        ].sort((a, b) => a.at - b.at);
        for (const { at, run } of events) {
          window.held(at);
          run();
          // The strict model counts both ends of the window; the loose one lets a call go a bucket later.
          const past = calls.filter(({ sent }) => sent < at);
          const present = calls.filter(({ sent }) => sent <= at);
          expect(window.held(at)).toBeGreaterThanOrEqual(mayCount(past, length, at));
          expect(window.held(at)).toBeLessThanOrEqual(mayCount(present, length + bucket, at));
        }
        expect(window.held(now + 400 + length + 2 * bucket)).toBe(0);
      }),
    );
  });

  it('says when a number of calls will have left, and they have left then and not before', () => {
    const window = new SlidingWindow(1000);
    for (const at of [0, 0, 7, 103]) {
      window.take();
      window.settle(at, true);
    }
    expect([1, 2, 3, 4].map((calls) => window.leavesBy(calls, 103))).toEqual([1005, 1005, 1010, 1105]);
    expect([1004, 1005, 1009, 1010, 1104, 1105].map((now) => window.held(now))).toEqual([4, 2, 2, 1, 1, 0]);
  });

  it('counts a call in the air until it has been answered for a whole window', () => {
    const window = new SlidingWindow(1000);
    window.take();
    expect(window.held(50_000)).toBe(1);
    expect(window.leavesBy(1, 50_000)).toBe(51_000);
    window.settle(50_000, true);
    expect([51_000, 51_005].map((now) => window.held(now))).toEqual([1, 0]);
  });

  it('counts a call without an answer a bucket longer, because upstream may only be about to count it', () => {
    const window = new SlidingWindow(1000);
    window.take();
    window.settle(0, false);
    expect([1005, 1009, 1010].map((now) => window.held(now))).toEqual([1, 1, 0]);
  });

  it('forgets a call that was never sent', () => {
    const window = new SlidingWindow(1000);
    window.take();
    window.giveBack();
    expect(window.held(0)).toBe(0);
  });

  it('stays exact after any pause', () => {
    const window = new SlidingWindow(1000);
    for (const at of [3, 2_000_004, 2_000_005, 9_999_999_999]) {
      window.held(at);
      window.take();
      window.settle(at, true);
    }
    expect(window.held(9_999_999_999)).toBe(1);
  });
});
