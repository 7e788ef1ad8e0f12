import type { Others } from './quota-others.ts';
import type { WindowName } from './quota-table.ts';
import { SlidingWindow } from './quota-window.ts';

/** Writes may use a pool to its end, reads stop at the reserve, background work a quarter of what reads may use earlier. */
export type CallKind = 'read' | 'write' | 'background';

export type PoolName = WindowName | 'clientHour';

export interface PoolOptions {
  readonly name: PoolName;
  readonly limit: number;
  readonly provisional: boolean;
  /** The window's length in milliseconds. */
  readonly length: number;
  /** The share left to others, 0 to 1. */
  readonly reserve: number;
  /** What others spend of it, if headers tell. */
  readonly others?: Others;
  /** Whether its calls are spaced evenly for one window, because nothing is known of its past. */
  readonly paced: boolean;
  readonly now: number;
}

/** The state of a window of a pool, as known here. */
export interface PoolStatus {
  readonly name: PoolName;
  readonly limit: number;
  /** Calls within the window: our own, and those of others as far as headers tell. */
  readonly used: number;
  readonly remaining: number;
  /** Calls of the limit that reads leave to others. */
  readonly reserve: number;
  /** When the pool will be whole again if nobody calls (Unix epoch, ms); null if it is whole. */
  readonly resetAt: number | null;
}

/** This replica's part of a pool that several share. */
export interface PoolLease {
  /** Calls that it may hold. */
  allowed(now: number): number;
  /** The share of the reserve that it leaves free of these itself; none where that is seen to for all together. */
  reserving(now: number): number;
  /** Calls that the other replicas may hold. */
  readonly siblings: number;
  /** Before when no calls of theirs leave, with how many. */
  readonly steps: readonly (readonly [at: number, calls: number])[];
  readonly replicas: number;
}

/** Who waits for a larger lease looks again after this time, in milliseconds, if nobody tells before. */
const LOOK_AGAIN_MS = 100;

/** One window of one pool: what it holds, what others take of it, whether upstream closed it, and who may use how much. */
export class Pool {
  readonly name: PoolName;
  limit: number;
  /** Whether the limit is a guess until a header tells it: then nothing is certain. */
  provisional: boolean;
  readonly window: SlidingWindow;
  /** Absent where the pool is all this process's. */
  lease: PoolLease | undefined;
  readonly #others: Others | undefined;
  readonly #reserve: number;
  #closedUntil = Number.NEGATIVE_INFINITY;
  #pacedUntil: number;
  #nextPace = Number.NEGATIVE_INFINITY;

  constructor(options: PoolOptions) {
    this.name = options.name;
    this.limit = options.limit;
    this.provisional = options.provisional;
    this.window = new SlidingWindow(options.length);
    this.#others = options.others;
    this.#reserve = options.reserve;
    this.#pacedUntil = options.paced ? options.now + options.length : Number.NEGATIVE_INFINITY;
  }

