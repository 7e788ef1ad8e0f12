import { LRUCache } from 'lru-cache';

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

/**
 * One bounded store of answers for all credentials, partitioned by credential. The bound is on bytes over all
 * partitions; where it is reached, what is no longer fresh goes first, and then the partitions above their fair share
 * give up what they have not used for longest: so no caller can push out what is another one's share, and who has gone
 * has none.
 */
export class Cache {
  /** Those that were not used for longest first. */
  readonly #partitions = new Map<string, LRUCache<string, Entry>>();
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
    return this.#used(partition)?.get(key);
  }

  set(partition: string, key: string, entry: Entry): void {
    if (sizeOf(entry) > this.#maxBytes / 2) return;
    let lru = this.#used(partition);
    if (lru === undefined) {
      lru = new LRUCache({
        maxSize: this.#maxBytes,
        sizeCalculation: sizeOf,
        disposeAfter: (old, _, reason) => {
          this.#bytes -= sizeOf(old);
          if (reason === 'evict') this.#evictions += 1;
        },
      });
      this.#partitions.set(partition, lru);
    }
    this.#bytes += sizeOf(entry);
    lru.set(key, entry);
    if (this.#bytes > this.#maxBytes) this.#evict();
  }

  delete(partition: string, key: string): void {
    this.#partitions.get(partition)?.delete(key);
  }

  /** Forgets everything of one credential. */
  purge(partition: string): void {
    this.#partitions.get(partition)?.clear();
    this.#partitions.delete(partition);
  }

  #used(partition: string): LRUCache<string, Entry> | undefined {
    const lru = this.#partitions.get(partition);
    if (lru === undefined) return undefined;
    this.#partitions.delete(partition);
    this.#partitions.set(partition, lru);
    return lru;
  }

  #evict(): void {
    const now = this.#now();
    this.#giveUp((lru) => (lru.rvalues().next().value?.expires ?? now) <= now);
    const share = (this.#maxBytes * (1 - HEADROOM)) / this.#partitions.size;
    this.#giveUp((lru) => lru.calculatedSize > share);
  }

  /** Frees what was not used for longest, of each partition for as long as `where` holds of it. */
  #giveUp(where: (lru: LRUCache<string, Entry>) => boolean): void {
    const target = this.#maxBytes * (1 - HEADROOM);
    for (const [name, lru] of this.#partitions) {
      if (this.#bytes <= target) return;
      while (this.#bytes > target && lru.size > 0 && where(lru)) lru.pop();
      if (lru.size === 0) this.#partitions.delete(name);
    }
  }
}
