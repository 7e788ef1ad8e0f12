import { createHash } from 'node:crypto';

/** Fivetran tries again for 24 hours (fivetran-facts 5.5); what is older than this it does not send. */
export const OLDEST_MS = 25 * 60 * 60_000;
/** 32 bytes each; beyond that the oldest are forgotten. */
const MOST = 200_000;

/**
 * Remembers which bodies have come, since Fivetran delivers at least once. The key is a hash of the body: not every event
 * has an id of its own, and a repetition has the same bytes.
 */
export class Duplicates {
  readonly #seen = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Whether the body is here for the first time within the age limit; from then on it is known. */
  isNew(body: Buffer, now: number): boolean {
    for (const [key, at] of this.#seen) {
      if (now - at <= OLDEST_MS && this.#seen.size < this.#most) break;
      this.#seen.delete(key);
    }
    const key = createHash('sha256').update(body).digest('base64');
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, now);
    return true;
  }
}
