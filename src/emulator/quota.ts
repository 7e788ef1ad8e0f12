import type { Clock } from './clock.ts';

/** Fivetran's pools of calls. They belong to an account, whatever key makes the calls. */
export type QuotaPool =
  | 'all'
  | 'setupTestMinute'
  | 'setupTestHour'
  | 'sourceMinute'
  | 'sourceHour'
  | 'userCreation'
  | 'connectionCreation';

/** Limits of single pools over a plan's, and shorter windows than an hour and a minute, so that tests need not wait. */
export type QuotaLimits = Partial<Record<QuotaPool, number>> & {
  /** @default 'paid' */
  plan?: 'trial' | 'paid';
  /** The length of the hour (ms). @default 3600000 */
  windowMs?: number;
  /** The length of the minute (ms). @default a sixtieth of `windowMs` */
  minuteMs?: number;
};
export type QuotaOption = 'trial' | 'paid' | 'none' | QuotaLimits;

const plans: Record<'trial' | 'paid', Record<QuotaPool, number>> = {
  trial: {
    all: 500,
    setupTestMinute: Number.POSITIVE_INFINITY,
    setupTestHour: 50,
    sourceMinute: 25,
    sourceHour: 250,
    userCreation: 10,
    connectionCreation: 100,
  },
  paid: {
    all: 20_000,
    setupTestMinute: 250,
    setupTestHour: 2_500,
    sourceMinute: 500,
    sourceHour: 5_000,
    userCreation: 500,
    connectionCreation: 100,
  },
};

/** What the header says where there is no limit: clients that learn the limit from it then never wait. */
const unlimited = 1_000_000_000;

const texts: Record<QuotaPool, (limit: number) => string> = {
  all: (limit) => `Max ${limit} api calls allowed in one-hour rolling time period`,
  setupTestMinute: (limit) => `Max ${limit} setup tests allowed in one-minute rolling time period`,
  setupTestHour: (limit) => `Max ${limit} setup tests allowed in one-hour rolling time period`,
  sourceMinute: (limit) => `Max ${limit} source interactions allowed in one-minute rolling time period`,
  sourceHour: (limit) => `Max ${limit} source interactions allowed in one-hour rolling time period`,
  userCreation: (limit) => `No more than ${limit} users can be created hourly`,
  connectionCreation: (limit) => `No more than ${limit} connectors can be created hourly`,
};

/** The calls of one pool within its window, oldest first. */
class Window {
  readonly limit: number;
  readonly #length: number;
  #times: number[] = [];
  #head = 0;

  constructor(limit: number, length: number) {
    this.limit = limit;
    this.#length = length;
  }

  used(now: number): number {
    while (this.#head < this.#times.length && (this.#times[this.#head] ?? 0) <= now - this.#length) this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
    return this.#times.length - this.#head;
  }

  spend(now: number): void {
    if (this.limit !== Number.POSITIVE_INFINITY) this.#times.push(now);
  }

  /** Milliseconds until one more call fits. */
  wait(now: number): number {
    const excess = this.used(now) - this.limit;
    if (excess < 0) return 0;
    const freeing = this.#times[this.#head + excess];
    return freeing === undefined ? this.#length : freeing + this.#length - now;
  }
}

/** A call that a pool has no room for. */
export interface Exhausted {
  readonly pool: QuotaPool;
  readonly message: string;
  /** Whole seconds, at least one. */
  readonly retryAfter: number;
}

/** The sliding windows of one account. */
export class Quota {
  readonly #clock: Clock;
  readonly #windows: Readonly<Record<QuotaPool, Window>>;

  constructor(option: QuotaOption, clock: Clock) {
    this.#clock = clock;
    const settings: QuotaLimits = typeof option === 'object' ? option : {};
    const table = plans[option === 'trial' ? 'trial' : (settings.plan ?? 'paid')];
    const hour = settings.windowMs ?? 3_600_000;
    const minute = settings.minuteMs ?? hour / 60;
    const window = (pool: QuotaPool) =>
      new Window(
        option === 'none' ? Number.POSITIVE_INFINITY : (settings[pool] ?? table[pool]),
        pool.endsWith('Minute') ? minute : hour,
      );
    this.#windows = {
      all: window('all'),
      setupTestMinute: window('setupTestMinute'),
      setupTestHour: window('setupTestHour'),
      sourceMinute: window('sourceMinute'),
      sourceHour: window('sourceHour'),
      userCreation: window('userCreation'),
      connectionCreation: window('connectionCreation'),
    };
  }

  /** What `X-Rate-Limit` says. */
  get limit(): number {
    return Math.min(this.#windows.all.limit, unlimited);
  }

  /** What `X-Rate-Limit-Remaining` says. */
  get remaining(): number {
    return Math.max(0, this.limit - this.#windows.all.used(this.#clock.now()));
  }

  /** How many calls of the pool's window are spent, and how many it holds. */
  state(pool: QuotaPool): { limit: number; used: number } {
    const window = this.#windows[pool];
    return { limit: window.limit, used: window.used(this.#clock.now()) };
  }

  /** Spends one call of each pool, or none and says which pool is empty for the longest. */
  draw(pools: readonly QuotaPool[]): Exhausted | undefined {
    const now = this.#clock.now();
    let longest: { pool: QuotaPool; wait: number } | undefined;
    for (const pool of pools) {
      const wait = this.#windows[pool].wait(now);
      if (wait > (longest?.wait ?? 0)) longest = { pool, wait };
    }
    if (longest === undefined) {
      for (const pool of pools) this.#windows[pool].spend(now);
      return undefined;
    }
    const { pool, wait } = longest;
    return {
      pool,
      message: texts[pool](this.#windows[pool].limit),
      retryAfter: Math.max(1, Math.ceil(wait / 1000)),
    };
  }

  /** Spends calls as another tool on the same account would. */
  spend(pool: QuotaPool, calls: number): void {
    const now = this.#clock.now();
    for (let call = 0; call < calls; call++) this.#windows[pool].spend(now);
  }
}
