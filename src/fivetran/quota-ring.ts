/** Buckets that a window is divided into: at most 1/200 of the quota waits for a bucket to end. */
const BUCKETS = 200;
const NONE = new Uint32Array(0);

/**
 * How many calls fall within the last `length` milliseconds: counts in a ring of time buckets. 20,000 calls take 800
 * bytes, and every operation is O(1) amortised. A bucket has one age for all its calls; `leaves` chooses the safe side:
 * with its `end` they are counted too long rather than too short, with its `start` the other way round.
 */
export class TimeRing {
  readonly length: number;
  readonly bucket: number;
  size = 0;
  readonly #leaves: 0 | 1;
  /** Empty until the first call: of a credential's seven pools most are never drawn on. */
  #counts = NONE;
  /** Numbers of the first and the last bucket in use; meaningless while there is none. */
  #first = 0;
  #last = 0;

  constructor(length: number, leaves: 'start' | 'end') {
    this.length = length;
    this.bucket = length / BUCKETS;
    this.#leaves = leaves === 'end' ? 1 : 0;
  }

  /** Forgets what has left by now. To be called before anything is added or read. */
  advance(now: number): void {
    while (this.size > 0 && this.#leavesAt(this.#first) <= now) {
      const slot = this.#first % this.#counts.length;
      this.size -= this.#counts[slot] ?? 0;
      this.#counts[slot] = 0;
      this.#first++;
    }
  }

  /** Adds a call of the time `at`: now, or at most a bucket later. */
  add(at: number): void {
    const bucket = Math.floor(at / this.bucket);
    if (this.#counts === NONE) this.#counts = new Uint32Array(BUCKETS + 3);
    if (this.size === 0) {
      this.#first = bucket;
      this.#last = bucket;
    } else if (bucket > this.#last) {
      this.#last = bucket;
    }
    // After one that lies ahead, the present may come before the first; it is then counted with it.
    const slot = Math.max(bucket, this.#first) % this.#counts.length;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.size++;
  }

  /** Takes back a call that was added at `at`, unless it has left already. */
  remove(at: number): void {
    const bucket = Math.floor(at / this.bucket);
    if (this.size === 0 || bucket < this.#first) return;
    const slot = bucket % this.#counts.length;
    this.#counts[slot] = (this.#counts[slot] ?? 0) - 1;
    this.size--;
  }

  /** When `calls` of those counted will have left; undefined if there are fewer. */
  leavesBy(calls: number): number | undefined {
    if (calls > this.size) return undefined;
    let sum = 0;
    let bucket = this.#first;
    while (bucket <= this.#last) {
      sum += this.#counts[bucket % this.#counts.length] ?? 0;
      if (sum >= calls) break;
      bucket++;
    }
    return this.#leavesAt(bucket);
  }

  #leavesAt(bucket: number): number {
    return (bucket + this.#leaves) * this.bucket + this.length;
  }
}
