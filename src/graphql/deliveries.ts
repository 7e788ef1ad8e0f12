import { GraphQLError } from 'graphql';
import type { ConnectionEvent } from '../events/event.ts';
import { type Delivery, Lost, type Queue } from '../events/queue.ts';
import type { EventFeed } from './builder.ts';
import type { ErrorCode } from './errors.ts';

export type Deliveries = AsyncIterableIterator<Delivery, undefined>;

/** What a subscriber is given of a queue: events of connections that its key can list. Where that cannot be found out, one is lost. */
export function permitted(queue: Queue, feed: EventFeed): Deliveries {
  return {
    async next() {
      for (;;) {
        const result = await queue.next();
        if (result.done || result.value instanceof Lost) return result;
        try {
          const can = feed.canList(result.value.connection);
          if (can === true || (await can)) return result;
        } catch {
          return { done: false, value: new Lost(1) };
        }
      }
    },
    return: () => queue.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** One event, and then no more: what is there already, or the first that fits. */
export function firstOf(
  deliveries: Deliveries,
  already: ConnectionEvent | undefined,
  fits: (event: ConnectionEvent) => boolean,
): Deliveries {
  let done = false;
  const end = async () => {
    done = true;
    await deliveries.return?.();
    return { done: true, value: undefined } as const;
  };
  return {
    async next() {
      if (done) return end();
      if (already !== undefined) {
        done = true;
        return { done: false, value: already };
      }
      for (;;) {
        const result = await deliveries.next();
        if (result.done) return result;
        if (!(result.value instanceof Lost) && !fits(result.value)) continue;
        done = !(result.value instanceof Lost);
        return result;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
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
