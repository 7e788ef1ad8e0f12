import type { Clock } from './fivetran/clock.ts';
import { Unauthorized } from './fivetran/errors.ts';
import type { Readiness } from './http/management.ts';

/** How long a start waits for Fivetran to accept the key, in milliseconds. */
const PATIENCE_MS = 30_000;
/** From one try to the next. */
const AGAIN_MS = 2_000;

export interface ReadyOptions {
  readonly clock: Clock;
  /** Asks Fivetran something with the server's key. @throws where it is not accepted */
  readonly tryKey: () => Promise<unknown>;
  /** What people are told beside it. */
  readonly details: () => Readonly<Record<string, unknown>>;
}

/** Whether traffic may come: from when the key was once accepted, or the time for that is over, until it drains. */
export class Ready {
  readonly #options: ReadyOptions;
  #key: 'accepted' | 'refused' | 'not tried' | undefined;
  #waiting = false;
  #draining = false;

  constructor(options: ReadyOptions) {
    this.#options = options;
  }

  get state(): Readiness {
    const ready = !this.#waiting && !this.#draining;
    const status = this.#draining ? 'draining' : ready ? 'ready' : 'trying the key';
    return { ready, details: { status, ...(this.#key && { key: this.#key }), ...this.#options.details() } };
  }

  /** Is ready no more, for good. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * Tries the key until it is accepted, 30 s at most: a server whose key is refused, or whose upstream is away, serves all
   * the same then, since what it has to say of that is of use. Never rejects.
   */
  async tryKey(): Promise<void> {
    const { clock, tryKey } = this.#options;
    this.#waiting = true;
    this.#key = 'not tried';
    for (const end = clock.now() + PATIENCE_MS; clock.now() < end && !this.#draining; ) {
      try {
        await tryKey();
        this.#key = 'accepted';
        break;
      } catch (error) {
        if (error instanceof Unauthorized) this.#key = 'refused';
        await new Promise<void>((resolve) => void clock.setTimer(clock.now() + AGAIN_MS, resolve));
      }
    }
    this.#waiting = false;
  }
}
