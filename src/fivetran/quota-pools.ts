import { type Mark, Others, type Siblings } from './quota-others.ts';
import { Pool } from './quota-pool.ts';
import { type Plan, planOfLimit, WINDOW_NAMES, WINDOWS, type WindowName, windowCounts } from './quota-table.ts';

export interface PoolsOptions {
  /** Whose table of limits applies; `auto`: the trial's, until the first `X-Rate-Limit` tells. */
  readonly plan: 'auto' | Plan;
  /** Sizes of single windows, whatever the plan says. A header that tells of a smaller quota still counts. */
  readonly overrides?: Partial<Record<WindowName, number>>;
  /** The share of every pool left to the account's other tools, 0 to 1. */
  readonly reserve: number;
  /** Length of a window against the real one, so that tests and benches may have hours of ten seconds. @default 1 */
  readonly windowScale?: number;
  /** Space the calls of windows without a header evenly for one window, since nothing is known of what went before. */
  readonly paceAfterStart: boolean;
}

/** What the headers of an answer say of the quota. */
export interface QuotaHeaders {
  /** `X-Rate-Limit`: the size of the hourly quota of all requests. */
  readonly limit?: number;
  /** `X-Rate-Limit-Remaining`: what is left of it. */
  readonly remaining?: number;
  /** `Retry-After` of a 429, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** What a header said of everybody's calls. */
export interface Observation {
  readonly used: number;
  readonly mark: Mark;
}

/** Every window of an account, and what answers tell of their sizes. */
export class Pools {
  /** Made when they are first asked for: of a credential's seven most are never drawn on. */
  readonly #made = new Map<WindowName, Pool>();
  /** The one pool that headers tell of. */
  readonly requests: Pool;
  /** Where others share the pools: what headers have said, until it is known how many of the calls are theirs. */
  later: Observation[] | undefined;
  readonly #others: Others;
  readonly #options: PoolsOptions;
  readonly #startedAt: number;
  #plan: Plan;
  /** Whether the plan is a guess until a header tells. */
  #provisional: boolean;
  /** What upstream says the hourly quota is; an override does not change that. */
  #upstreamLimit: number;
  /** The number of the call whose answer told so. */
  #toldBy = 0;

  constructor(options: PoolsOptions, now: number) {
    this.#options = options;
    this.#startedAt = now;
    this.#plan = options.plan === 'auto' ? 'trial' : options.plan;
    this.#provisional = options.plan === 'auto';
    this.#others = new Others(this.#length('requestsHour'), now);
    this.requests = this.#pool('requestsHour');
    this.#upstreamLimit = WINDOWS.requestsHour[this.#plan];
  }

