import type { Kill } from '../store/store.ts';
import { type Account, accountInfo } from './account.ts';
import type { AccountQuota } from './account-quota.ts';
import type { Cache } from './cache.ts';
import type { Clock } from './clock.ts';
import { LIFETIMES, type Read, type Write } from './endpoint.ts';
import { type Entry, type Kept, roomOfJson } from './entry.ts';
import { MalformedAnswer, NotFound, OutcomeUnknown, Unauthorized, Unavailable } from './errors.ts';
import { Flight } from './flight.ts';
import { Generations } from './generations.ts';
import type { Quota } from './quota.ts';
import { Recent } from './recent.ts';
import type { SecondLevel } from './second-level.ts';
import type { Unfinished } from './unfinished.ts';
import { type Attempt, makeCall, type OnBehalf, type WireAnswer, type WireOptions } from './wire-call.ts';

/** After a 401 the key is not tried again for so long. */
const REFUSED_MS = 60_000;
/** How long after its lifetime an answer may be served while it is being read anew, as a share of the lifetime. */
const STALE_SHARE = 1;
/** How old an answer may be that is served because upstream is down. */
const STALE_IF_ERROR_MS = 60 * 60_000;
/** For so long upstream may answer nothing at all before old answers stand in. */
const SILENCE_MS = 5_000;
/** For so long after a sync, a pause or a test Fivetran may still tell the state before it. */
const UNSETTLED_MS = 30_000;
/** For so long after a write a list may still show the state before it (2 s were seen). */
const LISTS_LAG_MS = 3_000;

/** Where an answer came from. */
export type Source = 'wire' | 'cache' | 'flight';

/** A read as its caller sees it: the data, whether it is older than its lifetime, and when it was sent at the latest. */
export interface Answer<Data> {
  readonly data: Data;
  readonly stale: boolean;
  readonly sentAt: number;
  /** Until when it is fresh (the clock's ms); 0 where it was not kept. */
  readonly expires: number;
  readonly from: Source;
}

/** Reads by where their answers came from; `stale` is of those from the cache that were older than their lifetime. */
export type ReadCounts = Record<Source | 'stale', number>;

/** What a caller brings to a read or a write. */
export interface Caller {
  readonly onBehalf: OnBehalf;
  readonly signal?: AbortSignal;
  /** Answers to requests that were sent before this are of no use, in the clock's milliseconds; 0 takes any. */
  readonly since: number;
  /** Told when a call is about to be sent for it: 1 for the first attempt, more for repetitions. */
  readonly onSend: (number: number) => void;
  readonly onAttempt: (attempt: Attempt) => void;
}

/** How large a list was when it was last walked: to the end, or as far as `complete` tells. */
export interface Size {
  readonly items: number;
  readonly pages: number;
  readonly complete: boolean;
}

export interface PartitionOptions {
  readonly id: string;
  readonly authorization: () => string;
  readonly cache: Cache;
  /** Of all credentials. */
  readonly reads: ReadCounts;
  readonly wire: WireOptions;
  /** Of all credentials: writes that were begun and are not done. */
  readonly writing: Unfinished;
  readonly quota: AccountQuota;
  /** What other replicas have read. @default there are none */
  readonly secondLevel?: SecondLevel | undefined;
  /** Told which account the credential belongs to, once an answer says so. */
  readonly onAccount: (account: string) => void;
  /** Told when Fivetran refuses the credential. */
  readonly onRefused: () => void;
}

/** Everything that is kept for one credential, and for no other: cached answers, flights, generations, sizes. */
export class Partition {
  readonly id: string;
  readonly generations = new Generations();
  /** What was learned of the sizes of lists, by target: items and pages. */
  readonly sizes = new Map<string, Size>();
  readonly #options: PartitionOptions;
  readonly #clock: Clock;
  readonly #flights = new Map<string, Flight<WireAnswer<unknown>>>();
  readonly #unsettled = new Recent(UNSETTLED_MS);
  readonly #lagging = new Recent(LISTS_LAG_MS);
  #refusedUntil = 0;
  #refusal: Unauthorized | undefined;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #accepted = false;
  readonly #onRefusal = new Set<(error: Unauthorized) => void>();

