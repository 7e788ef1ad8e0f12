import { type RedisLink, script } from './redis-link.ts';

/** KEYS: the work. ARGV: this replica, for how long. */
const HOLD = script(`
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
`);

const RELEASE = script(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 1
`);

/** Whether the work is this replica's. Where nobody can be asked, everybody does it: twice is better than never. */
export async function hold(link: RedisLink, work: string, ms: number): Promise<boolean> {
  return (await link.run(HOLD, [`work:${work}`], [link.replica, ms])) !== 0;
}

export async function release(link: RedisLink, work: string): Promise<void> {
  await link.run(RELEASE, [`work:${work}`], [link.replica]);
}
