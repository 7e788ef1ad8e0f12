import { COUNT, hashed, KILLS_MS } from './redis-cache.ts';
import { type RedisLink, script } from './redis-link.ts';
import type { Announced, AnnouncedEvent, EventPlace, SharedStore } from './store.ts';

/** Fivetran sends an event again for 24 hours. */
const SEEN_MS = 25 * 60 * 60_000;

/**
 * Once for each event: numbers it, makes old what it makes old, and tells everybody, in one order for all.
 *
 * KEYS: the event, the numbering, the kills of all. ARGV: how long it is known, how long kills are, the beginning of
 * a name for a new numbering, the channel, the message without its place, tags.
 */
const ANNOUNCE = script(`
  if not redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[1]) then return 0 end
  redis.call('HSETNX', KEYS[2], 'name', ARGV[3] .. redis.call('TIME')[1])
  local number = redis.call('HINCRBY', KEYS[2], 'number', 1)
  ${COUNT}
  local count = counted(KEYS[3], ARGV[2])
  for index = 6, #ARGV do redis.call('HSET', KEYS[3], ARGV[index], count) end
  local place = '{"name":"' .. redis.call('HGET', KEYS[2], 'name') .. '","number":' .. number .. ','
  redis.call('PUBLISH', ARGV[4], place .. string.sub(ARGV[5], 2))
  return 1
`);

const LAST = script(`return redis.call('HMGET', KEYS[1], 'name', 'number')`);

export async function announce(link: RedisLink, { id, news, tags }: Announced): ReturnType<SharedStore['announce']> {
  const message: Omit<AnnouncedEvent, keyof EventPlace> = { id, news };
  const args = [SEEN_MS, KILLS_MS, link.replica.replaceAll(/\W/g, '0'), link.key('events'), JSON.stringify(message)];
  const reply = await link.run(ANNOUNCE, [`event:${id}`, 'events', 'kills'], [...args, ...hashed(tags)]);
  if (reply === undefined) return 'nobody';
  return reply === 1 ? 'now' : 'before';
}

export async function lastEvent(link: RedisLink): Promise<EventPlace | undefined> {
  const reply = await link.run(LAST, ['events'], []);
  if (!Array.isArray(reply) || !reply[0]) return undefined;
  return { name: String(reply[0]), number: Number(reply[1]) };
}
