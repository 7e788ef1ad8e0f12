import { createHash } from 'node:crypto';
import { type RedisLink, script } from './redis-link.ts';
import type { Found, Kept, Kill, Place } from './store.ts';

/** For how long kills are counted: longer than anything is kept. */
export const KILLS_MS = 2 * 60 * 60_000;
/** For so long a write waits until every replica has heard of it. */
const HEARD_MS = 100;

/** Counts kills. A count that was forgotten begins with the time: what was kept under an older one is never valid again. */
export const COUNT = `
  local function counted(key, ms)
    local time = redis.call('TIME')
    redis.call('HSETNX', key, '#', time[1] .. string.sub('00000' .. time[2], -6, -4))
    redis.call('PEXPIRE', key, ms)
    return redis.call('HINCRBY', key, '#', 1)
  end
`;

// A stamp changes whenever a tag is killed: the number of the last kill of any of them, in the partition and for all.
const STAMP = `
  local function last(key, fields)
    local most = 0
    for _, count in ipairs(redis.call('HMGET', key, unpack(fields))) do most = math.max(most, tonumber(count or 0)) end
    return most
  end
  local fields = { '*' }
  for index = first, #ARGV do table.insert(fields, ARGV[index]) end
  local stamp = last(KEYS[2], fields) .. '.' .. last(KEYS[3], fields)
`;

/** KEYS: the place, the kills of the partition, the kills of all. ARGV: tags. */
const FIND = script(`
  local first = 1
  ${STAMP}
  local kept = redis.call('HMGET', KEYS[1], 'stamp', 'value')
  if kept[1] ~= stamp then return { stamp } end
  return { stamp, kept[2], redis.call('PTTL', KEYS[1]) }
`);

/** ARGV: stamp, lifetime, value, tags. */
const KEEP = script(`
  local first = 4
  ${STAMP}
  if stamp ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'stamp', stamp, 'value', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
`);

/** KEYS: kills. ARGV: how long they are remembered, the channel, the message, tags. Gives how many are told. */
const KILL = script(`
  ${COUNT}
  local count = counted(KEYS[1], ARGV[1])
  for index = 4, #ARGV do redis.call('HSET', KEYS[1], ARGV[index], count) end
  return redis.call('PUBLISH', ARGV[2], ARGV[3])
`);

// Answers have the shape that a version of this server gives them: another version must not be given them.
const keysOf = (version: string, { partition, key }: Place) => [
  `cache:${version}:${partition}:${key}`,
  `kills:${partition}`,
  'kills',
];

/** Names of connections and groups are nobody's business in Redis either. */
export const hashed = (tags: readonly string[]): string[] =>
  tags.map((tag) => createHash('sha256').update(tag).digest('base64url').slice(0, 16));

export async function find(link: RedisLink, version: string, place: Place): Promise<Found | undefined> {
  const reply = await link.run(FIND, keysOf(version, place), hashed(place.tags));
  if (!Array.isArray(reply)) return undefined;
  const [stamp, value, left] = reply;
  return { stamp: String(stamp), ...(value ? { kept: { value, left: Number(left) } } : {}) };
}

export async function keep(
  link: RedisLink,
  version: string,
  place: Place,
  { stamp, value, lifetime }: Kept,
): Promise<void> {
  await link.run(KEEP, keysOf(version, place), [stamp, Math.ceil(lifetime), value, ...hashed(place.tags)]);
}

interface Message extends Kill {
  readonly from: string;
  readonly number: number;
}

/** Says to all what is old, and waits until they have heard. */
export class Kills {
  readonly #link: RedisLink;
  readonly #onKill: (kill: Kill) => void;
  readonly #waiting = new Map<number, () => void>();
  #count = 0;

  constructor(link: RedisLink, onKill: (kill: Kill) => void) {
    this.#link = link;
    this.#onKill = onKill;
  }

  async kill(kill: Kill): Promise<boolean> {
    this.#count += 1;
    const number = this.#count;
    const message: Message = { ...kill, from: this.#link.replica, number };
    const heard = this.#heard(number);
    const fields = kill.all ? ['*'] : hashed(kill.tags);
    const args = [KILLS_MS, this.#link.key('kills'), JSON.stringify(message), ...fields];
    const reply = await this.#link.run(KILL, [`kills:${kill.partition}`], args);
    if (reply === undefined || kill.early) heard.cancel();
    else await heard.by(Number(reply));
    return reply !== undefined;
  }

  /** A message on the channel of kills, or an answer to one of its own. */
  hear(text: string): void {
    const { from, number, ...kill }: Message = JSON.parse(text);
    if (from === this.#link.replica) return;
    this.#onKill(kill);
    if (!kill.early) void this.#link.publish(`heard:${from}`, String(number));
  }

  heard(text: string): void {
    this.#waiting.get(Number(text))?.();
  }

  #heard(number: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let replicas = Number.POSITIVE_INFINITY;
    let count = 0;
    const done = () => {
      clearTimeout(timer);
      this.#waiting.delete(number);
      resolve();
    };
    const timer = setTimeout(done, HEARD_MS);
    this.#waiting.set(number, () => {
      count += 1;
      if (count >= replicas) done();
    });
    return {
      cancel: done,
      /** Once so many, this one included, have heard. */
      by: (all: number) => {
        replicas = all - 1;
        if (count >= replicas) done();
        return promise;
      },
    };
  }
}
