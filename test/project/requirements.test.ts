import { describe, expect, it } from 'vitest';
import { locate } from '../support/requirements.ts';

const here = import.meta.filename;
const nowhere = { what: 'a thing', variable: 'THING', candidates: ['/nonexistent/thing'] };

describe('What a test needs besides Node', () => {
  it('is the first candidate that is there', () => {
    expect(locate({ ...nowhere, candidates: ['/nonexistent/thing', here] }, {})).toBe(here);
  });

  it('is what the variable names, before any candidate', () => {
    expect(locate({ ...nowhere, candidates: [import.meta.dirname] }, { THING: here })).toBe(here);
  });

  it('fails where it is missing under CI, so that no skip goes unseen', () => {
    expect(() => locate(nowhere, { CI: 'true' })).toThrow('needs a thing: not found, set THING to its path');
    expect(() => locate(nowhere, { CI: 'true', THING: '/x' })).toThrow('needs a thing: THING names no file');
  });

  it('skips the test where it is missing elsewhere, and says why', () => {
    const skip = (reason: string): never => {
      throw new Error(`skipped: ${reason}`);
    };
    expect(() => locate(nowhere, {}, skip)).toThrow('skipped: needs a thing: not found, set THING to its path');
  });
});
