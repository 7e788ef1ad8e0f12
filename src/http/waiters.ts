import type { ServerResponse } from 'node:http';
import { Beside } from './beside.ts';

/** Those who wait for one operation. Its work is of use for as long as one of them is there. */
export class Waiters {
  readonly #abort = new AbortController();
  #count = 0;

  /** Fires when the last of them has gone away before the answer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  add(response: ServerResponse): void {
    this.#count += 1;
    response.once('close', () => {
      this.#count -= 1;
      if (this.#count === 0 && !response.writableFinished) this.#abort.abort();
    });
  }
}

const waitersFor = new Beside<object, Waiters>();

/** Makes a request's operation one that others may wait for too. */
export function shareWork(request: object, waiters: Waiters): void {
  waitersFor.set(request, waiters);
}

/** Fires when a request's operation is of no use any more; undefined where nobody may wait for it but who sent it. */
export const signalOf = (request: object | undefined): AbortSignal | undefined =>
  request && waitersFor.of(request)?.signal;
