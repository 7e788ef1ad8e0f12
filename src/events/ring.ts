import type { ConnectionEvent, News } from './event.ts';

/** What a ring still has behind an event. */
export interface Replay {
  readonly events: readonly ConnectionEvent[];
  /** Whether events behind it are gone, or may be: then it is not known how many. */
  readonly gap: boolean;
}

/** A place in an order of events: its name, and the event's number. */
export interface Place {
  readonly name: string;
  readonly number: number;
}

/**
 * The last events, so that who was away can catch up. Ids are the ring's name and a number that counts up; the name is
 * another one after a restart, so that nobody takes a new event for an old one. Where replicas share an order of events,
 * name and numbers are those of all.
 */
export class Ring {
  readonly #own: string;
  readonly #capacity: number;
  readonly #events: ConnectionEvent[] = [];
  #count = 0;
  #name: string;
  /** By so much an event's number is more than how many there were here. */
  #offset = 0;
  /** Events before these have other names, or there are others between them. */
  #since = 0;

  constructor(name: string, capacity: number) {
    this.#own = name;
    this.#name = name;
    this.#capacity = capacity;
  }

  /** @param place where it stands in the order of all; absent: all there is is here */
  add(news: News, receivedAt: number, place: Place = this.#next): ConnectionEvent {
    this.goOn({ name: place.name, number: place.number - 1 });
    this.#count += 1;
    const event = { ...news, id: this.#idOf(this.#count), receivedAt };
    this.#events[(this.#count - 1) % this.#capacity] = event;
    return event;
  }

  /**
   * Takes over a place in the order of all, behind which the next event comes.
   * @returns whether events may have been missed
   */
  goOn({ name, number }: Place): boolean {
    const offset = number - this.#count;
    if (name === this.#name && offset === this.#offset) return false;
    // An older place is known already.
    if (name === this.#name && offset < this.#offset) return false;
    // Before the first of an order there is nothing to be missed, nor is it where this is the first that is known.
    const missed = number > 0 && (this.#count > 0 || this.#offset > 0);
    this.#name = name;
    this.#offset = offset;
    this.#since = this.#count;
    return missed;
  }

  get #next(): Place {
    return this.#name === this.#own
      ? { name: this.#own, number: this.#count + this.#offset + 1 }
      : { name: this.#own, number: this.#count + 1 };
  }

  /** The id of the newest event; behind it is what comes. */
  get lastId(): string {
    return this.#idOf(this.#count);
  }

  /**
   * What has come behind an event, oldest first.
   * @returns undefined for an id that no ring can have given
   */
  after(id: string): Replay | undefined {
    const [, name, number] = /^([\w-]+)\.(\d{1,15})$/.exec(id) ?? [];
    if (name === undefined) return undefined;
    const oldest = Math.max(1, this.#count - this.#capacity + 1);
    const seen = Number(number) - this.#offset;
    if (name !== this.#name || seen > this.#count || seen < this.#since) {
      return { events: this.#from(oldest), gap: true };
    }
    return { events: this.#from(Math.max(oldest, seen + 1)), gap: seen + 1 < oldest };
  }

  /** The newest event that is still here and fits; undefined where there is none. */
  findLast(fits: (event: ConnectionEvent) => boolean): ConnectionEvent | undefined {
    for (let number = this.#count; number > Math.max(0, this.#count - this.#capacity); number -= 1) {
      const event = this.#at(number);
      if (event !== undefined && fits(event)) return event;
    }
    return undefined;
  }

  #from(number: number): ConnectionEvent[] {
    const events: ConnectionEvent[] = [];
    for (let at = number; at <= this.#count; at += 1) {
      const event = this.#at(at);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  #at(number: number): ConnectionEvent | undefined {
    return this.#events[(number - 1) % this.#capacity];
  }

  #idOf(number: number): string {
    return `${this.#name}.${number + this.#offset}`;
  }
}
