import type { SharedStore } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { Callers } from './quota-callers.ts';
import { type Need, QuotaLease } from './quota-lease.ts';
import { exceeded, isOpen, NOBODY, notBefore, obstacle } from './quota-obstacle.ts';
import type { Mark } from './quota-others.ts';
import type { CallKind, Pool, PoolStatus } from './quota-pool.ts';
import { Pools, type PoolsOptions, type QuotaHeaders } from './quota-pools.ts';
import { FairQueue, type Lane, type Waiter } from './quota-queue.ts';
import type { PoolKind } from './quota-table.ts';

export interface QuotaOptions extends PoolsOptions {
  readonly clock: Clock;
  /** Calls that may wait at once. */
  readonly maxQueue: number;
  /** Where the quota is shared with other replicas, and by which name. @default it is all this process's */
  readonly shared?: { readonly store: SharedStore; readonly name: string };
}

export interface AcquireRequest {
  /** The pools of the endpoint's row; `requests` need not be named. */
  readonly pools: readonly PoolKind[];
  /** The endpoint's name: what an unknown limit is learned for. */
  readonly endpoint: string;
  readonly kind: CallKind;
  /** Whom the call is for: clients take turns. */
  readonly client: string;
  /** The most calls in an hour that the client may make (its `callsPerHour`). */
  readonly clientShare?: number;
  /** What the call is for, by identity: operations of a client take turns. */
  readonly operation: object | string;
  /** The time of the clock by which the call must be sent. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** What came of a call. */
export interface Outcome {
  /** The answer's status; absent if no answer came. */
  readonly status?: number;
  readonly headers: QuotaHeaders;
  /** False only if it is certain that nothing reached Fivetran: the call then costs nothing. */
  readonly sent: boolean;
}

/** The right to send one call. It must be settled, whatever happens: until then the call counts as in the air. */
export interface Permit {
  /** Takes into account what came of the call. Only the first time does anything. */
  settle(outcome: Outcome): void;
}

/** A 429 that does not say how long to wait. */
const DEFAULT_RETRY_SECONDS = 30;

/**
 * The quota of one account, ahead of the wire. Under any load it lets no call through that Fivetran would have to refuse
 * because of calls made here (see SlidingWindow), uses what there is to use, leaves to others what they spend (see
 * Others), and lets callers take turns (see FairQueue).
 */
export class Quota {
  readonly #clock: Clock;
  readonly #maxQueue: number;
  readonly #pools: Pools;
  readonly #callers: Callers;
  readonly #queue = new FairQueue();
  readonly #lease: QuotaLease | undefined;
  #timer: { at: number; cancel: () => void } | undefined;

  constructor(options: QuotaOptions) {
    this.#clock = options.clock;
    this.#maxQueue = options.maxQueue;
    this.#pools = new Pools(options, this.#clock.now());
    this.#callers = new Callers(this.#pools);
    const { shared } = options;
    this.#lease = shared && this.#leaseOf(shared.store, shared.name);
  }

  /** The quota is known to be of this account: whoever else has calls of it, here or in another replica, shares it. */
  shareAs(name: string): void {
    this.#lease?.rename(name);
  }

  /** Gives back what was leased. */
  async close(): Promise<void> {
    await this.#lease?.close();
  }

  /** Calls that wait at this moment. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Waits for the right to make one call, taken from all its pools at once. Who is cancelled or refused has cost nothing.
   * @throws QuotaExceeded as soon as it is certain that the deadline cannot be kept, or when too many wait;
   *   the signal's reason when it fires
   */
  acquire(request: AcquireRequest): Promise<Permit> {
    if (request.signal?.aborted) return Promise.reject(request.signal.reason);
    const now = this.#clock.now();
    const lane = this.#callers.lane(request, now);
    const open = isOpen(lane, now);
    if (open && this.#queue.size === 0) return Promise.resolve(this.#grant(lane, request.endpoint, now));
    if (!open) {
      const ahead = this.#queue.ahead(lane, request.operation);
      if (request.deadline < notBefore(lane, ahead, now)) return Promise.reject(exceeded('deadline', lane, ahead, now));
      if (this.#queue.size >= this.#maxQueue && !this.#makeRoom(lane, now)) {
        return Promise.reject(exceeded('queue full', lane, ahead, now));
      }
    }
    const waiting = this.#wait(lane, request);
    if (!open) this.#lease?.hungry();
    if (open) this.#serve(now);
    else this.#wakeAt(Math.min(request.deadline, obstacle(lane, NOBODY, now).at), now);
    return waiting;
  }

  /** Every window that has a limit, as known now; with a client's name, its own share too. */
  status(client?: string): PoolStatus[] {
    const now = this.#clock.now();
    const share = client === undefined ? undefined : this.#callers.find(client)?.share;
    const pools = this.#pools.byName.map(([, pool]) => pool);
    if (share) pools.push(share);
    return pools.filter((pool) => pool.limit !== Number.POSITIVE_INFINITY).map((pool) => pool.status(now));
  }

  /** The hourly window of all requests, as known now. */
  get requests(): PoolStatus {
    return this.#pools.requests.status(this.#clock.now());
  }

  /** How many of so many reads the hourly quota has room for now, as far as known. */
  drained(calls: number): number {
    return Math.min(calls, this.#pools.requests.left('read', this.#clock.now()));
  }

  #wait(lane: Lane, { operation, deadline, endpoint, signal }: AcquireRequest): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#queue.remove(waiter);
        if (this.#queue.size === 0) this.#stopTimer();
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        lane,
        endpoint,
        operation,
        deadline,
        serve: (now) => {
          signal?.removeEventListener('abort', abort);
          resolve(this.#grant(waiter.lane, endpoint, now));
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.add(waiter);
    });
  }

  /** A client that fills the queue must not keep the others out of it: its last call makes room for theirs. */
  #makeRoom(lane: Lane, now: number): boolean {
    const crowding = this.#queue.mostCrowding(lane.client);
    if (crowding) this.#refuse(crowding, 'queue full', now);
    return crowding !== undefined;
  }

  /** Lets through who may pass, gives up on who no longer can, and sets the timer for the next change. */
  #serve(now: number): void {
    const open = (lane: Lane) => isOpen(lane, now);
    for (let waiter = this.#queue.next(open); waiter; waiter = this.#queue.next(open)) waiter.serve(now);
    let wake = Number.POSITIVE_INFINITY;
    for (const lane of [...this.#queue.lanes()]) {
      const certain = notBefore(lane, NOBODY, now);
      if (lane.earliest < certain || lane.earliest <= now) this.#giveUp(lane, certain, now);
      if (lane.size > 0) wake = Math.min(wake, lane.earliest, obstacle(lane, NOBODY, now).at);
    }
    this.#stopTimer();
    this.#wakeAt(wake, now);
  }

  #giveUp(lane: Lane, certain: number, now: number): void {
    let earliest = Number.POSITIVE_INFINITY;
    for (const waiter of lane.waiters()) {
      if (waiter.deadline < certain || waiter.deadline <= now) this.#refuse(waiter, 'deadline', now);
      else earliest = Math.min(earliest, waiter.deadline);
    }
    lane.earliest = earliest;
  }

  #refuse(waiter: Waiter, reason: 'deadline' | 'queue full', now: number): void {
    this.#queue.remove(waiter);
    waiter.refuse(exceeded(reason, waiter.lane, NOBODY, now));
  }