  constructor(options: PartitionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#clock = options.wire.clock;
  }

  get quota(): Quota {
    return this.#options.quota.current;
  }

  now(): number {
    return this.#clock.now();
  }

  /** What Fivetran has last said to the credential; `unknown` until it is used. */
  get standing(): 'unknown' | 'accepted' | 'refused' {
    if (this.#refusal !== undefined) return 'refused';
    return this.#accepted ? 'accepted' : 'unknown';
  }

  /** Listens for Fivetran's refusal of the credential; the returned function ends it. */
  onRefusal(listener: (error: Unauthorized) => void): () => void {
    this.#onRefusal.add(listener);
    return () => this.#onRefusal.delete(listener);
  }

  /** A cached answer that is fresh enough, without waiting for anything. */
  peek<Data>(read: Read<Data>, since: number): Answer<Data> | undefined {
    const entry = this.#usable(read, since);
    if (entry === undefined || entry.expires <= this.#clock.now()) return undefined;
    entry.uses += 1;
    this.#options.reads.cache += 1;
    return { data: entry.data as Data, stale: false, sentAt: entry.sentAt, expires: entry.expires, from: 'cache' };
  }

  /** The cache in which a whole answer of an operation is kept, beside the reads that it was made of. */
  keepAnswer(key: string, answer: Kept): void {
    this.#options.cache.set(this.id, key, answer);
  }

  keptAnswer(key: string): Entry | undefined {
    return this.#options.cache.get(this.id, key);
  }

  /** Whether `read` would cost no call now: it is cached, or in the air. */
  isFree(read: Read<unknown>, since: number): boolean {
    const entry = this.#usable(read, since);
    if (entry !== undefined && entry.expires > this.#clock.now()) return true;
    return this.#joinable(read, since) !== undefined;
  }

  /**
   * Reads: from the cache, else by joining a flight, else over the wire.
   * @throws FivetranError, QuotaExceeded, or the signal's reason
   */
  async read<Data>(read: Read<Data>, caller: Caller): Promise<Answer<Data>> {
    const cached = this.peek(read, caller.since) ?? this.#staleWhileRevalidate(read, caller);
    if (cached !== undefined) return cached;
    this.#demandNotRefused();
    let flight = this.#joinable(read, caller.since);
    let from: Source = flight === undefined ? 'wire' : 'flight';
    flight ??= this.#start(read, caller);
    try {
      const answer = await this.#unlessSilent(flight, read, caller);
      if (answer.elsewhere) from = 'cache';
      // Another replica may have asked before the time that this caller demands, though the flight began after it.
      if (answer.elsewhere && answer.sentAt < caller.since) return await this.read(read, caller);
      const expires = this.#usable(read, answer.sentAt)?.expires ?? 0;
      return { data: answer.data as Data, stale: false, sentAt: answer.sentAt, expires, from };
    } catch (error) {
      const old = error instanceof Unavailable ? this.#standIn(read, caller) : undefined;
      if (old === undefined) throw error;
      this.#options.reads.stale += 1;
      return { data: old.data as Data, stale: true, sentAt: old.sentAt, expires: 0, from: 'cache' };
    } finally {
      this.#options.reads[from] += 1;
    }
  }

  /** An old answer that may be served because upstream is down. */
  #standIn(read: Read<unknown>, { since }: Caller): Entry | undefined {
    const old = this.#usable(read, since);
    return old !== undefined && this.#clock.now() - old.sentAt <= STALE_IF_ERROR_MS ? old : undefined;
  }

  /**
   * Waits for a flight, but where an old answer can stand in no longer than until upstream has been silent for a while:
   * not for a call that is slow while others are answered. The flight goes on.
   */
  async #unlessSilent(flight: Flight<WireAnswer<unknown>>, read: Read<unknown>, caller: Caller) {
    const waiting = flight.wait(caller.signal);
    if (this.#standIn(read, caller) === undefined) return waiting;
    const { promise: silent, reject } = Promise.withResolvers<never>();
    let cancel = () => {};
    const look = () => {
      const left = SILENCE_MS - this.#options.wire.circuit.silence;
      if (left > 0 || this.#standIn(read, caller) === undefined) {
        cancel = this.#clock.setTimer(this.#clock.now() + Math.max(left, SILENCE_MS / 5), look);
        return;
      }
      flight.wait(undefined).catch(() => {});
      reject(new Unavailable('Fivetran has answered nothing for a while', 'timeout', true));
    };
    look();
    return Promise.race([waiting, silent]).finally(() => cancel());
  }

  /**
   * Sends a write and waits until its outcome is known; nobody can cancel it. What it makes old is dead from before it
   * is sent until after it is answered, also where it fails; what its answer tells is in the cache when this returns.
   * @throws OutcomeUnknown where it may have happened and may not be repeated; else as `read`
   */
  async write<Data>(write: Write<Data>, caller: Caller): Promise<Data> {
    this.#demandNotRefused();
    const { endpoint, params, body = {} } = write;
    const kills = endpoint.kills(params, body);
    this.generations.kill(kills);
    const { secondLevel } = this.#options;
    void secondLevel?.kill({ tags: kills, early: true });
    const stamps = () => new Map(kills.map((tag) => [tag, this.generations.stamp([tag])]));
    const begun = stamps();
    let ended = begun;
    let told: Promise<void> | undefined;
    let answer: WireAnswer<Data>;
    try {
      answer = await this.finish(this.#send(write, caller));
    } finally {
      ended = stamps();
      const unsettled = endpoint.unsettles?.(params) ?? [];
      this.hear({ tags: kills, unsettled });
      told = secondLevel?.kill({ tags: kills, unsettled });
    }
    const primed = endpoint.primes?.(answer.data, params);
    // What two writes of one thing have answered may come in another order than they were done in.
    const alone = primed?.read.endpoint.tags(primed.read.params).every((tag) => begun.get(tag) === ended.get(tag));
    if (primed !== undefined && alone) this.#prime(primed.read, { ...answer, data: primed.data });
    // Whoever has the answer may ask another replica next.
    if (told !== undefined) await told;
    return answer.data;
  }

  /** Something was seen to have changed: what is kept of it is old, here and in the other replicas. */
  outdate(tags: readonly string[]): void {
    this.generations.kill(tags);
    void this.#options.secondLevel?.kill({ tags, early: true });
  }

  /** What other replicas have written in the meantime is not known. */
  catchUp(): void {
    this.generations.killAll();
    void this.#options.secondLevel?.catchUp();
  }

  /** Something was written, here or by another replica. */
  hear({ tags, all, unsettled = [], early }: Omit<Kill, 'partition'>): void {
    if (all) this.#forget();
    this.generations.kill(tags);
    if (early) return;
    this.#lagging.note(tags, this.#clock.now());
    this.#unsettled.note(unsettled, this.#clock.now());
  }

  async #send<Data>(write: Write<Data>, caller: Caller): Promise<WireAnswer<Data>> {
    const { endpoint } = write;
    let attempts = 0;
    try {
      return await makeCall(this.#options.wire, await this.#options.quota.next(), {
        endpoint,
        target: write.target,
        ...(write.body === undefined ? {} : { body: write.body }),
        authorization: this.#options.authorization(),
        onBehalf: { ...caller.onBehalf, kind: 'write' },
        repeatable: endpoint.idempotent,
        onSend: caller.onSend,
        onAttempt: (attempt) => {
          attempts = attempt.number;
          caller.onAttempt(attempt);
        },
      });
    } catch (error) {
      if (error instanceof Unauthorized) this.#refuse(error);
      // The attempt before, whose answer was lost, has deleted it.
      if (error instanceof NotFound && endpoint.method === 'DELETE' && attempts > 1) {
        return { data: undefined as Data, body: Buffer.alloc(0), sentAt: this.#clock.now() };
      }
      if (!endpoint.idempotent && mayHaveHappened(error)) {
        const check = endpoint.check ?? 'look at its state before you send it again';
        throw new OutcomeUnknown(`Fivetran did not say whether this was done: ${check}`, {}, { cause: error });
      }
      throw error;
    }
  }

  /** Work of several writes: the connections are not closed before it is done, also where nobody waits for it. */
  finish<Value>(work: Promise<Value>): Promise<Value> {
    return this.#options.writing.track(work);
  }

  /** Whether Fivetran may still tell what was before a write of this: nothing with these tags is served from the cache. */
  isUnsettled(tags: readonly string[]): boolean {
    return this.#unsettled.has(tags, this.#clock.now());
  }

  /** Whether something was written so short a time ago that lists may not show it yet. */
  isJustWritten(tags: readonly string[]): boolean {
    return this.#lagging.has(tags, this.#clock.now());
  }

  /** What the last write of it has answered, where that is what is known best; it may be unsettled. */
  told<Data>(read: Read<Data>): Data | undefined {
    const entry = this.#options.cache.get(this.id, read.target);
    const tags = read.endpoint.tags(read.params);
    return entry !== undefined && entry.stamp === this.generations.stamp(tags) ? (entry.data as Data) : undefined;
  }

  /** Keeps what a write's answer tells of a read; as an object, since the text is that of the write's answer. */
  #prime(read: Read<unknown>, { data, body }: WireAnswer<unknown>): void {
    const now = this.#clock.now();
    const stamp = this.generations.stamp(read.endpoint.tags(read.params));
    const expires = now + LIFETIMES[read.endpoint.lifetime];
    this.#options.cache.set(this.id, read.target, { data, room: roomOfJson(body.length), sentAt: now, expires, stamp });
  }

  #usable(read: Read<unknown>, since: number): Entry | undefined {
    const entry = this.#options.cache.get(this.id, read.target);
    if (entry === undefined || entry.sentAt < since) return undefined;
    if (this.isUnsettled(read.endpoint.tags(read.params))) return undefined;
    if (entry.stamp === this.generations.stamp(read.endpoint.tags(read.params))) return entry;
    this.#options.cache.delete(this.id, read.target);
    return undefined;
  }

