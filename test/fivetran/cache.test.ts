import { describe, expect, it } from 'vitest';
import { Cache, type Entry } from '../../src/fivetran/cache.ts';

const MIB = 1024 * 1024;
/** A cache that ten credentials fill, each with three answers. */
const CREDENTIALS = 10;
const BYTES = MIB / 32;
const KEYS = ['groups', 'connections', 'answer'];

function fill(now: () => number) {
  const cache = new Cache(MIB, now);
  const entry = (): Entry => ({
    data: null,
    bytes: BYTES / 3,
    sentAt: now(),
    expires: now() + 15_000,
    stamp: 0,
    uses: 0,
  });
  const ask = (credential: string) => {
    for (const key of KEYS) cache.get(credential, key) ?? cache.set(credential, key, entry());
  };
  const has = (credential: string) => KEYS.filter((key) => cache.get(credential, key) !== undefined).length;
  return { cache, entry, ask, has };
}

describe('a full cache', () => {
  it('gives up what is no longer fresh before anything that is, whoever has it', () => {
    let time = 0;
    const { ask, has } = fill(() => time);
    for (let i = 0; i < 20 * CREDENTIALS; i += 1) ask(`gone ${i}`);
    time += 15_000;
    for (let i = 0; i < CREDENTIALS; i += 1) ask(`here ${i}`);
    const kept = Array.from({ length: CREDENTIALS }, (_, i) => has(`here ${i}`));
    expect(kept).toEqual(Array.from({ length: CREDENTIALS }, () => KEYS.length));
  });

  it('keeps what is fresh of one who asks seldom, however much another reads', () => {
    const { cache, entry, ask, has } = fill(() => 0);
    ask('seldom');
    for (let i = 0; i < 1000; i += 1) cache.set('often', `connection ${i}`, entry());
    expect(has('seldom')).toBe(KEYS.length);
    expect(cache.get('often', 'connection 999')).toBeDefined();
    expect(cache.get('often', 'connection 0')).toBeUndefined();
  });

  it('never holds more than its bound', () => {
    let time = 0;
    const { cache, ask } = fill(() => time);
    for (let i = 0; i < 500; i += 1) {
      ask(`credential ${(i * 7) % 90}`);
      time += 500;
      expect(cache.status.bytes).toBeLessThanOrEqual(MIB);
    }
    expect(cache.status.evictions).toBeGreaterThan(0);
  });
});
