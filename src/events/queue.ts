import type { ConnectionEvent } from './event.ts';
import { END, Stream, type Taken } from './stream.ts';

/** Stands in the place of events that a subscriber does not get. */
export class Lost {
  /** How many; null where that is not known. */
  readonly count: number | null;
  constructor(count: number | null) {
    this.count = count;
  }
}

export type Delivery = ConnectionEvent | Lost;

/**
 * What waits for one subscriber. It has a bound: of a subscriber that is too slow the oldest events are dropped, and it is
 * told how many before it gets the rest. So it costs neither memory nor the others' time.
 */
export class Queue extends Stream<Delivery> {
  readonly #bound: number;
  readonly #onEnd: (() => void)[] = [];
  // What was there when it began is not counted against the bound: the ring holds it anyway.
  #replay: Delivery[];
  #replayed = 0;
  #events: ConnectionEvent[] = [];
  #taken = 0;
  #lost: number | null = 0;
  #listener: (() => void) | undefined;
  #ended = false;
  #failure: Error | undefined;

  constructor(bound: number, replay: readonly Delivery[]) {
    super();
    this.#bound = bound;
    this.#replay = [...replay];
  }

  /** Calls `listener` once nothing is added any more; at once where that is so already. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#onEnd.push(listener);
  }

  /** Never waits. */
  push(event: ConnectionEvent): void {
    if (this.#ended) return;
    this.#events.push(event);
    if (this.#events.length - this.#taken > this.#bound) {
      this.#taken += 1;
      if (this.#lost !== null) this.#lost += 1;
      this.#compact();
    }
    this.#wake();
  }

  /** Events did not come here, and nobody knows how many. */
  miss(): void {
    if (this.#ended) return;
    this.#lost = null;
    this.#wake();
  }

  take(): Taken<Delivery> {
    const value = this.#shift();
    if (value !== undefined) return value;
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    return this.#ended ? Promise.resolve(END) : undefined;
  }

  onReady(listener: () => void): void {
    this.#listener = listener;
  }

  /** Delivers what is left, and then no more. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of this.#onEnd.splice(0)) listener();
    this.#wake();
  }

  /** Delivers nothing more: who listens is told why. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#drop();
    this.#failure = error;
    this.close();
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.close();
    this.#drop();
    this.#failure = undefined;
    return Promise.resolve(END);
  }

  #shift(): Delivery | undefined {
    if (this.#replayed < this.#replay.length) {
      this.#replayed += 1;
      return this.#replay[this.#replayed - 1];
    }
    if (this.#replay.length > 0) {
      this.#replay = [];
      this.#replayed = 0;
    }
    if (this.#lost !== 0) {
      const lost = new Lost(this.#lost);
      this.#lost = 0;
      return lost;
    }
    const event = this.#events[this.#taken];
    if (event === undefined) return undefined;
    this.#taken += 1;
    this.#compact();
    return event;
  }

  // One by one would move all the others each time.
  #compact(): void {
    if (this.#taken < this.#bound && this.#taken < this.#events.length) return;
    this.#events.splice(0, this.#taken);
    this.#taken = 0;
  }

  #drop(): void {
    this.#replay = [];
    this.#events = [];
    this.#taken = this.#replayed = this.#lost = 0;
  }

  #wake(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.();
  }
}
