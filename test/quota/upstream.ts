/** What a window of upstream's allows: so many calls in any period of `length` milliseconds. */
export interface Allowance {
  readonly limit: number;
  readonly length: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: { limit?: number; remaining?: number; retryAfterSeconds?: number };
}

/**
 * Upstream's side, as literally as it can be written: a list of the times of all calls, counted anew at each call.
 * It shares no idea with the limiter, so it cannot share a mistake with it.
 */
export class Upstream {
  readonly calls: { at: number; pools: readonly string[] }[] = [];
  refused = 0;
  readonly #allowances: Readonly<Record<string, Allowance>>;
  readonly #countsRefused: boolean;

  /** The allowance named `requests` is the one that headers tell of. */
  constructor(allowances: Readonly<Record<string, Allowance>>, countsRefused = false) {
    this.#allowances = allowances;
    this.#countsRefused = countsRefused;
  }

  /** Calls within the window that ends now, its first moment included: the least favourable reading. */
  within(name: string, now: number): number[] {
    const { length } = this.#allowance(name);
    const times: number[] = [];
    for (let index = this.calls.length - 1; index >= 0; index--) {
      const call = this.calls[index];
      if (call === undefined || now - call.at > length) break;
      if (call.pools.includes(name)) times.push(call.at);
    }
    return times;
  }

  call(pools: readonly string[], now: number): Answer {
    const waits = pools.map((name) => this.#wait(name, now));
    const wait = Math.max(...waits);
    if (wait === 0 || this.#countsRefused) this.calls.push({ at: now, pools });
    if (wait > 0) this.refused++;
    const { limit } = this.#allowance('requests');
    const remaining = Math.max(0, limit - this.within('requests', now).length);
    if (wait === 0) return { status: 200, headers: { limit, remaining } };
    return { status: 429, headers: { limit, remaining, retryAfterSeconds: Math.ceil(wait / 1000) } };
  }

  /** Milliseconds until one more call fits; 0 if it fits now. */
  #wait(name: string, now: number): number {
    const { limit, length } = this.#allowance(name);
    const times = this.within(name, now);
    if (times.length < limit) return 0;
    return (times[limit - 1] ?? now) + length - now + 1;
  }

  #allowance(name: string): Allowance {
    const allowance = this.#allowances[name];
    if (allowance === undefined) throw new Error(`upstream has no pool ${name}`);
    return allowance;
  }
}
