import { beforeAll, describe, expect, it } from 'vitest';
import { HEAP_BAR, type Outcome, underFaults } from '../../bench/faults.ts';

const REQUEST_SECONDS = 8;

describe('A server under load', () => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    outcomes = await underFaults({ seconds: 1, sockets: 300, requestSeconds: REQUEST_SECONDS });
  });

  it('answers every operation, whatever fails, about as soon as it must', () => {
    expect(outcomes).toHaveLength(8);
    // A write is finished, though it takes longer: here it waits for two calls of 5 s.
    for (const { fault, longest } of outcomes) expect(longest, fault).toBeLessThan((REQUEST_SECONDS + 5) * 1000);
  });

  it('has fresh answers again within 5 s of the end of what failed', () => {
    for (const { fault, recovery } of outcomes) expect(recovery, fault).toBeLessThan(5000);
  });

  it('keeps no memory of it', () => {
    for (const { fault, before, after } of outcomes) expect(after, fault).toBeLessThan(before + HEAP_BAR);
  });
});
