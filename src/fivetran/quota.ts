import type { Clock } from './clock.ts';
import { type ExceededPool, QuotaExceeded } from './quota-errors.ts';
import { DEFAULT_RETRY_SECONDS, Gate } from './quota-gate.ts';
import type { Mark } from './quota-others.ts';
import { type CallKind, Pool, type PoolStatus } from './quota-pool.ts';
import { Client, FairQueue, Lane, type Waiter } from './quota-queue.ts';
import {
  type Plan,
  type PoolKind,
  planOfLimit,
  poolSet,
  WINDOW_NAMES,
  WINDOWS,
  type WindowName,
  windowCounts,
} from './quota-table.ts';

export interface QuotaOptions {
  /** Whose table of limits applies; `auto`: the trial's, until the first `X-Rate-Limit` tells. */
  readonly plan: 'auto' | Plan;
  /** Sizes of single windows, whatever the plan says. A header that tells of a smaller quota still counts. */
  readonly overrides?: Partial<Record<WindowName, number>>;
  /** The share of every pool left to the account's other tools, 0 to 1. */
  readonly reserve: number;
  readonly clock: Clock;
  /** Length of a window against the real one, so that tests and benches may have hours of ten seconds. @default 1 */
  readonly windowScale?: number;
  /** Space the calls of windows without a header evenly for one window, since nothing is known of what went before. */
  readonly paceAfterStart: boolean;
  /** Calls that may wait at once. */
  readonly maxQueue: number;
}

export interface AcquireRequest {
  /** The pools of the endpoint's row; `requests` need not be named. */
  readonly pools: readonly PoolKind[];
  /** The endpoint's name: what an unknown limit is learned for. */
  readonly endpoint: string;
  readonly kind: CallKind;
  readonly client: string;
  /** The most calls in an hour that the client may make (its `callsPerHour`). */
  readonly clientShare?: number;
  /** The operation that the call is made for, by identity: operations of a client take turns. */
  readonly operation: object | string;
  /** The time of the clock by which the call must be sent. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** What came of a call. */
export interface Outcome {
  /** The answer's status; absent if no answer came. */
  readonly status?: number;
  readonly headers: { readonly limit?: number; readonly remaining?: number; readonly retryAfterSeconds?: number };
  /** False only if it is certain that nothing reached Fivetran: the call then costs nothing. */
  readonly sent: boolean;
}

/** The right to send one call. It must be settled once, whatever happens: until then the call counts as in the air. */
export interface Permit {
  /** Takes what the answer said into account. Later calls of it do nothing. */
  settle(outcome: Outcome): void;
}

interface Waiting extends Waiter {
  grant(permit: Permit): void;
  refuse(error: unknown): void;
}

/** Clients are remembered for their shares; beyond so many, those that hold nothing are forgotten. */
const CLIENTS_REMEMBERED = 1000;

/**
 * The quota of one account, ahead of the wire. Under any load it lets no call through that Fivetran would have to refuse
 * because of calls made here, and uses what there is to use. See SlidingWindow for the first, FairQueue for who is next,
 * Others for what other tools spend.
 */
export class Quota {
  readonly #options: QuotaOptions;
  readonly #clock: Clock;
  readonly #scale: number;
  readonly #pools: ReadonlyMap<WindowName, Pool>;
  readonly #requests: Pool;
  /** What upstream says the hourly quota is, which an override does not change. */
  #upstreamLimit: number;
  #limitAt = Number.NEGATIVE_INFINITY;
  readonly #queue = new FairQueue();
  readonly #clients = new Map<string, Client>();
  readonly #gates = new Map<string, Gate>();
  #timer: { at: number; cancel: () => void } | undefined;

