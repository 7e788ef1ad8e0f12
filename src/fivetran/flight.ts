const RELEASED = Promise.reject(new Error('A flight was waited for that had landed'));
RELEASED.catch(() => {});

/**
 * A read in the air that several callers may wait for. It is cancelled as soon as nobody waits any more; each waiter
 * that goes away rejects with its own reason, and the others are not touched.
 */
export class Flight<Answer> {
  /** When it began, in the clock's milliseconds: its answer is no older. */
  readonly startedAt: number;
  /** Generation stamp under which it began. */
  readonly stamp: number;
  readonly #abort = new AbortController();
  #result: Promise<Answer>;
  #waiting = 0;

  constructor(startedAt: number, stamp: number, run: (signal: AbortSignal) => Promise<Answer>) {
    this.startedAt = startedAt;
    this.stamp = stamp;
    this.#result = run(this.#abort.signal);
    // Everybody may have gone when it fails.
    this.#result.catch(() => {});
  }

  /** Whether it was given up: then nobody may join it any more. */
  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Settles with the read itself, whoever waits. */
  get settled(): Promise<Answer> {
    return this.#result;
  }

  /**
   * Lets go of the answer: whoever waits has it, and nobody comes any more. A map's table that V8 has replaced keeps the
   * flights that were in it until the old generation is collected (docs/adr/0011-young.md).
   */
  release(): void {
    this.#result = RELEASED;
  }

  wait(signal: AbortSignal | undefined): Promise<Answer> {
    if (signal === undefined) {
      this.#waiting += 1;
      return this.#result;
    }
    if (signal.aborted) {
      this.#leave();
      return Promise.reject(signal.reason);
    }
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting -= 1;
        this.#leave();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      const done = () => signal.removeEventListener('abort', abort);
      this.#result.then(
        (answer) => {
          done();
          resolve(answer);
        },
        (error) => {
          done();
          reject(error);
        },
      );
    });
  }

  #leave(): void {
    if (this.#waiting === 0) this.#abort.abort(new DOMException('Nobody waits for this read any more', 'AbortError'));
  }
}
