import type { WindowReply } from '../store/store.ts';
import type { Pool, PoolLease } from './quota-pool.ts';

/** What one replica may use of a pool: as all have agreed, or, where it is alone, its part by what was known last. */
export class PartOfPool implements PoolLease {
  siblings = 0;
  /** Calls of the others that upstream certainly counts. */
  certain = 0;
  replicas = 1;
  steps: readonly (readonly [number, number])[] = [];
  alone = false;
  #allowed = 0;
  #kept: number | undefined;
  #counted = false;
  #part = 0;
  #partFrom = 0;
  #limit = 0;

  allowed(now: number): number {
    return this.#kept ?? (this.alone && now >= this.#partFrom ? this.#part : this.#allowed);
  }

  reserving(now: number): number {
    return this.alone && this.#limit > 0 ? this.allowed(now) / this.#limit : 0;
  }

  /** No more than so many until the others have agreed, or cannot be asked. */
  keep(calls: number): void {
    this.#kept = calls;
  }

  share(reply: WindowReply | undefined, replicas: number, now: number): void {
    this.alone = false;
    this.#kept = undefined;
    this.replicas = replicas;
    this.#allowed = reply?.allowed ?? 0;
    this.siblings = reply?.siblings ?? 0;
    this.certain = reply?.certain ?? 0;
    this.steps = (reply?.steps ?? []).map(([ms, calls]) => [now + ms, calls] as const).sort((a, b) => a[0] - b[0]);
  }

  /** What others did before this one began is known as far as the store remembers. */
  countedFor(ms: number, pool: Pool, now: number): void {
    if (!this.#counted) pool.countedFor(ms, now);
    this.#counted = true;
  }

  /**
   * Nobody can be asked any more. Each has its part of the pool: at once if that is less than what it held; where it is
   * more, only after what others hold above theirs has left, and until then a part of what nobody held.
   */
  goAlone(pool: Pool, replicas: number, now: number): void {
    this.#kept = undefined;
    if (this.alone) return;
    const held = Math.max(this.#allowed, pool.window.held(now));
    const free = Math.max(0, pool.limit - this.siblings - held);
    this.#limit = pool.limit;
    this.#part = pool.limit / replicas;
    this.#allowed = Math.min(this.#part, held + Math.floor(free / replicas));
    this.#partFrom = now + pool.window.length;
    this.alone = true;
    this.replicas = replicas;
    this.siblings = this.certain = 0;
    this.steps = [];
  }
}
