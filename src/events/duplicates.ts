import { createHash } from 'node:crypto';

/** Fivetran tries again for 24 hours (fivetran-facts 5.5); what is older than this it does not send. */
export const OLDEST_MS = 25 * 60 * 60_000;
/** 32 bytes each; beyond that the oldest are forgotten. */
const MOST = 200_000;

/** Tells an event by the bytes of its body: not every one has an id of its own, and a repetition has the same bytes. */
export const idOfBody = (body: Buffer): string => createHash('sha256').update(body).digest('base64url');

/** Remembers which events have come, since Fivetran delivers at least once. */
export class Duplicates {
  readonly #seen = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Whether an event is here for the first time within the age limit; from then on it is known. */
  isNew(id: string, now: number): boolean {
    for (const [key, at] of this.#seen) {
      if (now - at <= OLDEST_MS && this.#seen.size < this.#most) break;
      this.#seen.delete(key);
    }
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, now);
    return true;
  }
}
