import type { EventPlace, SharedStore } from '../store/store.ts';
import type { News } from './event.ts';

export interface FanoutOptions {
  readonly store: SharedStore;
  readonly clock: { now(): number; setTimer(at: number, run: () => void): () => void };
  /** What an event makes old. */
  readonly tagsOf: (news: News) => readonly string[];
  /** Is told of every event once. Where it has no place it came while nobody else could be told. */
  readonly deliver: (news: News, place: EventPlace | undefined) => void;
  /** Is told which event was the last of all. `known`: it was delivered here before it had a place. */
  readonly onPlace: (place: EventPlace, known: boolean) => void;
}

/** What was announced is heard within this time, in milliseconds; else it is delivered here without. */
const ECHO_MS = 1_000;
/** Events that wait for the store to come back, so that the others are told of them late. */
const MOST_LATE = 1_000;

/**
 * Brings events to every replica, whichever has received them, in one order for all. An event that cannot be announced is
 * delivered here at once, and announced when the store is there again.
 */
export class Fanout {
  readonly #options: FanoutOptions;
  /** Announced, and not heard yet: what ends the wait. */
  readonly #awaited = new Map<string, () => void>();
  /** Delivered here already, by id. */
  readonly #delivered = new Map<string, News>();
  readonly #stop: () => void;

  constructor(options: FanoutOptions) {
    this.#options = options;
    this.#stop = options.store.listen({
      event: ({ id, news, name, number }) => this.#hear(id, news as News, { name, number }),
      joined: () => void this.#catchUp(),
    });
    void this.#find();
  }

  /** @param id the same for every repetition of the event */
  async publish(news: News, id: string): Promise<void> {
    const { store, clock, tagsOf } = this.#options;
    const cancel = clock.setTimer(clock.now() + ECHO_MS, () => this.#deliverAlone(news, id));
    this.#awaited.set(id, cancel);
    const told = await store.announce({ id, news, tags: tagsOf(news) });
    if (told === 'before') this.#settle(id);
    else if (told === 'nobody') this.#deliverAlone(news, id);
  }

  close(): void {
    this.#stop();
    for (const id of [...this.#awaited.keys()]) this.#settle(id);
  }

  #hear(id: string, news: News, place: EventPlace): void {
    this.#settle(id);
    if (this.#delivered.delete(id)) this.#options.onPlace(place, true);
    else this.#options.deliver(news, place);
  }

  #deliverAlone(news: News, id: string): void {
    if (!this.#settle(id)) return;
    this.#delivered.set(id, news);
    for (const oldest of this.#delivered.keys()) {
      if (this.#delivered.size <= MOST_LATE) break;
      this.#delivered.delete(oldest);
    }
    this.#options.deliver(news, undefined);
  }

  /** Returns whether it was awaited. */
  #settle(id: string): boolean {
    this.#awaited.get(id)?.();
    return this.#awaited.delete(id);
  }

  async #catchUp(): Promise<void> {
    await this.#find();
    const { store, tagsOf } = this.#options;
    for (const [id, news] of [...this.#delivered]) {
      const told = await store.announce({ id, news, tags: tagsOf(news) });
      if (told === 'before') this.#delivered.delete(id);
    }
  }

  async #find(): Promise<void> {
    const place = await this.#options.store.lastEvent();
    if (place !== undefined) this.#options.onPlace(place, false);
  }
}
