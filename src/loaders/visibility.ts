import type { Clock } from '../fivetran/clock.ts';
import { Forbidden, NotFound } from '../fivetran/errors.ts';
import type { Session } from './session.ts';

/** For so long it is taken as known what a key can list. */
const KNOWN_MS = 10 * 60_000;
/** For so long a connection that a key could not read is not asked for again. */
const HIDDEN_MS = 60_000;
const SECONDS = 30;

interface Seen {
  readonly at: number;
  readonly ids: Set<string>;
  /** When each connection that is not in the list was found to be out of reach. */
  readonly hidden: Map<string, number>;
}

/**
 * Which connections a credential can list. Webhooks tell of all of an account, also of what a key's own role in Fivetran
 * hides. One list of all answers for ten minutes; what is not in it is asked for once, since it may be new.
 */
export class Visibility {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Promise<Seen>>();
  // What is known needs no waiting: an event goes to many subscribers.
  readonly #known = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Without a promise where it is known. Rejects where it could not be found out: then nothing may be told. */
  canList(session: Session, connection: string): boolean | Promise<boolean> {
    const known = this.#known.get(session.credentialId);
    const isKnown = known?.ids.has(connection) === true && this.#clock.now() - known.at < KNOWN_MS;
    return isKnown || this.#findOut(session, connection);
  }

  async #findOut(session: Session, connection: string): Promise<boolean> {
    const seen = await this.#of(session);
    if (seen.ids.has(connection)) return true;
    const now = this.#clock.now();
    const hiddenAt = seen.hidden.get(connection);
    if (hiddenAt !== undefined && now - hiddenAt < HIDDEN_MS) return false;
    seen.hidden.set(connection, now);
    if (await this.#exists(session, connection)) {
      seen.ids.add(connection);
      seen.hidden.delete(connection);
      return true;
    }
    return false;
  }

  async #of(session: Session): Promise<Seen> {
    const id = session.credentialId;
    const known = this.#seen.get(id);
    if (known !== undefined) {
      const seen = await known;
      if (this.#clock.now() - seen.at < KNOWN_MS) return seen;
    }
    // Who has waited for the same may have begun it anew already.
    const again = this.#seen.get(id);
    if (again !== undefined && again !== known) return again;
    const reading = this.#read(session);
    this.#seen.set(id, reading);
    reading.catch(() => this.#seen.delete(id));
    return reading;
  }

  async #read(session: Session): Promise<Seen> {
    const ids = new Set<string>();
    const at = this.#clock.now();
    try {
      for await (const { id } of this.#loaders(session).connection.current.list()) ids.add(id);
    } catch (error) {
      // It may read single connections all the same.
      if (!(error instanceof Forbidden)) throw error;
    }
    const seen = { at, ids, hidden: new Map() };
    this.#known.set(session.credentialId, seen);
    return seen;
  }

  async #exists(session: Session, connection: string): Promise<boolean> {
    try {
      return (await this.#loaders(session).connection.current.one(connection)) !== null;
    } catch (error) {
      if (error instanceof Forbidden || error instanceof NotFound) return false;
      throw error;
    }
  }

  #loaders(session: Session) {
    return session.createLoaders({ signal: session.ended, fresh: false, trace: false, seconds: SECONDS });
  }
}