  constructor(options: QuotaOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#scale = options.windowScale ?? 1;
    const plan = options.plan === 'auto' ? 'trial' : options.plan;
    const pools = new Map(WINDOW_NAMES.map((name) => [name, this.#pool(name, plan)]));
    this.#pools = pools;
    this.#requests = pools.get('requestsHour') as Pool;
    this.#upstreamLimit = WINDOWS.requestsHour[plan];
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
    const lane = this.#lane(this.#client(request), request.kind, poolSet(request.pools), request.endpoint);
    const passes = lanePasses(lane, now);
    if (passes && this.#queue.size === 0) return Promise.resolve(this.#grant(lane, request.endpoint, now));
    return this.#wait(lane, request, passes, now);
  }

  /** Every window that has a limit, as known now; with a client's name, its own share too. */
  status(client?: string): PoolStatus[] {
    const now = this.#clock.now();
    const share = client === undefined ? undefined : this.#clients.get(client)?.share;
    const pools = share ? [...this.#pools.values(), share] : [...this.#pools.values()];
    return pools.filter((pool) => pool.limit !== Number.POSITIVE_INFINITY).map((pool) => pool.status(now));
  }

  /** How many of so many reads the hourly quota has room for now, as far as known. */
  drained(calls: number): number {
    return Math.min(calls, this.#requests.left('read', this.#clock.now()));
  }

  #wait(lane: Lane, request: AcquireRequest, passes: boolean, now: number): Promise<Permit> {
    const { operation, deadline, endpoint, signal } = request;
    if (!passes) {
      const ahead = this.#queue.ahead(lane, operation);
      const last = slowest(lane, now, ahead, true);
      if (deadline < last.at) return Promise.reject(exceeded('deadline', slowest(lane, now, ahead, false), lane, now));
      if (this.#queue.size >= this.#options.maxQueue) {
        // A client that fills the queue must not keep the others out of it.
        const crowding = this.#queue.mostCrowding(lane.client);
        if (crowding === undefined) {
          return Promise.reject(exceeded('queue full', slowest(lane, now, ahead, false), lane, now));
        }
        this.#refuse(crowding as Waiting, 'queue full', now);
      }
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        if (this.#queue.remove(waiter)) reject(signal?.reason);
      };
      const waiter: Waiting = {
        lane,
        endpoint,
        operation,
        deadline,
        grant: (permit) => {
          signal?.removeEventListener('abort', abort);
          resolve(permit);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.add(waiter);
      if (passes) this.#serve(now);
      else this.#wakeAt(Math.min(deadline, slowest(lane, now, NOBODY_AHEAD, false).at), now);
    });
  }

  /** Lets through who may pass, gives up on who no longer can, and sets the timer for the next change. */
  #serve(now: number): void {
    for (;;) {
      const waiter = this.#queue.next((lane) => lanePasses(lane, now)) as Waiting | undefined;
      if (waiter === undefined) break;
      waiter.grant(this.#grant(waiter.lane, waiter.endpoint, now));
    }
    let wake = Number.POSITIVE_INFINITY;
    for (const lane of [...this.#queue.lanes()]) {
      const certain = slowest(lane, now, NOBODY_AHEAD, true).at;
      if (lane.earliest < certain || lane.earliest <= now) this.#giveUp(lane, certain, now);
      if (lane.size > 0) wake = Math.min(wake, lane.earliest, slowest(lane, now, NOBODY_AHEAD, false).at);
    }
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wakeAt(wake, now);
  }

  #giveUp(lane: Lane, certain: number, now: number): void {
    let earliest = Number.POSITIVE_INFINITY;
    for (const waiter of [...lane.waiters()]) {
      if (waiter.deadline < certain || waiter.deadline <= now) this.#refuse(waiter as Waiting, 'deadline', now);
      else earliest = Math.min(earliest, waiter.deadline);
    }
    lane.earliest = earliest;
  }

  #refuse(waiter: Waiting, reason: 'deadline' | 'queue full', now: number): void {
    this.#queue.remove(waiter);
    waiter.refuse(exceeded(reason, slowest(waiter.lane, now, NOBODY_AHEAD, false), waiter.lane, now));
  }

  #wakeAt(at: number, now: number): void {
    if (at === Number.POSITIVE_INFINITY || (this.#timer !== undefined && this.#timer.at <= at)) return;
    this.#timer?.cancel();
    // Never at once: a time that rounding puts a hair too early must not make a loop.
    const next = Math.max(at, now + 1);
    const cancel = this.#clock.setTimer(next, () => {
      this.#timer = undefined;
      this.#serve(this.#clock.now());
    });
    this.#timer = { at: next, cancel };
  }

  #grant(lane: Lane, endpoint: string, now: number): Permit {
    let mark: Mark | undefined;
    for (const pool of lane.pools) mark = pool.take(now) ?? mark;
    lane.gate?.take();
    let settled = false;
    return {
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        this.#settle(lane, endpoint, mark, outcome);
      },
    };
  }

  #settle(lane: Lane, endpoint: string, mark: Mark | undefined, outcome: Outcome): void {
    const now = this.#clock.now();
    const { status, headers, sent } = outcome;
    for (const pool of lane.pools) {
      if (sent) pool.settle(now, status !== undefined);
      else pool.giveBack(pool === this.#requests ? mark : undefined, now);
    }
    if (sent && mark) this.#learn(outcome, mark, now);
    if (status === 429) this.#refused(lane, endpoint, headers, now);
    else if (lane.gate) this.#tried(lane.gate, endpoint, status === undefined ? 'not sent' : 'answered');
    if (this.#queue.size > 0) this.#serve(now);
  }

  #learn({ status, headers: { limit, remaining } }: Outcome, mark: Mark, now: number): void {
    if (limit !== undefined && mark.at >= this.#limitAt) {
      this.#limitAt = mark.at;
      for (const pool of this.#pools.values()) pool.provisional = false;
      if (limit !== this.#upstreamLimit) this.#adopt(limit);
    }
    if (remaining !== undefined)
      this.#requests.observe((limit ?? this.#upstreamLimit) - remaining, status === 429, mark, now);
  }

  #adopt(limit: number): void {
    const plan = this.#options.plan === 'auto' ? planOfLimit(limit) : undefined;
    if (plan)
      for (const [name, pool] of this.#pools) pool.limit = this.#options.overrides?.[name] ?? WINDOWS[name][plan];
    this.#upstreamLimit = limit;
    this.#requests.limit = Math.min(limit, this.#options.overrides?.requestsHour ?? limit);
  }

  #refused(lane: Lane, endpoint: string, headers: Outcome['headers'], now: number): void {
    const until = now + (headers.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS) * 1000;
    lane.gate?.settle({ refusedUntil: until });
    if (headers.remaining !== undefined && headers.remaining <= 0) this.#requests.close(until);
    else {
      const pool = this.#culprit(lane, until - now, now);
      if (pool) pool.close(until);
      else this.#shut(endpoint, until);
    }
  }

  /** The pool without a header that refused a call, if one of them explains it. A window does not tell to wait longer than itself. */
  #culprit(lane: Lane, wait: number, now: number): Pool | undefined {
    let culprit: Pool | undefined;
    let most = 0;
    for (const pool of lane.pools) {
      if (pool === this.#requests || pool === lane.client.share || pool.window.length < wait) continue;
      const suspicion = pool.suspicion(now);
      if (suspicion > most) [culprit, most] = [pool, suspicion];
    }
    return culprit;
  }

  #shut(endpoint: string, until: number): void {
    const known = this.#gates.get(endpoint);
    if (known) {
      known.shutUntil = Math.max(known.shutUntil, until);
      return;
    }
    this.#gates.set(endpoint, new Gate(until));
    for (const lane of [...this.#queue.lanes()]) {
      if (lane.gate && !lane.gate.lifted) continue;
      for (const waiter of [...lane.waiters()].filter((one) => one.endpoint === endpoint)) {
        this.#queue.remove(waiter);
        waiter.lane = this.#lane(lane.client, lane.kind, lane.set, endpoint);
        this.#queue.add(waiter);
      }
    }
  }

  #tried(gate: Gate, endpoint: string, outcome: 'answered' | 'not sent'): void {
    gate.settle(outcome);
    if (gate.lifted && this.#gates.get(endpoint) === gate) this.#gates.delete(endpoint);
  }

  #client(request: AcquireRequest): Client {
    let client = this.#clients.get(request.client);
    if (client === undefined) {
      if (this.#clients.size >= CLIENTS_REMEMBERED) this.#forgetIdle();
      client = new Client(request.client);
      this.#clients.set(request.client, client);
    }
    const share = request.clientShare;
    if (client.share?.limit !== share) this.#setShare(client, share);
    return client;
  }

  #setShare(client: Client, share: number | undefined): void {
    if (client.share && share !== undefined) {
      client.share.limit = share;
      return;
    }
    const length = 3_600_000 * this.#scale;
    const options = {
      name: 'clientHour',
      length,
      provisional: false,
      reserve: 0,
      header: false,
      pacedUntil: 0,
    } as const;
    client.share = share === undefined ? undefined : new Pool({ ...options, limit: share });
    client.lanes.clear();
  }

  #forgetIdle(): void {
    const now = this.#clock.now();
    for (const [name, client] of this.#clients) {
      if (client.size === 0 && (client.share?.window.held(now) ?? 0) === 0) this.#clients.delete(name);
    }
  }

  #lane(client: Client, kind: CallKind, set: number, endpoint: string): Lane {
    const gate = this.#gates.size === 0 ? undefined : this.#gates.get(endpoint);
    const plain = set * KINDS.length + KINDS.indexOf(kind);
    const key = gate ? `${plain} ${endpoint}` : plain;
    let lane = client.lanes.get(key);
    if (lane === undefined || lane.gate !== gate) {
      const pools = WINDOW_NAMES.filter((name) => windowCounts(name, set)).map((name) => this.#pools.get(name) as Pool);
      lane = new Lane(client, kind, set, client.share ? [...pools, client.share] : pools, gate);
      client.lanes.set(key, lane);
    }
    return lane;
  }

  #pool(name: WindowName, plan: Plan): Pool {
    const { overrides, reserve, paceAfterStart } = this.#options;
    const length = WINDOWS[name].seconds * 1000 * this.#scale;
    const header = name === 'requestsHour';
    const pacedUntil = paceAfterStart && !header ? this.#clock.now() + length : 0;
    const limit = overrides?.[name] ?? WINDOWS[name][plan];
    const provisional = this.#options.plan === 'auto';
    return new Pool({ name, limit, provisional, length, reserve, header, pacedUntil });
  }
}

const KINDS: readonly CallKind[] = ['write', 'read', 'background'];
const NOBODY_AHEAD = { own: 0, all: 0 };

function lanePasses(lane: Lane, now: number): boolean {
  if (lane.gate?.passes(now) === false) return false;
  for (const pool of lane.pools) if (pool.room(lane.kind, now) < 1) return false;
  return true;
}

interface Obstacle {
  readonly pool: Pool | undefined;
  readonly at: number;
}

/** What keeps a lane's call back longest, and until when, if so many calls go ahead of it. `certain`: see Pool.opensAt. */
function slowest(lane: Lane, now: number, ahead: { own: number; all: number }, certain: boolean): Obstacle {
  const gateAt = lane.gate && !lane.gate.lifted ? Math.max(now, lane.gate.shutUntil) : now;
  let slowest: Obstacle = { pool: undefined, at: gateAt };
  for (const pool of lane.pools) {
    const before = pool === lane.client.share ? ahead.own : ahead.all;
    const at = pool.opensAt(lane.kind, now, before + 1, certain);
    if (at > slowest.at || (slowest.pool === undefined && lane.gate === undefined)) slowest = { pool, at };
  }
  return slowest;
}

function exceeded(reason: 'deadline' | 'queue full', { pool, at }: Obstacle, lane: Lane, now: number): QuotaExceeded {
  const name: ExceededPool = pool?.name ?? 'endpoint';
  const retryAfterSeconds = Math.max(1, Math.ceil((at - now) / 1000));
  const remaining = pool ? Math.floor(Math.max(0, pool.left(lane.kind, now))) : null;
  return new QuotaExceeded(reason, { pool: name, retryAfterSeconds, limit: pool?.limit ?? null, remaining });
}
