import type { Clock } from '../fivetran/clock.ts';

export interface PatienceOptions {
  readonly clock: Clock;
  /** The clock's milliseconds when an answer is of no use any more. */
  readonly deadline: number;
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * For how long an operation waits for what it reads: until nobody wants its answer any more, or its time is over.
 *
 * Holds a timer while something is read, and nothing in between. `AbortSignal.any` with `AbortSignal.timeout` would say
 * the same, but cannot be taken back: each would be kept until its time is over, long after the operation.
 */
export class Patience {
  readonly #options: PatienceOptions;
  #abort: AbortController | undefined;
  #reads = 0;
  #rest = () => {};

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Reads with a signal that fires when patience ends; its reason is a TimeoutError, or the one of who has gone. */
  async during<Value>(read: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    this.#abort ??= new AbortController();
    this.#reads += 1;
    if (this.#reads === 1) this.#watch(this.#abort);
    try {
      return await read(this.#abort.signal);
    } finally {
      this.#reads -= 1;
      if (this.#reads === 0) this.#rest();
    }
  }

  #watch(abort: AbortController): void {
    const { clock, deadline, signal } = this.#options;
    const gone = () => abort.abort(signal.reason);
    if (signal.aborted) {
      gone();
      return;
    }
    const over = () => abort.abort(new DOMException('The operation took longer than it may', 'TimeoutError'));
    const cancel = clock.setTimer(deadline, over);
    signal.addEventListener('abort', gone);
    const rest = () => {
      cancel();
      signal.removeEventListener('abort', gone);
    };
    this.#rest = rest;
  }
}
