/** Buckets of time that a window is divided into: at most 1/200 of the quota waits for a bucket to end. */
const BUCKETS = 200;

/**
 * A sliding window that counts calls upstream also counts, and never fewer.
 *
 * Upstream counts a call at a moment it does not tell, somewhere between sending and answer. So a call counts here from
 * before it is sent (it may be counted at once) until a whole window has passed since its answer (it may have been
 * counted last of all). Whenever a call is sent, every call that can share a window with it upstream is then counted
 * here, so upstream never counts more than `held`. A fixed window, or one that counts from the sending, lets more pass.
 *
 * Answers are kept as numbers in a ring of time buckets; a bucket leaves when all of it has left the window. That holds
 * 20,000 calls in 800 bytes, and every operation costs O(1) amortised.
 */
export class SlidingWindow {
  readonly length: number;
  readonly bucket: number;
  /** Sent (or about to be) and not answered. */
  inFlight = 0;
  /** Answered, and perhaps still counted upstream. */
  answered = 0;
  /** Calls ever taken and ever left: differences of these date what a header says. */
  taken = 0;
  left = 0;
  readonly #counts = new Uint32Array(BUCKETS + 3);
  /** Numbers of the first and last bucket in use; meaningless while nothing is answered. */
  #oldest = 0;
  #newest = 0;

  constructor(length: number) {
    this.length = length;
    this.bucket = length / BUCKETS;
  }

  /** Calls that upstream may count at this moment. */
  held(now: number): number {
    while (this.answered > 0 && this.#leavesAt(this.#oldest) <= now) {
      const slot = this.#oldest % this.#counts.length;
      const count = this.#counts[slot] ?? 0;
      this.#counts[slot] = 0;
      this.answered -= count;
      this.left += count;
      this.#oldest++;
    }
    return this.inFlight + this.answered;
  }

  take(): void {
    this.inFlight++;
    this.taken++;
  }

  /** A call taken and never sent. */
  giveBack(): void {
    this.inFlight--;
  }

  /** Ends a call that was sent. Without an answer upstream may still be about to count it: that one counts a bucket longer. */
  settle(now: number, answered: boolean): void {
    this.held(now);
    const bucket = Math.floor((answered ? now : now + this.bucket) / this.bucket);
    if (this.answered === 0) {
      this.#oldest = bucket;
      this.#newest = bucket;
    } else if (bucket > this.#newest) {
      this.#newest = bucket;
    }
    // A lost answer may have put the oldest bucket in the future; what comes before it is counted with it.
    const slot = Math.max(bucket, this.#oldest) % this.#counts.length;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.inFlight--;
    this.answered++;
  }

  /** When `calls` of those held will have left. What is in flight cannot leave before a whole window. */
  leavesBy(calls: number, now: number): number {
    let sum = 0;
    if (this.answered > 0) {
      for (let bucket = this.#oldest; bucket <= this.#newest; bucket++) {
        sum += this.#counts[bucket % this.#counts.length] ?? 0;
        if (sum >= calls) return this.#leavesAt(bucket);
      }
    }
    return now + this.length;
  }

  /** When everything held will have left, if nothing more is taken. */
  emptyAt(now: number): number {
    if (this.inFlight > 0) return now + this.length;
    return this.answered > 0 ? this.#leavesAt(this.#newest) : now;
  }

  #leavesAt(bucket: number): number {
    return (bucket + 1) * this.bucket + this.length;
  }
}
