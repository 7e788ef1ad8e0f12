import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Quota } from './quota.ts';

/** Calls after which it is asked whose account they draw on. Who makes fewer needs no call more. */
const ASK_AFTER = 3;
/** The share of a quota that a credential may use before it is known with whom it shares it. */
const ALONE = 1 / 20;
/** A key that may not read its account, or an account that cannot be read now, is asked about no sooner than after this. */
const ASK_AGAIN_MS = 10 * 60_000;

export interface AccountQuotaOptions {
  /** The quota to start with. */
  readonly own: Quota;
  /** Whether there is another credential that the account could be shared with. */
  readonly isNeeded: () => boolean;
  /** Reads the account, on `current`; whoever hears of it calls `join`. */
  readonly ask: () => Promise<unknown>;
  readonly now: () => number;
}

/**
 * The quota that one credential's calls draw on. Pools belong to the account and not to the key (fivetran-facts 3.1): it
 * is the credential's own at first and the account's as soon as that is known. Until then a credential has but a small
 * part of it, since each of an account's keys may take as much.
 */
export class AccountQuota {
  current: Quota;
  readonly #options: AccountQuotaOptions;
  #joined = false;
  #calls = 0;
  #asking: Promise<unknown> | undefined;
  #askAgainAt = Number.NEGATIVE_INFINITY;

  constructor(options: AccountQuotaOptions) {
    this.current = options.own;
    this.#options = options;
  }

  /** The account's quota is known. */
  join(quota: Quota): void {
    this.current = quota;
    this.#joined = true;
  }

  /** The quota of the next call, once it is known well enough. */
  async next(): Promise<Quota> {
    if (this.#joined || !this.#options.isNeeded()) return this.current;
    this.#calls += 1;
    if (this.#calls > ASK_AFTER) this.#ask();
    if (this.#asking !== undefined && this.#calls > this.current.requests.limit * ALONE) await this.#asking;
    return this.current;
  }

  #ask(): void {
    if (this.#asking !== undefined || this.#options.now() < this.#askAgainAt) return;
    this.#askAgainAt = this.#options.now() + ASK_AGAIN_MS;
    const settled = () => {
      this.#asking = undefined;
    };
    // Behind the calls that are made now: somebody waits for those.
    this.#asking = nextTurn().then(this.#options.ask).then(settled, settled);
  }
}