  #wakeAt(at: number, now: number): void {
    if (at === Number.POSITIVE_INFINITY || (this.#timer !== undefined && this.#timer.at <= at)) return;
    this.#stopTimer();
    // Never at once: a time that rounding puts a hair too early must not make a loop.
    const next = Math.max(at, now + 1);
    const cancel = this.#clock.setTimer(next, () => {
      this.#timer = undefined;
      this.#serve(this.#clock.now());
    });
    this.#timer = { at: next, cancel };
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #grant(lane: Lane, endpoint: string, now: number): Permit {
    const mark = this.#pools.take(lane.pools, now);
    lane.gate?.take();
    this.#lease?.spent();
    let settled = false;
    return {
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        this.#settle(lane, endpoint, mark, outcome);
      },
    };
  }

  #settle(lane: Lane, endpoint: string, mark: Mark, { status, headers, sent }: Outcome): void {
    const now = this.#clock.now();
    if (sent) this.#pools.settle(lane.pools, mark, status === undefined ? undefined : { status, headers }, now);
    else this.#pools.giveBack(lane.pools, mark, now);
    lane.gate?.settle();
    if (status === 429) this.#refused(lane, endpoint, headers, now);
    else if (lane.gate && status !== undefined) this.#callers.lift(endpoint, lane.gate);
    if (this.#queue.size > 0) this.#serve(now);
  }

  #refused(lane: Lane, endpoint: string, headers: QuotaHeaders, now: number): void {
    const wait = (headers.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS) * 1000;
    const pool = this.#pools.culprit(lane.pools, headers, wait, now);
    if (pool) pool.close(now + wait, now);
    else this.#shut(endpoint, now + wait);
    // A client's own share is closed by nobody.
    this.#lease?.shut(pool ? `pool ${pool.name}` : `endpoint ${endpoint}`, now + wait);
  }

  #shut(endpoint: string, until: number): void {
    if (this.#callers.shut(endpoint, until)) this.#moveBehindGate(endpoint);
  }

  #leaseOf(store: SharedStore, name: string): QuotaLease {
    return new QuotaLease(name, {
      store,
      clock: this.#clock,
      pools: this.#pools,
      named: () => [...this.#pools.byName, ...this.#callers.shares()],
      needs: (now) => this.#needs(now),
      onChange: () => {
        if (this.#queue.size > 0) this.#serve(this.#clock.now());
      },
      onShut: (what, until) => {
        const [kind, named = ''] = what.split(' ', 2);
        if (kind === 'endpoint') this.#shut(named, until);
        else this.#pools.find(named)?.close(until, this.#clock.now());
      },
    });
  }

  /** Who waits for a larger lease: a call counts for a pool where every other that it needs could let it through. */
  #needs(now: number): Map<Pool, Need> {
    const needs = new Map<Pool, Need>();
    for (const lane of this.#queue.lanes()) {
      if (lane.gate?.passes(now) === false) continue;
      for (const pool of lane.pools) {
        if (!lane.pools.every((other) => other === pool || other.couldPass(lane.kind, now))) continue;
        const need = needs.get(pool) ?? { need: 0, urgent: 0 };
        needs.set(pool, need);
        if (lane.kind === 'write') need.urgent += lane.size;
        else need.need += lane.size;
      }
    }
    return needs;
  }

  #moveBehindGate(endpoint: string): void {
    for (const lane of [...this.#queue.lanes()]) {
      for (const waiter of [...lane.waiters()]) {
        if (waiter.endpoint !== endpoint) continue;
        this.#queue.remove(waiter);
        waiter.lane = this.#callers.laneOf(lane.client, lane.kind, lane.set, endpoint);
        this.#queue.add(waiter);
      }
    }
  }
}
