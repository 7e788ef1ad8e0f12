import { LRUCache } from 'lru-cache';
import { LIFETIMES } from './endpoint.ts';

/** An answer that is kept, with what tells whether it may still be served. */
export interface Entry {
  readonly data: unknown;
  readonly bytes: number;
  /** When the request was sent, in the clock's milliseconds: what it says was true no earlier. */
  readonly sentAt: number;
  /** Until when it is fresh. */
  readonly expires: number;
  /** The generation stamp under which it was read. */
  readonly stamp: number;
  /** How often it was served. */
  uses: number;
}

/** What one entry costs beside its bytes: key, object, list node. */
const OVERHEAD = 200;
/** Parsed JSON takes about three times its text's bytes in memory. */
const FACTOR = 3;

/** Where the bound is reached, this share of it is freed at once, so that the search for what to free is rare. */
const HEADROOM = 0.05;

const sizeOf = (entry: Entry): number => entry.bytes * FACTOR + OVERHEAD;

/** Who was here within this time counts as one who still is: nothing lives for less. */
const IDLE_MS = LIFETIMES.state;

interface Partition {
  readonly lru: LRUCache<string, Entry>;
  usedAt: number;
}

/**
 * One bounded store of answers for all credentials, partitioned by credential. The bound is on bytes over all
 * partitions; where it is reached, who has gone gives up first what is no longer fresh, and then the partitions
 * above their fair share what they have not used for longest: so no caller can push out what is another one's share, and
 * keys of an hour ago take none from those in use.
 */
export class Cache {
  /** Those that were not used for longest first. */
  readonly #partitions = new Map<string, Partition>();
  readonly #maxBytes: number;
  readonly #now: () => number;
  #bytes = 0;
  #evictions = 0;

  /** @param now the time that entries expire by */
  constructor(maxBytes: number, now: () => number) {
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** How full it is, in bytes, and how many entries were given up so far because it was full. */
  get status(): { readonly bytes: number; readonly maxBytes: number; readonly evictions: number } {
    return { bytes: this.#bytes, maxBytes: this.#maxBytes, evictions: this.#evictions };
  }

  get(partition: string, key: string): Entry | undefined {
    return this.#used(partition)?.lru.get(key);
  }

  set(partition: string, key: string, entry: Entry): void {
    if (sizeOf(entry) > this.#maxBytes / 2) return;
    const { lru } = this.#used(partition) ?? this.#open(partition);
    this.#bytes += sizeOf(entry);
    lru.set(key, entry);
    if (this.#bytes > this.#maxBytes) this.#evict();
  }

  delete(partition: string, key: string): void {
    this.#partitions.get(partition)?.lru.delete(key);
  }

  /** Forgets everything of one credential. */
  purge(partition: string): void {
    this.#partitions.get(partition)?.lru.clear();
    this.#partitions.delete(partition);
  }

  #open(name: string): Partition {
    const lru: Partition['lru'] = new LRUCache({
      maxSize: this.#maxBytes,
      sizeCalculation: sizeOf,
      disposeAfter: (old, _, reason) => {
        this.#bytes -= sizeOf(old);
        if (reason === 'evict') this.#evictions += 1;
      },
    });
    const partition = { lru, usedAt: this.#now() };
    this.#partitions.set(name, partition);
    return partition;
  }

  #used(name: string): Partition | undefined {
    const partition = this.#partitions.get(name);
    if (partition === undefined) return undefined;
    partition.usedAt = this.#now();
    this.#partitions.delete(name);
    this.#partitions.set(name, partition);
    return partition;
  }

  #evict(): void {
    const target = this.#maxBytes * (1 - HEADROOM);
    const now = this.#now();
    for (const [name, { lru, usedAt }] of this.#partitions) {
      if (this.#bytes <= target || now - usedAt < IDLE_MS) break;
      while (this.#bytes > target && (lru.rvalues().next().value?.expires ?? Infinity) <= now) lru.pop();
      if (lru.size === 0) this.#partitions.delete(name);
    }
    const share = target / this.#partitions.size;
    for (const [name, { lru }] of this.#partitions) {
      while (this.#bytes > target && lru.calculatedSize > share) lru.pop();
      if (lru.size === 0) this.#partitions.delete(name);
    }
  }
}
