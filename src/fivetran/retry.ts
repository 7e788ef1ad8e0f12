import { type FivetranError, TooManyRequests, Unavailable } from './errors.ts';

/** Attempts of one read, the first included. With one read in five failing, 4 attempts leave 1 in 600. */
const ATTEMPTS = 4;
const BASE_MS = 100;
const LONGEST_MS = 5_000;
/** What each call adds to the budget: in the long run at most this share of calls are repetitions. */
const EARNED_PER_CALL = 0.4;
const MOST_TOKENS = 50;

/**
 * Says whether a failed call is to be repeated, and after how long. A token bucket bounds the share of repetitions, so
 * that a failing upstream is not answered with several times the load.
 */
export class RetryBudget {
  readonly #random: () => number;
  #tokens = MOST_TOKENS;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** To be told of every first attempt. */
  earn(): void {
    this.#tokens = Math.min(MOST_TOKENS, this.#tokens + EARNED_PER_CALL);
  }

  /**
   * Milliseconds to wait before the next attempt; undefined where there is to be none.
   * @param attempt how many were made, at least 1
   * @param repeatable whether sending the call again does no harm
   */
  delay(error: FivetranError, attempt: number, repeatable: boolean): number | undefined {
    if (attempt >= ATTEMPTS || !worthRepeating(error, repeatable) || this.#tokens < 1) return undefined;
    this.#tokens -= 1;
    if (error instanceof TooManyRequests) return error.retryAfterSeconds * 1000;
    // Full jitter: callers that failed together do not come back together.
    return this.#random() * Math.min(LONGEST_MS, BASE_MS * 2 ** attempt);
  }
}

function worthRepeating(error: FivetranError, repeatable: boolean): boolean {
  // Fivetran refused it before it did anything, so even a create may be sent again.
  if (error instanceof TooManyRequests) return true;
  if (!(error instanceof Unavailable) || error.reason === 'circuit' || error.reason === 'too-large') return false;
  // What took its whole time once will most likely take it again; the caller has waited long enough.
  if (error.reason === 'timeout') return false;
  return repeatable || !error.maybeSent;
}
