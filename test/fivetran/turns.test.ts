import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/fivetran/turns.ts';

describe('Work that is done in turns', () => {
  it('is done in its order, one piece in each turn, so that others come between', async () => {
    const turns = new Turns();
    const done: string[] = [];
    for (const name of ['a', 'b', 'c']) turns.add(() => done.push(name));
    expect(done).toEqual([]);
    for (let turn = 1; turn <= 3; turn++) {
      await nextTurn();
      done.push(`turn ${turn}`);
    }
    expect(done).toEqual(['a', 'turn 1', 'b', 'turn 2', 'c', 'turn 3']);
  });

  it('goes on with what comes while it is done, and after it was over', async () => {
    const turns = new Turns();
    const done: number[] = [];
    const add = (number: number) =>
      turns.add(() => {
        done.push(number);
        if (number < 3) add(number + 1);
      });
    add(1);
    for (let turn = 0; turn < 4; turn++) await nextTurn();
    add(7);
    await nextTurn();
    expect(done).toEqual([1, 2, 3, 7]);
  });
});
