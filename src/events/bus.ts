import type { ConnectionEvent, News } from './event.ts';
import { Lost, Queue } from './queue.ts';
import { type Place, Ring } from './ring.ts';

/** Which events a subscriber wants; an absent list wants all. */
export interface Wanted {
  readonly connections?: ReadonlySet<string>;
  readonly groups?: ReadonlySet<string>;
  /** Fivetran's own names. */
  readonly types?: ReadonlySet<string>;
}

export interface BusOptions {
  /** Tells this bus's ids from those of every other. */
  readonly name: string;
  readonly now: () => number;
  /** Is told of every event before its subscribers are: whatever they read then must not be older. */
  readonly onEvent: (event: ConnectionEvent) => void;
  /** Is told when somebody begins to listen, and when nobody listens any more. */
  readonly onListened?: (listened: boolean) => void;
  /** Events that are kept for those who come back. @default 10000 */
  readonly ringSize?: number;
  /** Events that wait for one subscriber. @default 1000 */
  readonly queueSize?: number;
}

interface Subscriber {
  readonly wanted: Wanted;
  readonly queue: Queue;
}

/** Brings every event to everybody who wants it, in order, each once. Nobody waits for anybody. */
export class Bus {
  readonly #options: BusOptions;
  readonly #ring: Ring;
  readonly #subscribers = new Set<Subscriber>();
  #closed = false;

  constructor(options: BusOptions) {
    this.#options = options;
    this.#ring = new Ring(options.name, options.ringSize ?? 10_000);
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** @param place where it stands in the order of all replicas, if there are others */
  publish(news: News, place?: Place): ConnectionEvent {
    if (place !== undefined) this.goOn({ name: place.name, number: place.number - 1 });
    const event = this.#ring.add(news, this.#options.now(), place);
    this.#options.onEvent(event);
    for (const { wanted, queue } of this.#subscribers) if (wants(wanted, event)) queue.push(event);
    return event;
  }

  /**
   * Listens from now on, or from behind an earlier event. What cannot be replayed is told as `Lost`.
   * @returns undefined where `after` is no id of an event
   */
  subscribe(wanted: Wanted, after?: string): Queue | undefined {
    const replay = after === undefined ? { events: [], gap: false } : this.#ring.after(after);
    if (replay === undefined) return undefined;
    const missed = replay.events.filter((event) => wants(wanted, event));
    const queue = new Queue(this.#options.queueSize ?? 1000, replay.gap ? [new Lost(null), ...missed] : missed);
    if (this.#closed) {
      queue.close();
      return queue;
    }
    const subscriber = { wanted, queue };
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size === 1) this.#options.onListened?.(true);
    queue.onEnd(() => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size === 0) this.#options.onListened?.(false);
    });
    return queue;
  }

  /**
   * The last event of all replicas is this one. Whoever listens is told that something is missing, where not all before
   * it have come here.
   * @param known whether it came here before it had this place
   */
  goOn(place: Place, known = false): void {
    if (!this.#ring.goOn(place) || known) return;
    for (const { queue } of this.#subscribers) queue.miss();
  }

  /** The newest event that is still kept and fits; undefined where there is none. */
  findLast(fits: (event: ConnectionEvent) => boolean): ConnectionEvent | undefined {
    return this.#ring.findLast(fits);
  }

  /** Where a new subscriber would go on if it came back. */
  get lastId(): string {
    return this.#ring.lastId;
  }

  /** Ends every subscription, after what waits for it. */
  close(): void {
    this.#closed = true;
    for (const { queue } of [...this.#subscribers]) queue.close();
  }
}

function wants({ connections, groups, types }: Wanted, event: ConnectionEvent): boolean {
  if (types !== undefined && !types.has(event.type)) return false;
  if (connections !== undefined && (event.connection === null || !connections.has(event.connection))) return false;
  return groups === undefined || (event.group !== null && groups.has(event.group));
}
