import type { Clock } from '../fivetran/clock.ts';
import type { Loaders } from './loaders.ts';
import type { Session } from './session.ts';

/** What is behind the events of one connection is read no more often than this. */
const EVERY_MS = 1000;
/** What cannot be read by then is told as missing: the next event waits behind it. */
const SECONDS = 5;
/** Connections that are remembered at once. */
const MOST_PLACES = 5_000;

/** The reads behind the events of one connection, with one credential. */
interface Place {
  openedAt: number;
  loaders: ReadonlyMap<string, Loaders>;
  joining: Map<string, Session>;
  next: Promise<void> | undefined;
}

/**
 * Loaders for what is behind an event. They are made at most once a second for each connection and credential, and what
 * came meanwhile shares them: they have read nothing from before the event, and each thing once.
 */
export class EventLoaders {
  readonly #clock: Clock;
  readonly #places = new Map<string, Place>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param since when the event came, by the clock */
  async at(session: Session, connection: string | null, since: number): Promise<Loaders> {
    const place = this.#place(`${session.credentialId} ${connection ?? ''}`);
    const open = place.loaders.get(session.key);
    if (open !== undefined && place.openedAt >= since) return open;
    // Who comes late waits for the next time with everybody else: it would read anew what an event has killed meanwhile.
    place.joining.set(session.key, session);
    place.next ??= this.#open(place);
    await place.next;
    return place.loaders.get(session.key) ?? this.#create(session);
  }

  async #open(place: Place): Promise<void> {
    const at = place.openedAt + EVERY_MS;
    // Also at once it waits for a moment, in which others of the same event may join.
    if (at <= this.#clock.now()) await Promise.resolve();
    else await new Promise<void>((resolve) => this.#clock.setTimer(at, resolve));
    place.openedAt = this.#clock.now();
    place.loaders = new Map([...place.joining].map(([key, session]) => [key, this.#create(session)]));
    place.joining = new Map();
    place.next = undefined;
  }

  #create(session: Session): Loaders {
    return session.createLoaders({ signal: session.ended, fresh: false, trace: false, seconds: SECONDS });
  }

  #place(key: string): Place {
    let place = this.#places.get(key);
    if (place === undefined) {
      this.#forgetIdle();
      place = { openedAt: Number.NEGATIVE_INFINITY, loaders: new Map(), joining: new Map(), next: undefined };
      this.#places.set(key, place);
    }
    return place;
  }

  #forgetIdle(): void {
    const now = this.#clock.now();
    for (const [key, { openedAt, next }] of this.#places) {
      if (this.#places.size < MOST_PLACES) return;
      if (next === undefined && openedAt + EVERY_MS < now) this.#places.delete(key);
    }
  }
}
