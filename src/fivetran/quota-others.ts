import { TimeBuckets } from './quota-buckets.ts';
import type { SlidingWindow } from './quota-window.ts';

/** Evidence older than this share of the window says nothing certain any more (3 minutes of an hour). */
const FRESH_SHARE = 1 / 20;

/** Whoever called once is expected again for so many windows: amid many calls of our own few of others go unnoticed. */
const EXPECTED_WINDOWS = 2;

/** Without fresh evidence so many calls may be tried in so many milliseconds: the answer to the first brings evidence. */
const TRIES = 10;
const TRY_MS = 1000;

/** What was known when a call was taken: it dates what the header of its answer says. */
export interface Mark {
  readonly at: number;
  /** The calls taken so far, this one included: its number. */
  readonly taken: number;
  /** Calls that upstream might count, and those of them in flight; this one is in both. */
  readonly held: number;
  readonly inFlight: number;
}

/** Calls of other replicas of this server that upstream may have counted, and of those the ones that it certainly has. */
export interface Siblings {
  readonly most: number;
  readonly certain: number;
}

const NO_SIBLINGS: Siblings = { most: 0, certain: 0 };

/**
 * What others spend of the pool (other tools, other keys, this server before its start), learned from
 * `X-Rate-Limit-Remaining`.
 *
 * A header counts everybody's calls at some moment between the sending of its call and the arrival of its answer. How
 * many of our own it counts lies between two bounds, and so others' calls lie between `low` (if it counts all of ours
 * that it may) and `high` (if it counts only those that it must). While `low` stays at 0, nobody else is known to call:
 * then our own count rules alone, and that is exact on the safe side. Once others are proven, room is left for `high` of
 * the call sent last: answers come late and out of order, and an older one that says there is more is not believed.
 */
export class Others {
  readonly #length: number;
  /** Our calls that upstream certainly counts, once answered: by time of sending, and forgotten early rather than late. */
  readonly #certain: TimeBuckets;
  #taken = 0;
  /** The number of the call whose header is believed. */
  #newest = 0;
  #high = 0;
  /** By so much `high` may be too high: our calls that were in flight when that call was sent. */
  #doubt = 0;
  /** Whether the last answer told; it is no use to wait for evidence that does not come. */
  #told = true;
  #seenAt = Number.NEGATIVE_INFINITY;
  #expectedUntil: number;
  /** From then on the evidence is forgotten evenly over a window. */
  #freshUntil = Number.NEGATIVE_INFINITY;
  #triedSince = Number.NEGATIVE_INFINITY;
  #tries = 0;

  constructor(length: number, now: number) {
    this.#length = length;
    this.#expectedUntil = now + length * EXPECTED_WINDOWS;
    this.#certain = new TimeBuckets(length, 'start');
  }

  /** Counts a call that is about to be sent and is already held by the window. */
  take(window: SlidingWindow, now: number): Mark {
    this.#certain.advance(now);
    this.#certain.add(now);
    this.#taken++;
    if (now >= this.#freshUntil) {
      if (now >= this.#triedSince + TRY_MS) {
        this.#triedSince = now;
        this.#tries = 0;
      }
      this.#tries++;
    }
    return { at: now, taken: this.#taken, held: window.held(now), inFlight: window.inFlight };
  }

  /** A call that upstream does not count, for all we know: never sent, or refused. */
  uncount(mark: Mark, now: number): void {
    this.#certain.advance(now);
    this.#certain.remove(mark.at);
  }

  /**
   * Learns that upstream had counted `used` calls of everybody when it answered the call of `mark`; undefined if the
   * answer did not say.
   */
  observe(used: number | undefined, mark: Mark, now: number, siblings = NO_SIBLINGS): void {
    this.#told = used !== undefined;
    if (used === undefined) return;
    this.#certain.advance(now);
    const since = this.#taken - mark.taken;
    const low = used - mark.held - since - siblings.most;
    const high = used - Math.max(0, this.#certain.size - since - mark.inFlight + 1) - siblings.certain;
    if (low > 0) this.#expectedUntil = now + this.#length * EXPECTED_WINDOWS;
    if (mark.taken >= this.#newest) {
      this.#newest = mark.taken;
      this.#high = Math.max(0, high);
      this.#doubt = mark.inFlight - 1;
    } else if (low > this.#high) {
      this.#high = low;
    }
    this.#seenAt = now;
    this.#freshUntil = now + this.#length * FRESH_SHARE;
  }

  /** Forgets who was taken for another: what is known from now on tells them from this server's own replicas. */
  restart(now: number): void {
    this.#high = 0;
    this.#newest = this.#taken;
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#expectedUntil = now + this.#length * EXPECTED_WINDOWS;
  }

  /** Upstream refused a call, which our own calls alone never cause; it said when the pool opens again: then one call is tried. */
  refusedUntil(at: number, now: number): void {
    this.#expectedUntil = now + this.#length * EXPECTED_WINDOWS;
    this.#freshUntil = at - this.#length / Math.max(1, this.#high);
  }

  /** The best guess of others' calls within the window. */
  calls(now: number): number {
    return now < this.#expectedUntil ? Math.max(0, Math.ceil(this.#rest(now)) - this.#doubt) : 0;
  }

  /**
   * Room to leave for others: none if nobody else is known to call, else the most they can have spent, and what they may
   * have spent unseen since. With nothing in flight one call may try whether the doubt was right.
   */
  room(now: number, inFlight: number): number {
    if (now >= this.#expectedUntil) return 0;
    const rest = this.#rest(now);
    if (now >= this.#freshUntil) return Math.ceil(rest);
    if (inFlight === 0 && this.#doubt > 0) return Math.max(0, Math.ceil(rest) - this.#doubt);
    const unseen = (rest * (now - this.#seenAt)) / this.#length;
    return Math.ceil(rest) + Math.floor(unseen + Math.sqrt(unseen));
  }

  /** When `room` will have shrunk by `calls`, if nothing is in flight and no answer comes. */
  forgottenBy(calls: number, now: number): number {
    const room = this.room(now, 0) - calls;
    if (room < 0 || this.#high === 0) return Number.POSITIVE_INFINITY;
    const at = this.#freshUntil + this.#length * Math.max(0, 1 - room / this.#high);
    return Math.max(now, Math.min(at, this.#expectedUntil));
  }

  /** Whether one of `room` calls may be sent although nothing fresh is known: the less room there seems to be, the fewer are risked. */
  admits(now: number, room: number): boolean {
    if (!this.#told || now < this.#freshUntil || now >= this.#triedSince + TRY_MS) return true;
    return this.#tries < Math.min(TRIES, 1 + room / 20);
  }

  /** When `admits` is true at the latest, if no answer comes. */
  admitsAt(now: number): number {
    return !this.#told || now < this.#freshUntil ? now : Math.max(now, this.#triedSince + TRY_MS);
  }

  /** When others' calls known now will have left. */
  get goneAt(): number {
    return this.#seenAt + this.#length;
  }

  #rest(now: number): number {
    if (this.#high === 0 || now < this.#freshUntil) return this.#high;
    return Math.max(0, this.#high * (1 - (now - this.#freshUntil) / this.#length));
  }
}
