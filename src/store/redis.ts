import { find, Kills, keep } from './redis-cache.ts';
import { announce, lastEvent } from './redis-events.ts';
import { RedisLink } from './redis-link.ts';
import { lease } from './redis-quota.ts';
import { hold, release } from './redis-work.ts';
import type { Kill, SharedStore, StoreListener } from './store.ts';

export interface RedisStoreOptions {
  readonly url: string;
  /** The version of this server. */
  readonly version: string;
  /** Is told what goes wrong with Redis, once for each row of like errors. */
  readonly onError: (message: string) => void;
  /** Is told when Redis is there, and when it is gone. */
  readonly onChange: (shared: boolean) => void;
}

/** Before every key and channel; the number is that of what stands behind it. */
const PREFIX = 'fivetran-graphql:1:';
/** At the start so much time is given to Redis to answer, in milliseconds; then the server starts without. */
const START_MS = 2_000;

/**
 * The store of several replicas, in one Redis (no cluster: scripts touch several keys). It must not evict
 * (`maxmemory-policy noeviction`): a quota that is forgotten is spent twice.
 */
export async function createRedisStore(options: RedisStoreOptions): Promise<SharedStore> {
  const listeners = new Set<StoreListener>();
  const tell = (told: (listener: StoreListener) => void) => {
    for (const listener of [...listeners]) told(listener);
  };
  const link: RedisLink = new RedisLink({
    url: options.url,
    prefix: PREFIX,
    channels: ['kills', 'events'],
    ownChannel: 'heard',
    onMessage: (channel, text) => {
      if (channel === 'kills') kills.hear(text);
      else if (channel === 'events') tell(({ event }) => event?.(JSON.parse(text)));
      else kills.heard(text);
    },
    onChange: (shared) => {
      options.onChange(shared);
      tell((listener) => (shared ? listener.joined?.() : listener.lost?.()));
    },
    onError: options.onError,
  });
  const kills = new Kills(link, (kill: Kill) => tell(({ killed }) => killed?.(kill)));
  await link.ready(START_MS);
  return {
    get state() {
      return link.state;
    },
    replica: link.replica,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lease: (quota, request) => lease(link, quota, request),
    find: (place) => find(link, options.version, place),
    keep: (place, kept) => keep(link, options.version, place, kept),
    kill: (kill) => kills.kill(kill),
    announce: (event) => announce(link, event),
    lastEvent: () => lastEvent(link),
    hold: (work, ms) => hold(link, work, ms),
    release: (work) => release(link, work),
    close: () => link.close(),
  };
}