  /** Calls of this kind that may be sent at this moment, at most; less than 1 if none may. */
  room(kind: CallKind, now: number): number {
    if (now < this.#closedUntil) return 0;
    const room = this.#unclaimed(kind, now);
    if (this.#others?.admits(now, room) === false) return 0;
    if (now >= this.#pacedUntil) return room;
    return now < this.#nextPace ? 0 : Math.min(1, room);
  }

  /**
   * When `calls` more of this kind may have been sent, if no answer comes before. `certain`: no answer can make it
   * earlier than the time returned, so that it is no guess to give up.
   */
  opensAt(kind: CallKind, now: number, calls: number, certain: boolean): number {
    let at = Math.max(now, this.#closedUntil);
    if (certain && this.provisional) return at;
    if (now < this.#pacedUntil) {
      const paced = Math.max(now, this.#nextPace) + (calls - 1) * this.#interval();
      at = Math.max(at, Math.min(paced, this.#pacedUntil));
    }
    if (!certain) at = Math.max(at, this.#others?.admitsAt(now) ?? now);
    if (calls <= this.#unclaimed(kind, now)) return at;
    const missing = calls - this.#shareable(kind, now);
    // Only the lease is too small, and that may change at any time.
    if (missing <= 0) return certain ? at : Math.max(at, now + LOOK_AGAIN_MS);
    return Math.max(at, Math.min(this.#heldLeavesBy(missing, now), this.#othersLeaveBy(missing, now, certain)));
  }

  /** Whether calls of this kind could be sent if the lease were large enough. */
  couldPass(kind: CallKind, now: number): boolean {
    return now >= this.#closedUntil && this.#shareable(kind, now) >= 1;
  }

  /** Up to where all replicas together may hold calls of this kind. */
  ceiling(kind: CallKind, now: number): number {
    return this.limit - (this.#others?.room(now, this.window.inFlight) ?? 0) - this.#floor(kind);
  }

  /** The calls of all who share the pool have been counted for so long: what was to be feared of the past is known. */
  countedFor(ms: number, now: number): void {
    this.#pacedUntil = Math.min(this.#pacedUntil, now + Math.max(0, this.window.length - ms));
  }

  take(now: number): void {
    this.window.take();
    if (now < this.#pacedUntil) {
      // A timer that fires late must not slow the pace down; who comes later still sets it anew.
      const late = now - this.#nextPace;
      this.#nextPace = (late < this.#interval() ? this.#nextPace : now) + this.#interval();
    }
  }

  /** Takes back a call that was never sent. */
  giveBack(now: number): void {
    this.window.giveBack();
    if (now < this.#pacedUntil) this.#nextPace -= this.#interval();
  }

  settle(now: number, answered: boolean): void {
    this.window.settle(now, answered);
  }

  /** Upstream refused a call because of this pool. What it holds beyond our count is unknown then, so it reopens at a pace. */
  close(until: number, now: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until);
    if (this.#others) this.#others.refusedUntil(until, now);
    else this.#pacedUntil = Math.max(this.#pacedUntil, until + this.window.length);
  }

  /** Calls of this kind left in the window, however soon they may be sent. */
  left(kind: CallKind, now: number): number {
    return now < this.#closedUntil ? 0 : Math.max(0, this.limit - this.#used(now) - this.#floor(kind));
  }

  /**
   * How well this pool would explain a refusal: the share of it that is used, 0 to 1; or 0 if our count has been complete
   * for a window and finds at least half of it left.
   */
  suspicion(now: number): number {
    const share = this.#used(now) / this.limit;
    return now >= this.#pacedUntil && share <= 0.5 ? 0 : share;
  }

  status(now: number): PoolStatus {
    const used = this.#used(now);
    const othersUntil = this.#others?.calls(now) ? this.#others.goneAt : now;
    const resetAt = Math.max(this.window.emptyAt(now), othersUntil, this.#closedUntil);
    return {
      name: this.name,
      limit: this.limit,
      used,
      remaining: now < this.#closedUntil ? 0 : Math.max(0, this.limit - used),
      reserve: this.#floor('read'),
      resetAt: resetAt > now ? resetAt : null,
    };
  }

  #used(now: number): number {
    return this.window.held(now) + (this.#others?.calls(now) ?? 0) + (this.lease?.siblings ?? 0);
  }

  #unclaimed(kind: CallKind, now: number): number {
    const room = this.#shareable(kind, now);
    if (this.lease === undefined) return room;
    const reserved = Math.floor(this.#floor(kind) * this.lease.reserving(now));
    return Math.min(room, this.lease.allowed(now) - this.window.held(now) - reserved);
  }

  #shareable(kind: CallKind, now: number): number {
    return this.ceiling(kind, now) - this.window.held(now) - (this.lease?.siblings ?? 0);
  }

  /** When so many calls have left, at the earliest: own ones, or those of the other replicas. */
  #heldLeavesBy(calls: number, now: number): number {
    let at = this.window.leavesBy(calls, now);
    let rest = calls;
    for (const [from, count] of this.lease?.steps ?? []) {
      rest -= count;
      at = Math.min(at, rest <= 0 ? from : Math.max(from, this.window.leavesBy(rest, now)));
    }
    return Math.max(now, at);
  }

  #floor(kind: CallKind): number {
    if (kind === 'write' || this.limit === Number.POSITIVE_INFINITY) return 0;
    const reads = Math.floor(this.limit * this.#reserve);
    return kind === 'read' ? reads : reads + Math.floor((this.limit - reads) / 4);
  }

  #othersLeaveBy(calls: number, now: number, certain: boolean): number {
    if (this.#others === undefined) return Number.POSITIVE_INFINITY;
    if (certain && this.window.inFlight > 0 && this.#others.room(now, 1) > 0) return now;
    return this.#others.forgottenBy(calls, now);
  }

  #interval(): number {
    return (this.window.length / this.limit) * (this.lease?.replicas ?? 1);
  }
}
