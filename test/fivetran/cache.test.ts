import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/fivetran/cache.ts';
import type { Kept } from '../../src/fivetran/entry.ts';

const MIB = 1024 * 1024;
/** A cache that ten credentials fill, each with three answers. */
const CREDENTIALS = 10;
const BYTES = MIB / 32;
const KEYS = ['groups', 'connections', 'answer'];

function fill(now: () => number) {
  const cache = new Cache(MIB, now);
  const entry = (): Kept => ({ data: null, room: BYTES, sentAt: now(), expires: now() + 15_000, stamp: 0 });
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

describe('An answer that is long', () => {
  const text = JSON.stringify({
    code: 'Success',
    data: { items: Array.from({ length: 400 }, (_, i) => ({ id: `é${i}` })) },
  });
  const long = (): Kept => {
    const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    body.write(text);
    return { data: JSON.parse(text).data, room: 3 * body.length, body, sentAt: 0, expires: 15_000, stamp: 0 };
  };

  it('is given again as it came, out of its text, and is the same thing for as long as it is asked for', () => {
    const cache = new Cache(MIB, () => 0);
    const kept = long();
    cache.set('key', 'list', kept);
    expect(cache.status.bytes).toBeLessThan(kept.room);
    const first = cache.get('key', 'list')?.data;
    expect(first).toEqual(kept.data);
    expect(first).not.toBe(kept.data);
    expect(cache.get('key', 'list')?.data).toBe(first);
    expect(cache.status.bytes).toBeGreaterThan(kept.room);
  });

  it('gives back the memory of its text when it is given up, replaced, or forgotten', () => {
    const cache = new Cache(MIB, () => 0);
    const [first, second, third] = [long(), long(), long()];
    cache.set('key', 'list', first);
    cache.get('key', 'list')?.data;
    cache.set('key', 'list', second);
    cache.set('key', 'other', third);
    cache.delete('key', 'other');
    expect([first, second, third].map(({ body }) => body?.byteLength)).toEqual([0, second.body?.length, 0]);
    cache.purge('key');
    expect(second.body?.byteLength).toBe(0);
    expect(cache.status.bytes).toBe(0);
  });

  it('takes no memory from whatever else lies in the same buffer', () => {
    const cache = new Cache(MIB, () => 0);
    const whole = Buffer.from(`${text}${text}`);
    cache.set('key', 'list', { ...long(), body: whole.subarray(0, Buffer.byteLength(text)) });
    cache.purge('key');
    expect(whole.toString()).toBe(`${text}${text}`);
  });

  it('is read anew each time where there is no room for what is read', () => {
    const { body, room } = long();
    const cache = new Cache(room, () => 0);
    cache.set('key', 'list', long());
    expect(cache.get('key', 'list')?.data).toEqual(JSON.parse(text).data);
    expect(cache.get('key', 'list')?.data).not.toBe(cache.get('key', 'list')?.data);
    expect(cache.status.bytes).toBeLessThan((body?.length ?? 0) + 1000);
  });

  it('never makes the cache larger than its bound by being read', () => {
    const cache = new Cache(40 * Buffer.byteLength(text), () => 0);
    for (let i = 0; i < 60; i += 1) {
      cache.set('key', `list ${i}`, long());
      for (let j = 0; j <= i; j += 1) cache.get('key', `list ${j}`)?.data;
      expect(cache.status.bytes).toBeLessThanOrEqual(cache.status.maxBytes);
    }
  });
});
