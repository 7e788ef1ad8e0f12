import { createHash, createHmac, createSecretKey, hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../store/store.ts';
import { accountInfo } from './account.ts';
import { AccountQuota } from './account-quota.ts';
import { Cache, MOST_PARTITIONS } from './cache.ts';
import { Circuit } from './circuit.ts';
import type { Clock } from './clock.ts';
import { callOf } from './endpoint.ts';
import { type Caller, Partition, type ReadCounts } from './partition.ts';
import { Quota, type QuotaOptions } from './quota.ts';
import { RetryBudget } from './retry.ts';
import { SecondLevel } from './second-level.ts';
import { Transport } from './transport.ts';
import { Unfinished } from './unfinished.ts';
import { Vault } from './vault.ts';
import type { WireOptions } from './wire-call.ts';

/** A Fivetran API key with its secret. */
export interface Credential {
  readonly key: string;
  readonly secret: string;
}

export interface FivetranOptions {
  readonly baseUrl: string;
  /** Calls in the air at once. */
  readonly concurrency: number;
  readonly cacheBytes: number;
  readonly quota: Omit<QuotaOptions, 'clock' | 'shared'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly proxy: boolean;
  /** Told each time that Fivetran refuses a credential. */
  readonly onRefused?: () => void;
  /** The largest answer that is read, in bytes. */
  readonly maxAnswerBytes?: number;
  /** What is shared with other replicas. @default nothing */
  readonly store?: SharedStore | undefined;
}

/** How long the client waits for what it reads for itself, in milliseconds. */
const OWN_READ_MS = 10_000;
const MOST_ANSWER_BYTES = 128 * 1024 * 1024;

/**
 * A client of Fivetran's REST API for any number of credentials. Each has its own partition of everything that is kept;
 * they share the connections, the bound on memory, and, where they belong to one account, its quota.
 */
export class Fivetran {
  readonly clock: Clock;
  readonly cache: Cache;
  /** Reads so far. */
  readonly reads: ReadCounts = { wire: 0, flight: 0, cache: 0, stale: 0 };
  readonly #options: FivetranOptions;
  readonly #transport: Transport;
  readonly #writing = new Unfinished();
  readonly #wire: WireOptions;
  readonly #partitions: LRUCache<string, Partition>;
  /** By account, as far as it is known. */
  readonly #quotas = new LRUCache<string, Quota>({ max: MOST_PARTITIONS });
  readonly #salt: ReturnType<typeof createSecretKey>;
  /** By a plain hash of the credential. */
  readonly #fingerprints = new LRUCache<string, string>({ max: 1000 });

  constructor(options: FivetranOptions) {
    this.#options = options;
    // Fingerprints are of use within this process only, unless others must know a credential by the same one. A secret is
    // long and random: from its fingerprint it cannot be guessed.
    this.#salt = createSecretKey(options.store ? Buffer.from('fivetran-graphql: shared partitions') : randomBytes(32));
    this.clock = options.clock;
    this.cache = new Cache(options.cacheBytes, () => options.clock.now());
    this.#transport = new Transport({
      baseUrl: options.baseUrl,
      concurrency: options.concurrency,
      maxAnswerBytes: options.maxAnswerBytes ?? MOST_ANSWER_BYTES,
      proxy: options.proxy,
      clock: options.clock,
    });
    this.#wire = {
      transport: this.#transport,
      clock: options.clock,
      retries: new RetryBudget(options.random),
      circuit: new Circuit(() => options.clock.now()),
    };
    this.#partitions = new LRUCache({
      max: MOST_PARTITIONS,
      dispose: (_, id) => this.cache.purge(id),
    });
    options.store?.listen({
      killed: (kill) => this.#partitions.peek(kill.partition)?.hear(kill),
      joined: () => {
        for (const partition of this.#partitions.values()) partition.catchUp();
      },
    });
  }

  /** Tells credentials apart without telling what they are: an HMAC of key and secret together. */
  fingerprint({ key, secret }: Credential): string {
    const text = `${key.length}:${key}:${secret}`;
    // A keyed hash takes ten times as long as this one, and a caller is told by it with every request.
    const place = hash('sha256', text, 'base64url');
    let fingerprint = this.#fingerprints.get(place);
    if (fingerprint === undefined) {
      fingerprint = createHmac('sha256', this.#salt).update(text).digest('base64url');
      this.#fingerprints.set(place, fingerprint);
    }
    return fingerprint;
  }

  /** The partition of a credential; the same one for as long as the credential is in use. */
  partition(credential: Credential): Partition {
    const id = this.fingerprint(credential);
    let partition = this.#partitions.get(id);
    if (partition === undefined) {
      partition = this.#open(id, credential);
      this.#partitions.set(id, partition);
    }
    return partition;
  }

  /** Makes old what is kept with these tags for any credential: an event does not say whose it is. */
  kill(tags: readonly string[]): void {
    for (const partition of this.#partitions.values()) partition.generations.kill(tags);
  }

  /** Whether no call is sent, because Fivetran does not answer. */
  get isCutOff(): boolean {
    return this.#wire.circuit.open;
  }

  /** Every quota that is in use: one for each account. */
  get quotas(): ReadonlySet<Quota> {
    return new Set([...this.#partitions.values()].map(({ quota }) => quota));
  }

  /** Waits for writes that were begun, then ends what else is in the air, which nobody waits for. */
  async close(): Promise<void> {
    await this.#writing.settled();
    await Promise.all([...this.quotas].map((quota) => quota.close()));
    await this.#transport.destroy();
  }

  #open(id: string, { key, secret }: Credential): Partition {
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    const { store } = this.#options;
    const quota: AccountQuota = new AccountQuota({
      own: new Quota({
        ...this.#options.quota,
        clock: this.clock,
        ...(store && { shared: { store, name: `key ${id}` } }),
      }),
      // Another replica may serve another key of the same account.
      isNeeded: () => store !== undefined || this.#partitions.size > 1,
      ask: () => partition.read(callOf(accountInfo), this.#forItself()),
      now: () => this.clock.now(),
    });
    const partition: Partition = new Partition({
      id,
      authorization: () => authorization,
      cache: this.cache,
      reads: this.reads,
      wire: this.#wire,
      writing: this.#writing,
      quota,
      secondLevel:
        store && new SecondLevel({ store, partition: id, vault: new Vault({ key, secret }), clock: this.clock }),
      onAccount: (account) => {
        // The first key of an account brings what was learned with it; a further one joins what is known.
        const shared = this.#quotas.get(account) ?? quota.current;
        this.#quotas.set(account, shared);
        shared.shareAs(`account ${createHash('sha256').update(account).digest('base64url')}`);
        quota.join(shared);
      },
      onRefused: () => this.#options.onRefused?.(),
    });
    return partition;
  }

  /** Whoever reads what no operation has asked for; it is counted on none. */
  #forItself(): Caller {
    const deadline = this.clock.now() + OWN_READ_MS;
    return {
      onBehalf: { kind: 'read', client: '', operation: this, deadline },
      since: 0,
      onSend: () => {},
      onAttempt: () => {},
    };
  }
}
