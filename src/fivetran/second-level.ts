import type { Kill, SharedStore } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Read } from './endpoint.ts';
import { readJson } from './read-json.ts';
import type { Vault } from './vault.ts';
import type { WireAnswer } from './wire-call.ts';

/** Larger answers are kept by each replica for itself. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What another replica has read, and until when it is fresh. */
export interface Elsewhere {
  /** Under which what is read now may be kept; absent where the store is gone. */
  readonly stamp?: string;
  readonly answer?: WireAnswer<unknown>;
  readonly expires: number;
}

export interface SecondLevelOptions {
  readonly store: SharedStore;
  readonly partition: string;
  readonly vault: Vault;
  readonly clock: Clock;
}

/** An answer as it lies in the store; milliseconds. */
interface Shared {
  readonly data: unknown;
  /** Of it when it was kept. */
  readonly age: number;
  readonly lifetime: number;
}

const NOTHING: Elsewhere = { expires: 0 };

/** One credential's cache behind the cache: what any replica has read, sealed. */
export class SecondLevel {
  readonly #options: SecondLevelOptions;
  /** Whether something was made old that the others could not be told. */
  #untold = false;

  constructor(options: SecondLevelOptions) {
    this.#options = options;
  }

  /** @param since answers to requests that were sent before this are of no use (the clock's ms) */
  async find(read: Read<unknown>, since: number): Promise<Elsewhere> {
    const { store, vault, clock } = this.#options;
    // Before it is asked: so the answer is made older by what this takes, and never younger.
    const now = clock.now();
    const found = await store.find(this.#place(read));
    if (found === undefined) return NOTHING;
    const { stamp, kept } = found;
    const body = kept && vault.open(read.target, kept.value);
    if (kept === undefined || body === undefined) return { stamp, expires: 0 };
    const { data, age, lifetime } = readJson(body) as Shared;
    const sentAt = now - age - (lifetime - kept.left);
    if (sentAt < since) return { stamp, expires: 0 };
    return { stamp, answer: { data, body, sentAt, elsewhere: true }, expires: now + kept.left };
  }

  /** Nobody waits for it. */
  keep(read: Read<unknown>, answer: WireAnswer<unknown>, stamp: string, lifetime: number): void {
    if (answer.body.length > MOST_BYTES) return;
    const { store, vault, clock } = this.#options;
    const age = clock.now() - answer.sentAt;
    const shared: Shared = { data: answer.data, age, lifetime };
    const value = vault.seal(read.target, JSON.stringify(shared));
    void store.keep(this.#place(read), { stamp, value, lifetime });
  }

  /** Makes old what every replica has; settles once all have heard, or cannot. */
  async kill(kill: Omit<Kill, 'partition'>): Promise<void> {
    const told = await this.#options.store.kill({ ...kill, partition: this.#options.partition });
    if (!told) this.#untold = true;
  }

  /** The store is there again. What exactly they have missed was not written down. */
  async catchUp(): Promise<void> {
    if (!this.#untold) return;
    this.#untold = false;
    await this.kill({ tags: [], all: true, early: true });
  }

  #place({ target, endpoint, params }: Read<unknown>) {
    const { partition, vault } = this.#options;
    return { partition, key: vault.nameOf(target), tags: endpoint.tags(params) };
  }
}
