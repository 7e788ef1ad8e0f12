import { describe, expect, it } from 'vitest';
import { Bus } from '../../src/events/bus.ts';
import type { News } from '../../src/events/event.ts';
import { Lost, type Queue } from '../../src/events/queue.ts';

const news = (connection: string, type = 'sync_start'): News => ({
  type,
  createdAt: '2026-11-01T12:00:00.000Z',
  connection,
  group: 'a_group',
  syncId: null,
  data: {},
  source: 'WEBHOOK',
});

const bus = (options: { ringSize?: number; queueSize?: number; name?: string } = {}) =>
  new Bus({ name: 'test', now: () => 0, onEvent: () => {}, ...options });

/** What waits for a subscriber: connections, and how many events are lost. */
async function taken(queue: Queue | undefined, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let left = count; left > 0; left -= 1) {
    const { value } = (await queue?.next()) ?? {};
    all.push(value instanceof Lost ? { lost: value.count } : value?.connection);
  }
  return all;
}

describe('A subscriber', () => {
  it('gets each event once, in order, from when it came', async () => {
    const own = bus();
    own.publish(news('before'));
    const queue = own.subscribe({});
    for (const name of ['a', 'b', 'c']) own.publish(news(name));
    expect(await taken(queue, 3)).toEqual(['a', 'b', 'c']);
  });

  it('gets only what it wants', async () => {
    const own = bus();
    const queue = own.subscribe({ connections: new Set(['a', 'b']), types: new Set(['sync_end']) });
    own.publish(news('a'));
    own.publish(news('a', 'sync_end'));
    own.publish(news('c', 'sync_end'));
    own.publish(news('b', 'sync_end'));
    expect(await taken(queue, 2)).toEqual(['a', 'b']);
  });

  it('that does not keep up loses the oldest, is told how many, and slows nobody', async () => {
    const own = bus({ queueSize: 10 });
    const slow = own.subscribe({});
    const quick = own.subscribe({});
    const got: unknown[] = [];
    for (let number = 0; number < 1000; number += 1) {
      own.publish(news(`${number}`));
      got.push(...(await taken(quick, 1)));
    }
    expect(got).toEqual(Array.from({ length: 1000 }, (_, number) => `${number}`));
    expect(await taken(slow, 11)).toEqual([
      { lost: 990 },
      ...Array.from({ length: 10 }, (_, number) => `${990 + number}`),
    ]);
    own.publish(news('next'));
    expect(await taken(slow, 1)).toEqual(['next']);
  });

  it('resumes behind an event, also when more came than may wait for it', async () => {
    const own = bus({ queueSize: 3 });
    const first = own.publish(news('0'));
    for (let number = 1; number <= 20; number += 1) own.publish(news(`${number}`));
    const queue = own.subscribe({}, first.id);
    own.publish(news('now'));
    expect(await taken(queue, 21)).toEqual([...Array.from({ length: 20 }, (_, number) => `${number + 1}`), 'now']);
  });

  it('is told of a gap where the events behind it are gone, or are of another process', async () => {
    const own = bus({ ringSize: 3 });
    const first = own.publish(news('0'));
    for (const name of ['1', '2', '3']) own.publish(news(name));
    expect(await taken(own.subscribe({}, first.id), 3)).toEqual(['1', '2', '3']);
    own.publish(news('4'));
    expect(await taken(own.subscribe({}, first.id), 4)).toEqual([{ lost: null }, '2', '3', '4']);
    expect(await taken(own.subscribe({}, 'other.1'), 4)).toEqual([{ lost: null }, '2', '3', '4']);
    expect(own.subscribe({}, 'no id')).toBeUndefined();
  });

  it('that has gone is not waited for, and one that fails is told why', async () => {
    const own = bus();
    const gone = own.subscribe({});
    const waiting = gone?.next();
    await gone?.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const failed = own.subscribe({});
    failed?.fail(new Error('why'));
    await expect(failed?.next()).rejects.toThrow('why');
    expect(await failed?.next()).toEqual({ done: true, value: undefined });
    expect(own.subscribers).toBe(0);
  });

  it('that comes after the end, or is there at the end, is ended', async () => {
    const own = bus();
    const early = own.subscribe({});
    own.publish(news('last'));
    own.close();
    expect(await taken(early, 1)).toEqual(['last']);
    expect(await early?.next()).toEqual({ done: true, value: undefined });
    expect(await own.subscribe({})?.next()).toEqual({ done: true, value: undefined });
  });
});
