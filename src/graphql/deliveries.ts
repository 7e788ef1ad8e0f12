import { GraphQLError } from 'graphql';
import type { ConnectionEvent } from '../events/event.ts';
import { type Delivery, Lost, type Queue } from '../events/queue.ts';
import { END, Stream, type Taken } from '../events/stream.ts';
import type { EventFeed } from './builder.ts';
import type { ErrorCode } from './errors.ts';

export type Deliveries = Stream<Delivery>;

/** What a subscriber is given of a queue: events of connections that its key can list. Where that cannot be found out, one is lost. */
export class Permitted extends Stream<Delivery> {
  readonly #queue: Queue;
  readonly #feed: EventFeed;

  constructor(queue: Queue, feed: EventFeed) {
    super();
    this.#queue = queue;
    this.#feed = feed;
  }

  take(): Taken<Delivery> {
    for (;;) {
      const taken = this.#queue.take();
      if (taken === undefined || taken instanceof Promise || taken instanceof Lost) return taken;
      const can = this.#feed.canList(taken.connection);
      if (can === true) return taken;
      if (can !== false) return this.#findOut(taken, can);
    }
  }

  async #findOut(event: ConnectionEvent, can: Promise<boolean>): Promise<IteratorResult<Delivery, undefined>> {
    try {
      return (await can) ? { done: false, value: event } : await this.next();
    } catch {
      return { done: false, value: new Lost(1) };
    }
  }

  onReady(listener: () => void): void {
    this.#queue.onReady(listener);
  }

  return(): ReturnType<Queue['return']> {
    return this.#queue.return();
  }
}

/** One event, and then no more: what is there already, or the first that fits. */
export class FirstOf extends Stream<Delivery> {
  readonly #deliveries: Deliveries;
  readonly #fits: (event: ConnectionEvent) => boolean;
  #already: ConnectionEvent | undefined;
  #done = false;

  constructor(deliveries: Deliveries, already: ConnectionEvent | undefined, fits: (event: ConnectionEvent) => boolean) {
    super();
    this.#deliveries = deliveries;
    this.#already = already;
    this.#fits = fits;
  }

  take(): Taken<Delivery> {
    if (this.#done) return this.return();
    if (this.#already !== undefined) return this.#last(this.#already);
    for (;;) {
      const taken = this.#deliveries.take();
      if (taken === undefined || taken instanceof Lost) return taken;
      if (taken instanceof Promise) return taken.then((result) => this.#check(result));
      if (this.#fits(taken)) return this.#last(taken);
    }
  }

  onReady(listener: () => void): void {
    this.#deliveries.onReady(listener);
  }

  async return(): Promise<typeof END> {
    await this.#deliveries.return();
    return END;
  }

  #last(event: ConnectionEvent): ConnectionEvent {
    this.#done = true;
    return event;
  }

  #check(result: IteratorResult<Delivery, undefined>) {
    if (result.done || result.value instanceof Lost) return result;
    if (!this.#fits(result.value)) return this.next();
    this.#done = true;
    return result;
  }
}

/** The event of a delivery. @throws GraphQLError EVENTS_DROPPED in the place of those that are lost */
export function eventOf(delivery: Delivery): ConnectionEvent {
  if (!(delivery instanceof Lost)) return delivery;
  const { count } = delivery;
  const what = count === null ? 'Events are' : count === 1 ? 'One event is' : `${count} events are`;
  throw new GraphQLError(`${what} missing here: read anew what they may have changed`, {
    extensions: { code: 'EVENTS_DROPPED' satisfies ErrorCode, droppedCount: count },
  });
}
