import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskedBefore } from '../../src/http/asked-before.ts';

describe('What was asked before', () => {
  it('is known when it is asked again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const asked = new AskedBefore();
        expect([asked.again(text), asked.again(text)]).toEqual([false, true]);
      }),
    );
  });

  it('is hardly ever what was not', () => {
    const asked = new AskedBefore();
    let taken = 0;
    for (let i = 0; i < 100_000; i += 1) if (asked.again(`query Groups${i} { groups { nodes { name } } }`)) taken += 1;
    expect(taken).toBeLessThan(10);
  });

  it('is told from what differs in a character', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, at) => {
        const asked = new AskedBefore();
        asked.again(text);
        const place = at % text.length;
        expect(asked.again(`${text.slice(0, place)}\u0000${text.slice(place)}`)).toBe(false);
      }),
    );
  });
});
