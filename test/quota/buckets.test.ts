import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeBuckets } from '../../src/fivetran/quota-buckets.ts';

const LENGTH = 2000;
const BUCKET = LENGTH / 200;

/** What is done as time goes by. `ahead`: a call that may only be about to be counted, and stands a bucket later. */
const step = fc.record({
  pause: fc.oneof(fc.nat(30), fc.nat(3000)),
  does: fc.constantFrom('add', 'ahead', 'remove' as const),
  which: fc.nat(50),
});

describe('Calls counted by time buckets', () => {
  it.each(['start', 'end'] as const)('are as many as a list of their times says, leaving with their %s', (leaves) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const buckets = new TimeBuckets(LENGTH, leaves);
        let counted: number[] = [];
        let now = 1_000_000;
        const leavesAt = (number: number) => (number + (leaves === 'end' ? 1 : 0)) * BUCKET + LENGTH;
        for (const { pause, does, which } of steps) {
          now += pause;
          buckets.advance(now);
          counted = counted.filter((number) => leavesAt(number) > now);
          if (does === 'remove') {
            const number = counted[which % counted.length];
            if (number !== undefined) {
              buckets.remove(number * BUCKET);
              counted.splice(counted.indexOf(number), 1);
            }
          } else {
            const at = does === 'ahead' ? now + BUCKET : now;
            buckets.add(at);
            counted.push(Math.floor(at / BUCKET));
          }
          counted.sort((a, b) => a - b);
          expect(buckets.size).toBe(counted.length);
          for (let calls = 1; calls <= counted.length; calls += 1) {
            expect(buckets.leavesBy(calls)).toBe(leavesAt(counted[calls - 1] ?? Number.NaN));
          }
          expect(buckets.leavesBy(counted.length + 1)).toBeUndefined();
        }
      }),
    );
  });

  it('take no more room for an hour of them than for as many buckets', () => {
    const buckets = new TimeBuckets(LENGTH, 'end');
    for (let now = 0; now < 100 * LENGTH; now += 1) {
      buckets.advance(now);
      buckets.add(now);
    }
    expect(buckets.size).toBeLessThanOrEqual(LENGTH + 2 * BUCKET);
    expect(buckets.leavesBy(1)).toBeGreaterThan(100 * LENGTH - LENGTH);
  });
});
