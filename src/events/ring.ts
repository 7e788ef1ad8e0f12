import type { ConnectionEvent, News } from './event.ts';

/** What a ring still has behind an event. */
export interface Replay {
  readonly events: readonly ConnectionEvent[];
  /** Whether events behind it are gone, or may be: then it is not known how many. */
  readonly gap: boolean;
}

/**
 * The last events, so that who was away can catch up. Ids are the ring's name and a number that counts up; the name is
 * another one after a restart, so that nobody takes a new event for an old one.
 */
export class Ring {
  readonly #name: string;
  readonly #capacity: number;
  readonly #events: ConnectionEvent[] = [];
  #count = 0;

  constructor(name: string, capacity: number) {
    this.#name = name;
    this.#capacity = capacity;
  }

  add(news: News, receivedAt: number): ConnectionEvent {
    this.#count += 1;
    const event = { ...news, id: this.#idOf(this.#count), receivedAt };
    this.#events[(this.#count - 1) % this.#capacity] = event;
    return event;
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
    const seen = Number(number);
    if (name !== this.#name || seen > this.#count) return { events: this.#from(oldest), gap: true };
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
    return `${this.#name}.${number}`;
  }
}
