import { TimeBuckets } from './quota-buckets.ts';

/**
 * A sliding window that counts every call that upstream may count.
 *
 * Upstream counts a call at a moment it does not tell, somewhere between sending and answer. So a call counts here from
 * before it is sent (it may be counted at once) until a whole window has passed since its answer (it may have been
 * counted last of all). Whenever a call is sent, every call that can share a window with it upstream is then counted
 * here, so upstream never counts more than `held`. A fixed window, or one that counts from the sending, lets more pass.
 */
export class SlidingWindow {
  readonly length: number;
  /** Sent (or about to be) and not answered. */
  inFlight = 0;
  readonly #answered: TimeBuckets;

  constructor(length: number) {
    this.length = length;
    this.#answered = new TimeBuckets(length, 'end');
  }

  /** Calls that upstream may count at this moment. */
  held(now: number): number {
    this.#answered.advance(now);
    return this.inFlight + this.#answered.size;
  }

  take(): void {
    this.inFlight++;
  }

  /** Takes back a call that was never sent. */
  giveBack(): void {
    this.inFlight--;
  }

  /** Ends a call that was sent. Without an answer upstream may still be about to count it: that one counts a bucket longer. */
  settle(now: number, answered: boolean): void {
    this.#answered.advance(now);
    this.#answered.add(answered ? now : now + this.#answered.bucket);
    this.inFlight--;
  }

  /** When `calls` of those held will have left. What is in flight cannot leave before a whole window. */
  leavesBy(calls: number, now: number): number {
    this.#answered.advance(now);
    return this.#answered.leavesBy(calls) ?? now + this.length;
  }

  /** When everything held will have left, if nothing more is taken. */
  emptyAt(now: number): number {
    const held = this.held(now);
    return held === 0 ? now : this.leavesBy(held, now);
  }
}
