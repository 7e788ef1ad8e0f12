import type { SlidingWindow } from './quota-window.ts';

/** Evidence older than this share of the window says nothing certain any more (3 minutes of an hour). */
const FRESH_SHARE = 1 / 20;

/** Without fresh evidence so many calls may be tried within PROBE_SHARE of the window (a second of an hour). */
const PROBES = 10;
const PROBE_SHARE = 1 / 3600;

/** What was known when a call was taken: it dates what the header of its answer says. */
export interface Mark {
  readonly at: number;
  /** Calls held, this one included, and those of them that were answered. */
  readonly held: number;
  readonly answered: number;
  /** The window's counters of calls ever taken (this one included) and ever left. */
  readonly taken: number;
  readonly left: number;
}

/**
 * What others spend of the pool (other tools, other keys, this server before its start), learned from
 * `X-Rate-Limit-Remaining`.
 *
 * A header counts everybody's calls at some moment between the sending of its call and the arrival of its answer, so it
 * tells others' calls only between two bounds: our own calls of that time were counted at the most (`low`) or at the
 * least (`high`). Answers come late and out of order, so no header is ever taken as the present state; each only moves
 * the estimate as far as it proves: up to `low`, or down to `high` if its call was sent after the last rise was known.
 * While nobody else calls, `low` is never above 0, and our own count, which is exact on the safe side, rules alone.
 */
export class Others {
  readonly #length: number;
  #seen = 0;
  #raisedAt = Number.NEGATIVE_INFINITY;
  #seenAt = Number.NEGATIVE_INFINITY;
  /** From then on the evidence is forgotten evenly over a window. */
  #freshUntil = Number.NEGATIVE_INFINITY;
  #probesFrom = Number.NEGATIVE_INFINITY;
  #probes = 0;

  constructor(length: number) {
    this.#length = length;
  }

  static mark(window: SlidingWindow, now: number): Mark {
    const { inFlight, answered, taken, left } = window;
    return { at: now, held: inFlight + answered, answered, taken, left };
  }

  /** Learns that upstream had counted `used` calls of everybody when it answered the call marked by `mark`. */
  observe(used: number, mark: Mark, window: SlidingWindow, now: number): void {
    const low = used - (mark.held + window.taken - mark.taken);
    const high = used - (mark.answered - (window.left - mark.left) + 1);
    const seen = this.#rest(now);
    if (low > seen) {
      this.#seen = low;
      this.#raisedAt = now;
    } else if (high < seen && mark.at >= this.#raisedAt) {
      this.#seen = Math.max(0, high);
    } else {
      this.#seen = seen;
    }
    this.#seenAt = now;
    this.#freshUntil = now + this.#length * FRESH_SHARE;
  }

  /** Upstream said when the pool opens again: one call is tried then, whatever the estimate. */
  tryAgainAt(at: number): void {
    this.#freshUntil = at - this.#length / Math.max(1, this.#seen);
  }

  /** The best guess of others' calls within the window. */
  calls(now: number): number {
    return Math.ceil(this.#rest(now));
  }

  /**
   * Room to leave for others: none if nobody else is known to call. Else their calls, as many again as we have in flight
   * (by which the proof of `low` may lag behind the truth), and what they may have spent unseen since the last header.
   */
  room(now: number, inFlight: number): number {
    const rest = this.#rest(now);
    if (rest <= 0) return 0;
    const unseen = (rest * Math.min(now - this.#seenAt, this.#length)) / this.#length;
    const margin = now < this.#freshUntil ? Math.sqrt(2 * unseen) : 0;
    return Math.ceil(rest + margin) + inFlight;
  }

  /** When `room` will have shrunk by `calls`, if nothing is in flight and no answer comes. */
  forgottenBy(calls: number, now: number): number {
    const room = this.room(now, 0) - calls;
    if (room < 0 || this.#seen === 0) return Number.POSITIVE_INFINITY;
    return Math.max(now, this.#freshUntil + this.#length * Math.max(0, 1 - room / this.#seen));
  }

  /** Whether a call may be sent although nothing fresh is known of the pool. */
  admits(now: number): boolean {
    return now < this.#freshUntil || now >= this.#probesFrom + this.#length * PROBE_SHARE || this.#probes < PROBES;
  }

  /** When `admits` may turn true, if no answer comes. */
  admitsAt(now: number): number {
    return this.admits(now) ? now : this.#probesFrom + this.#length * PROBE_SHARE;
  }

  /** Counts a call that is about to be sent. */
  took(now: number): void {
    if (now < this.#freshUntil) return;
    if (now >= this.#probesFrom + this.#length * PROBE_SHARE) {
      this.#probesFrom = now;
      this.#probes = 0;
    }
    this.#probes++;
  }

  get seenAt(): number {
    return this.#seenAt;
  }

  #rest(now: number): number {
    if (this.#seen === 0 || now < this.#freshUntil) return this.#seen;
    return Math.max(0, this.#seen * (1 - (now - this.#freshUntil) / this.#length));
  }
}
