import { LRUCache } from 'lru-cache';
import { LIFETIMES } from './endpoint.ts';
import { Entry, type Kept, Readings } from './entry.ts';

/** Where the bound is reached, this share of it is freed at once, so that the search for what to free is rare. */
const HEADROOM = 0.05;

/** What was read of kept texts may take this share of the bound at most. */
const READ = 0.5;

/** Credentials of which something is kept at once; one that falls out is one that was not used for longest. */
export const MOST_PARTITIONS = 2_000;

/** Who was here within this time counts as one who still is: nothing lives for less. */
const IDLE_MS = LIFETIMES.state;

interface Partition {
  readonly name: string;
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
  readonly #partitions = new LRUCache<string, Partition>({ max: MOST_PARTITIONS, dispose: ({ lru }) => lru.clear() });
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #readings: Readings;
  #bytes = 0;
  #evictions = 0;

  /** @param now the time that entries expire by */
  constructor(maxBytes: number, now: () => number) {
    this.#readings = new Readings(maxBytes * READ, () => this.#fit());
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** How full it is, in bytes, and how many entries were given up so far because it was full. */
  get status(): { readonly bytes: number; readonly maxBytes: number; readonly evictions: number } {
    return { bytes: this.#used, maxBytes: this.#maxBytes, evictions: this.#evictions };
  }

  get(partition: string, key: string): Entry | undefined {
    return this.#find(partition)?.lru.get(key);
  }

  set(partition: string, key: string, kept: Kept): void {
    const entry = new Entry(kept, this.#readings);
    if (entry.size > this.#maxBytes / 2) return;
    const { lru } = this.#find(partition) ?? this.#open(partition);
    this.#bytes += entry.size;
    lru.set(key, entry);
    this.#fit();
  }

  delete(partition: string, key: string): void {
    this.#partitions.peek(partition)?.lru.delete(key);
  }

  /** Forgets everything of one credential. */
  purge(partition: string): void {
    this.#partitions.delete(partition);
  }

  #open(name: string): Partition {
    const lru: Partition['lru'] = new LRUCache({
      maxSize: this.#maxBytes,
      sizeCalculation: ({ size }) => size,
      disposeAfter: (old, _, reason) => {
        old.close();
        this.#bytes -= old.size;
        if (reason === 'evict') this.#evictions += 1;
      },
    });
    const partition = { name, lru, usedAt: this.#now() };
    this.#partitions.set(name, partition);
    return partition;
  }

  #find(name: string): Partition | undefined {
    const partition = this.#partitions.get(name);
    if (partition !== undefined) partition.usedAt = this.#now();
    return partition;
  }

  get #used(): number {
    return this.#bytes + this.#readings.bytes;
  }

  #fit(): void {
    if (this.#used <= this.#maxBytes) return;
    const target = this.#maxBytes * (1 - HEADROOM);
    const now = this.#now();
    // Those that were not used for longest first.
    const partitions = [...this.#partitions.rvalues()].filter((partition) => partition !== undefined);
    for (const { lru, usedAt } of partitions) {
      if (this.#used <= target || now - usedAt < IDLE_MS) break;
      while (this.#used > target && (lru.rvalues().next().value?.expires ?? Infinity) <= now) lru.pop();
    }
    const share = (target - this.#readings.bytes) / partitions.filter(({ lru }) => lru.size > 0).length;
    for (const { name, lru } of partitions) {
      while (this.#used > target && lru.calculatedSize > share) lru.pop();
      if (lru.size === 0) this.#partitions.delete(name);
    }
  }
}