  /** Every window, by its name. */
  get byName(): readonly (readonly [WindowName, Pool])[] {
    return WINDOW_NAMES.map((name) => [name, this.#pool(name)]);
  }

  find(name: string): Pool | undefined {
    return Object.hasOwn(WINDOWS, name) ? this.#pool(name as WindowName) : undefined;
  }

  /** The windows that count the calls of a set of pools (see `poolSet`). */
  of(set: number): Pool[] {
    return WINDOW_NAMES.filter((name) => windowCounts(name, set)).map((name) => this.#pool(name));
  }

  /** A client's own share, in calls an hour. Nothing is left to others of it: it is nobody else's. */
  share(limit: number, now: number): Pool {
    const length = this.#length('requestsHour');
    return new Pool({ name: 'clientHour', limit, provisional: false, length, reserve: 0, paced: false, now });
  }

  /** Takes one call from each of the windows, the one of all requests among them. */
  take(drawn: readonly Pool[], now: number): Mark {
    for (const pool of drawn) pool.take(now);
    return this.#others.take(this.requests.window, now);
  }

  /** Takes back a call that was never sent. */
  giveBack(drawn: readonly Pool[], mark: Mark, now: number): void {
    for (const pool of drawn) pool.giveBack(now);
    this.#others.uncount(mark, now);
  }

  /** Ends a call that was sent, and learns from its answer, if there is one. */
  settle(
    drawn: readonly Pool[],
    mark: Mark,
    answer: { status: number; headers: QuotaHeaders } | undefined,
    now: number,
  ) {
    const refused = answer?.status === 429;
    for (const pool of drawn) {
      // Whether upstream counts what it refuses is not known. Where headers tell, they tell that too; elsewhere it is held.
      if (refused && pool === this.requests && answer.headers.remaining !== undefined) pool.giveBack(now);
      else pool.window.settle(now, answer !== undefined);
    }
    if (answer === undefined) return;
    if (refused) this.#others.uncount(mark, now);
    const { limit, remaining } = answer.headers;
    if (limit !== undefined && mark.taken > this.#toldBy) this.#adopt(limit, mark.taken);
    const used = remaining === undefined ? undefined : (limit ?? this.#upstreamLimit) - remaining;
    if (used !== undefined && this.later !== undefined) this.later.push({ used, mark });
    else this.#others.observe(used, mark, now);
  }

  /** Learns what a header said, less what other replicas have called. */
  learn({ used, mark }: Observation, now: number, siblings: Siblings): void {
    this.#others.observe(used, mark, now, siblings);
  }

  /** The hourly quota as Fivetran has told this process; undefined before it has. */
  get toldLimit(): number | undefined {
    return this.#toldBy > 0 ? this.#upstreamLimit : undefined;
  }

  /** Another replica was told what the hourly quota is. */
  hear(limit: number): void {
    if (this.#toldBy === 0) this.#adopt(limit, 0);
  }

  /** Other replicas were taken for others: now they are known again. */
  restart(now: number): void {
    this.#others.restart(now);
  }

  /**
   * Which of the pools that a call drew on refused it; undefined if none of them explains it. A window does not tell to
   * wait longer than itself.
   */
  culprit(drawn: readonly Pool[], headers: QuotaHeaders, wait: number, now: number): Pool | undefined {
    if (headers.remaining !== undefined && headers.remaining <= 0) return this.requests;
    let culprit: Pool | undefined;
    let most = 0;
    for (const pool of drawn) {
      if (pool === this.requests || pool.name === 'clientHour' || pool.window.length < wait) continue;
      const suspicion = pool.suspicion(now);
      if (suspicion > most) [culprit, most] = [pool, suspicion];
    }
    return culprit;
  }

  #adopt(limit: number, toldBy: number): void {
    const known = this.#toldBy > 0 && limit === this.#upstreamLimit;
    this.#toldBy = toldBy;
    if (known) return;
    this.#provisional = false;
    this.#upstreamLimit = limit;
    if (this.#options.plan === 'auto') this.#plan = planOfLimit(limit) ?? this.#plan;
    for (const [name, pool] of this.#made) {
      pool.provisional = false;
      pool.limit = this.#limit(name);
    }
    this.requests.limit = Math.min(limit, this.#options.overrides?.requestsHour ?? limit);
  }

  #pool(name: WindowName): Pool {
    let pool = this.#made.get(name);
    if (pool === undefined) {
      const { reserve, paceAfterStart } = this.#options;
      const others = name === 'requestsHour' ? this.#others : undefined;
      pool = new Pool({
        name,
        limit: this.#limit(name),
        provisional: this.#provisional,
        length: this.#length(name),
        reserve,
        paced: paceAfterStart && others === undefined,
        now: this.#startedAt,
        ...(others && { others }),
      });
      this.#made.set(name, pool);
    }
    return pool;
  }

  #limit(name: WindowName): number {
    return this.#options.overrides?.[name] ?? WINDOWS[name][this.#plan];
  }

  #length(name: WindowName): number {
    return WINDOWS[name].seconds * 1000 * (this.#options.windowScale ?? 1);
  }
}
