import { changesBetween, type Watched } from './changes.ts';
import type { News } from './event.ts';

export interface PollingOptions {
  /** Reads the list of connections as it is now. Rejects where it cannot, for instance for want of quota. */
  readonly read: () => Promise<readonly Watched[]>;
  readonly publish: (news: News) => void;
  readonly clock: { now(): number; setTimer(at: number, run: () => void): () => void };
  readonly intervalMs: number;
  /** Is given what went wrong with a look; the next one comes later. */
  readonly onError: (error: unknown) => void;
}

/** However often it fails, or the quota is short: it looks again within this time. */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Watches the list of connections and tells what has changed in it, while somebody listens. A look that fails doubles the
 * time to the next one. What happens between the last look for one listener and the first for the next is not told.
 */
export class Polling {
  readonly #options: PollingOptions;
  #known: ReadonlyMap<string, Watched> | undefined;
  #missing: ReadonlySet<string> = new Set();
  #cancel: (() => void) | undefined;
  #wait: number;
  // A look that began before the last stop must not go on after the next start.
  #round = 0;
  #ready: Promise<void> = Promise.resolve();

  constructor(options: PollingOptions) {
    this.#options = options;
    this.#wait = options.intervalMs;
  }

  /** Begins to look. The first look tells nothing: it only learns what is there. */
  start(): void {
    this.#round += 1;
    this.#known = undefined;
    this.#wait = this.#options.intervalMs;
    this.#ready = this.#look(this.#round);
    this.#ready.catch(() => {});
  }

  stop(): void {
    this.#round += 1;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Settles once the first look is done: from then on changes are seen. Rejects where it has failed. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  async #look(round: number): Promise<void> {
    const { clock, intervalMs } = this.#options;
    let failure: { readonly error: unknown } | undefined;
    try {
      const connections = await this.#options.read();
      if (round !== this.#round) return;
      this.#wait = intervalMs;
      const before = this.#known;
      const after = new Map(connections.map((connection) => [connection.id, connection]));
      this.#keepMissing(before ?? new Map(), after);
      this.#known = after;
      const now = new Date(clock.now()).toISOString();
      if (before !== undefined) for (const news of changesBetween(before, after, now)) this.#options.publish(news);
    } catch (error) {
      if (round !== this.#round) return;
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
      this.#options.onError(error);
      failure = { error };
    }
    if (round !== this.#round) return;
    this.#cancel = clock.setTimer(clock.now() + this.#wait, () => void this.#look(round).catch(() => {}));
    if (failure !== undefined) throw failure.error;
  }

  /** Paging can skip a row while rows before it go: what is missing once is gone only if it is missing again. */
  #keepMissing(before: ReadonlyMap<string, Watched>, after: Map<string, Watched>): void {
    const missing = new Set([...before.keys()].filter((id) => !after.has(id)));
    for (const id of missing) {
      const last = before.get(id);
      if (last === undefined || this.#missing.has(id)) continue;
      after.set(id, last);
    }
    this.#missing = missing;
  }
}
