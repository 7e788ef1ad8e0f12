/** Buckets that a window is divided into: at most 1/200 of the quota waits for a bucket to end. */
const BUCKETS = 200;

/** Calls of one bucket. */
interface Bucket {
  readonly number: number;
  calls: number;
}

/**
 * How many calls fall within the last `length` milliseconds: counts by time buckets, of which those without a call take no
 * room, and every operation is O(1) amortised. A bucket has one age for all its calls; `leaves` chooses the safe side:
 * with its `end` they are counted too long rather than too short, with its `start` the other way round.
 */
export class TimeBuckets {
  readonly length: number;
  readonly bucket: number;
  size = 0;
  readonly #leaves: 0 | 1;
  /** The earliest first, from `#first` on. */
  #buckets: Bucket[] = [];
  #first = 0;

  constructor(length: number, leaves: 'start' | 'end') {
    this.length = length;
    this.bucket = length / BUCKETS;
    this.#leaves = leaves === 'end' ? 1 : 0;
  }

  /** Forgets what has left by now. To be called before anything is added or read. */
  advance(now: number): void {
    for (let first = this.#buckets[this.#first]; first !== undefined; first = this.#buckets[this.#first]) {
      if (this.#leavesAt(first.number) > now) break;
      this.size -= first.calls;
      this.#first++;
    }
    if (this.#first < BUCKETS && this.#first < this.#buckets.length) return;
    if (this.#first > 0) this.#buckets = this.#buckets.slice(this.#first);
    this.#first = 0;
  }

  /** Adds a call of the time `at`: now, or at most a bucket later. */
  add(at: number): void {
    this.#bucketOf(at).calls++;
    this.size++;
  }

  /** Takes back a call that was added at `at`, unless it has left already. */
  remove(at: number): void {
    const number = Math.floor(at / this.bucket);
    const index = this.#buckets.findLastIndex((bucket) => bucket.number === number);
    const bucket = index < this.#first ? undefined : this.#buckets[index];
    if (bucket === undefined || bucket.calls === 0) return;
    bucket.calls--;
    this.size--;
  }

  /** When `calls` of those counted will have left; undefined if there are fewer. */
  leavesBy(calls: number): number | undefined {
    if (calls > this.size) return undefined;
    let sum = 0;
    let at = this.#first;
    for (; at < this.#buckets.length - 1; at++) {
      sum += this.#buckets[at]?.calls ?? 0;
      if (sum >= calls) break;
    }
    return this.#leavesAt(this.#buckets[at]?.number ?? 0);
  }

  // After one that lies ahead, the present comes before the last.
  #bucketOf(at: number): Bucket {
    const number = Math.floor(at / this.bucket);
    let behind = this.#buckets.length;
    while (behind > this.#first && (this.#buckets[behind - 1]?.number ?? 0) > number) behind--;
    const before = behind > this.#first ? this.#buckets[behind - 1] : undefined;
    if (before?.number === number) return before;
    const bucket = { number, calls: 0 };
    this.#buckets.splice(behind, 0, bucket);
    return bucket;
  }

  #leavesAt(bucket: number): number {
    return (bucket + this.#leaves) * this.bucket + this.length;
  }
}
