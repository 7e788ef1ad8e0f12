import { Bus, type BusOptions } from './bus.ts';
import type { ConnectionEvent } from './event.ts';
import { Polling, type PollingOptions } from './polling.ts';

export interface HubOptions {
  /** Tells this process from every other that was or will be; only letters and digits. */
  readonly name: string;
  readonly now: () => number;
  readonly ringSize?: number;
  readonly queueSize?: number;
}

/** Credentials whose past events are kept at once. */
const MOST_POLLED = 1000;

/** What a credential's own bus needs. */
export interface PolledSource extends Omit<PollingOptions, 'publish'> {
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** A bus with what feeds it. */
export interface Channel {
  readonly bus: Bus;
  /** Settles once nothing that happens from now on is missed. */
  readonly ready: () => Promise<void>;
}

/** All buses of a server: one that webhooks feed, or, where they cannot reach it, one for each credential that is polled. */
export class Hub {
  readonly #options: HubOptions;
  readonly #polled = new Map<string, Channel & { readonly polling: Polling }>();
  #webhooks: Bus | undefined;
  #count = 0;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** A bus that somebody else publishes on. */
  open(onEvent: BusOptions['onEvent']): Bus {
    this.#webhooks = this.#bus('w', onEvent);
    return this.#webhooks;
  }

  /** The bus of a credential, which is polled while somebody listens. `source` is asked for the first time only. */
  polled(key: string, source: () => PolledSource): Channel {
    const known = this.#polled.get(key);
    if (known !== undefined) return known;
    this.#forgetIdle();
    const { onEvent, ...options } = source();
    const polling: Polling = new Polling({ ...options, publish: (news) => bus.publish(news) });
    const bus = this.#bus(`p${this.#count++}`, onEvent, (listened) => (listened ? polling.start() : polling.stop()));
    const channel = { bus, polling, ready: () => polling.ready };
    this.#polled.set(key, channel);
    return channel;
  }

  /** Who listens, over all buses. */
  get subscribers(): number {
    let count = this.#webhooks?.subscribers ?? 0;
    for (const { bus } of this.#polled.values()) count += bus.subscribers;
    return count;
  }

  /** Ends every subscription, and stops to look. */
  close(): void {
    this.#webhooks?.close();
    for (const { bus, polling } of this.#polled.values()) {
      bus.close();
      polling.stop();
    }
  }

  // Anybody can come with a credential that there is not; what nobody listens to is not kept for ever.
  #forgetIdle(): void {
    for (const [key, { bus }] of this.#polled) {
      if (this.#polled.size < MOST_POLLED) return;
      if (bus.subscribers === 0) this.#polled.delete(key);
    }
  }

  #bus(kind: string, onEvent: BusOptions['onEvent'], onListened?: BusOptions['onListened']): Bus {
    const { name, ...options } = this.#options;
    return new Bus({ ...options, name: `${name}${kind}`, onEvent, ...(onListened ? { onListened } : {}) });
  }
}
