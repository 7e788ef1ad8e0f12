/**
 * Does work piece by piece, one in each turn of the event loop, in the order in which it came. What else has become ready
 * meanwhile is not held up by all of it.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #next = () => {
    const work = this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(this.#next);
    work?.();
  };

  /** How much waits for its turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** `work` must not throw: nobody would hear of it but the process. */
  add(work: () => void): void {
    this.#waiting.push(work);
    if (this.#waiting.length === 1) setImmediate(this.#next);
  }
}