  #joinable(read: Read<unknown>, since: number): Flight<WireAnswer<unknown>> | undefined {
    const flight = this.#flights.get(read.target);
    if (flight === undefined || flight.cancelled || flight.startedAt < since) return undefined;
    return flight.stamp === this.generations.stamp(read.endpoint.tags(read.params)) ? flight : undefined;
  }

  #staleWhileRevalidate<Data>(read: Read<Data>, caller: Caller): Answer<Data> | undefined {
    const entry = this.#usable(read, caller.since);
    if (entry === undefined || entry.uses < 2) return undefined;
    const lifetime = LIFETIMES[read.endpoint.lifetime];
    if (this.#clock.now() >= entry.expires + lifetime * STALE_SHARE || !this.#quotaIsPlentiful()) return undefined;
    if (this.#joinable(read, 0) === undefined) {
      const background = { ...caller, onBehalf: { ...caller.onBehalf, kind: 'background' as const } };
      this.#start(read, background)
        .wait(undefined)
        .catch(() => {});
    }
    this.#options.reads.stale += 1;
    return { data: entry.data as Data, stale: true, sentAt: entry.sentAt, expires: 0, from: 'cache' };
  }

  // Refreshing what might not be asked for again is for times when there is quota to spare.
  #quotaIsPlentiful(): boolean {
    const { remaining, limit } = this.quota.requests;
    return remaining > limit / 2;
  }

  #start(read: Read<unknown>, caller: Caller): Flight<WireAnswer<unknown>> {
    const stamp = this.generations.stamp(read.endpoint.tags(read.params));
    const flight = new Flight(this.#clock.now(), stamp, (signal) => this.#fly(read, caller, stamp, signal));
    this.#flights.set(read.target, flight);
    const land = () => {
      if (this.#flights.get(read.target) === flight) this.#flights.delete(read.target);
      flight.release();
    };
    flight.settled.then(land, land);
    return flight;
  }

  async #fly(read: Read<unknown>, caller: Caller, stamp: number, signal: AbortSignal): Promise<WireAnswer<unknown>> {
    const { secondLevel } = this.#options;
    const elsewhere = secondLevel && (await secondLevel.find(read, caller.since));
    if (elsewhere?.answer !== undefined && !this.isUnsettled(read.endpoint.tags(read.params))) {
      this.#learnAccount(read, elsewhere.answer);
      this.#keep(read, elsewhere.answer, stamp, elsewhere.expires);
      return elsewhere.answer;
    }
    try {
      // Other calls may wait until it is known whose account it is; the one that finds it out does not.
      const quota = read.endpoint.name === accountInfo.name ? this.quota : await this.#options.quota.next();
      const answer = await makeCall(this.#options.wire, quota, {
        endpoint: read.endpoint,
        target: read.target,
        authorization: this.#options.authorization(),
        onBehalf: caller.onBehalf,
        repeatable: true,
        signal,
        onSend: caller.onSend,
        onAttempt: caller.onAttempt,
      });
      this.#accept(answer.sentAt);
      this.#learnAccount(read, answer);
      const lifetime = LIFETIMES[read.endpoint.lifetime];
      const kept = this.#keep(read, answer, stamp, this.#clock.now() + lifetime);
      if (kept && elsewhere?.stamp !== undefined) secondLevel?.keep(read, answer, elsewhere.stamp, lifetime);
      return answer;
    } catch (error) {
      if (error instanceof Unauthorized) this.#refuse(error);
      throw error;
    }
  }

  #learnAccount(read: Read<unknown>, answer: WireAnswer<unknown>): void {
    if (read.endpoint.name === accountInfo.name) this.#options.onAccount((answer.data as Account).account_id);
  }

  /** Returns whether it may be kept. */
  #keep(read: Read<unknown>, answer: WireAnswer<unknown>, stamp: number, expires: number): boolean {
    const tags = read.endpoint.tags(read.params);
    if (stamp !== this.generations.stamp(tags) || this.isUnsettled(tags)) return false;
    if (read.endpoint.list && this.#lagging.has(tags, this.#clock.now())) return false;
    const { data, body, sentAt } = answer;
    const room = roomOfJson(body.length);
    this.#options.cache.set(this.id, read.target, { data, room, body, sentAt, expires, stamp });
    return true;
  }

  /** An answer tells nothing of the credential where it was refused after the request was sent. */
  #accept(sentAt: number): void {
    if (sentAt < this.#refusedAt) return;
    this.#refusal = undefined;
    this.#accepted = true;
  }

  #demandNotRefused(): void {
    if (this.#refusal === undefined || this.#clock.now() >= this.#refusedUntil) return;
    // The key may have been exchanged since.
    this.#options.onRefused();
    throw this.#refusal;
  }

  #refuse(error: Unauthorized): void {
    this.#forget();
    void this.#options.secondLevel?.kill({ tags: [], all: true, early: true });
    this.#refusedAt = this.#clock.now();
    this.#refusal = error;
    this.#refusedUntil = this.#clock.now() + REFUSED_MS;
    this.#options.onRefused();
    for (const listener of [...this.#onRefusal]) listener(error);
  }

  #forget(): void {
    this.#options.cache.purge(this.id);
    // What is still in the air was asked for with a key that is good no more: nobody else is served with it.
    this.generations.killAll();
  }
}

/** Whether a write that ended so may have been done all the same. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof Unavailable) return error.maybeSent;
  return error instanceof MalformedAnswer && error.status !== undefined && error.status < 300;
}
