import type { Read, Write } from '../fivetran/endpoint.ts';
import { Unauthorized } from '../fivetran/errors.ts';
import type { Answer, Caller, Partition } from '../fivetran/partition.ts';
import { QuotaExceeded } from '../fivetran/quota-errors.ts';
import type { Attempt, OnBehalf } from '../fivetran/wire-call.ts';
import { type Action, type Area, Denied, type Permit } from '../policy/permit.ts';
import type { Patience } from './patience.ts';
import { groupOf } from './place.ts';
import type { Trail } from './trail.ts';

/** A row of an operation's trace: one read or write of the REST API. Times in ms since the operation began. */
export interface TraceRow {
  readonly at: number;
  readonly ms: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly from: 'wire' | 'cache' | 'flight';
}

/** What an operation has cost so far. */
export interface Cost {
  calls: number;
  retries: number;
  cacheHits: number;
  stale: boolean;
  /** Whether a list that is filtered here stopped at the budget. */
  partial: boolean;
}

/** What a whole answer was made of. */
export interface Basis {
  /** The clock's ms at which the first of its reads goes stale. */
  readonly expires: number;
  readonly tags: readonly string[];
  /** Generation stamp of the tags; another one means that something was written. */
  readonly stamp: number;
}

/** An operation needs more calls than it may make. Thrown before the batch of calls that would not fit. */
export class BudgetExceeded extends Error {
  readonly needed: number;
  readonly limit: number;
  constructor(needed: number, limit: number) {
    super(`This operation needs at least ${needed} REST calls; it may make ${limit}`);
    this.name = 'BudgetExceeded';
    this.needed = needed;
    this.limit = limit;
  }
}

/** An answer that the operation has, and the generation under which it is good. */
interface Had {
  readonly answer: Answer<unknown>;
  readonly stamp: number;
}

/** Calls of an operation that may wait for room in the quota, where there is none now. */
const MAY_WAIT = 10;

/** How long what an operation reads after a write may take, in milliseconds. */
const AFTER_WRITE_MS = 30_000;

export interface ReaderOptions {
  readonly partition: Partition;
  readonly permit: Permit;
  /** What the operation leaves in the audit log. */
  readonly trail: Trail;
  readonly client: string;
  readonly callsPerHour?: number;
  /** `background`: gives way to what somebody waits for. @default read */
  readonly kind?: 'read' | 'background';
  /** The clock's milliseconds when the answer is of no use any more. */
  readonly deadline: number;
  /** How long the operation waits for what it reads. */
  readonly patience: Patience;
  /** The most REST calls that the operation may make; asked when it matters, since the plan may be learned meanwhile. */
  readonly budget: () => number;
  /** `Cache-Control: no-cache`: nothing from before the operation is served. */
  readonly fresh: boolean;
  readonly trace: boolean;
  /** Items in a page of a list as it is asked of Fivetran, 1 to 1000. */
  readonly pageSize: number;
}

/**
 * An operation's way to Fivetran: refuses what its caller may not do, keeps the budget, counts and traces. One for each
 * operation, made with its caller's permit, so that no loader can forget to ask.
 */
export class Reader {
  readonly cost: Cost = { calls: 0, retries: 0, cacheHits: 0, stale: false, partial: false };
  readonly trace: TraceRow[] | undefined;
  /** Whether something was written, or may have been. */
  hasWritten = false;
  readonly partition: Partition;
  readonly pageSize: number;
  readonly startedAt: number;
  readonly permit: Permit;
  readonly trail: Trail;
  readonly #options: ReaderOptions;
  #onBehalf: OnBehalf;
  #patience: Patience | undefined;
  readonly #onSend = (number: number) => {
    if (number === 1) this.cost.calls += 1;
    else this.cost.retries += 1;
  };
  readonly #onAttempt = (attempt: Attempt) => this.#record(attempt);
  readonly #tags = new Set<string>();
  // Whoever asks again in the operation is told the same: of a read that was begun ahead, or that two fields need.
  readonly #failed = new Map<string, Error>();
  // So is what has come: the cache may not keep it, such as a list a moment after a write, or have to read its text again.
  readonly #answers = new Map<string, Had>();
  readonly #total: number;
  #freshUntil = Number.POSITIVE_INFINITY;
  #shareable = true;
  #reserved = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.permit = options.permit;
    this.trail = options.trail;
    this.partition = options.partition;
    this.pageSize = options.pageSize;
    this.startedAt = options.partition.now();
    this.#total = options.partition.generations.total;
    this.trace = options.trace ? [] : undefined;
    this.#onBehalf = {
      kind: options.kind ?? 'read',
      client: options.client,
      ...(options.callsPerHour === undefined ? {} : { callsPerHour: options.callsPerHour }),
      operation: this,
      deadline: options.deadline,
    };
    this.#patience = options.patience;
  }

  /**
   * Until when the operation's whole answer may be given again, and what kills it before; undefined where it may not: it
   * is not made of fresh reads alone, or something was written meanwhile.
   */
  get basis(): Basis | undefined {
    const { generations } = this.partition;
    if (!this.#shareable || this.#tags.size === 0 || generations.total !== this.#total) return undefined;
    const tags = [...this.#tags];
    return { expires: this.#freshUntil, tags, stamp: generations.stamp(tags) };
  }

  /** Says that the answer is of this operation alone: it tells of the caller, or of the moment. */
  keepToItself(): void {
    this.#shareable = false;
  }

  #depend(read: Read<unknown>, answer: Answer<unknown>): void {
    if (answer.expires < this.#freshUntil) this.#freshUntil = answer.expires;
    if (answer.expires === 0) this.#shareable = false;
    for (const tag of read.endpoint.tags(read.params)) this.#tags.add(tag);
  }

  /** A fresh cached answer, without waiting; undefined where there is none. */
  peek<Data>(read: Read<Data>): Answer<Data> | undefined {
    this.#demand(read);
    const answer =
      this.#had(read, 0) ?? this.#keep(read, this.#stampOf(read), this.partition.peek(read, this.#since(0)));
    if (answer === undefined) return undefined;
    this.#depend(read, answer);
    this.#served(read, answer, this.partition.now());
    return answer;
  }

  /** What the operation itself has read already, unless it was made old since. */
  #had<Data>(read: Read<Data>, since: number): Answer<Data> | undefined {
    const had = this.#answers.get(read.target);
    if (had === undefined || had.answer.sentAt < since) return undefined;
    if (had.stamp !== this.#stampOf(read)) return undefined;
    return had.answer as Answer<Data>;
  }

  /** @param stamp the generation when it was asked for: what was written since has made it old */
  #keep<Had extends Answer<unknown> | undefined>(read: Read<unknown>, stamp: number, answer: Had): Had {
    if (answer === undefined) return answer;
    this.#answers.set(read.target, { answer: { ...answer, from: 'cache' }, stamp });
    return answer;
  }

  #stampOf({ endpoint, params }: Read<unknown>): number {
    return this.partition.generations.stamp(endpoint.tags(params));
  }

  /** Whether a read would cost a call now. */
  costs(read: Read<unknown>): boolean {
    if (this.#failed.has(read.target) || this.#had(read, 0) !== undefined) return false;
    return !this.partition.isFree(read, this.#since(0));
  }

  /** Forgets what was read: something was written. */
  forget(): void {
    this.#failed.clear();
    this.#answers.clear();
  }

  /**
   * Reads once, also where it fails. `since`: what was asked before this time (the clock's ms) does not do.
   * @throws Denied, BudgetExceeded, FivetranError, QuotaExceeded
   */
  async read<Data>(read: Read<Data>, since = 0): Promise<Answer<Data>> {
    this.#demand(read);
    const failed = this.#failed.get(read.target);
    if (failed !== undefined) throw failed;
    const had = this.#had(read, since);
    if (had !== undefined) {
      this.#served(read, had, this.partition.now());
      return had;
    }
    const at = this.partition.now();
    const stamp = this.#stampOf(read);
    const ask = (signal?: AbortSignal) => this.partition.read(read, this.#caller(since, signal));
    const answer = await (this.#patience?.during(ask) ?? ask()).catch((error) => {
      // What failed, or was not there, may be otherwise the next time.
      this.#shareable = false;
      this.#failed.set(read.target, error);
      throw error;
    });
    this.#depend(read, answer);
    this.#keep(read, stamp, answer);
    if (answer.from !== 'wire') this.#served(read, answer, at);
    return answer;
  }

  /**
   * Claims `calls` of the operation's budget before they are made: all of them, or none.
   * @throws BudgetExceeded
   */
  reserve(calls: number): void {
    const needed = this.#reserved + calls;
    const budget = this.#options.budget();
    if (needed > budget) throw new BudgetExceeded(needed, budget);
    this.#reserved = needed;
  }

  /**
   * Refuses an operation that cannot be served, before its first call. A few calls more than are left may wait in the
   * limiter's queue for the window to slide; many would only be served in part.
   * @param least the fewest calls that it can cost
   * @throws BudgetExceeded, or QuotaExceeded where so many are not left of the quota
   */
  afford(least: number): void {
    if (least > this.#options.budget()) throw new BudgetExceeded(least, this.#options.budget());
    const { quota } = this.partition;
    const left = least > MAY_WAIT ? quota.drained(least) : least;
    if (left >= least) return;
    const { resetAt, limit } = quota.requests;
    const seconds = resetAt ? Math.ceil((resetAt - this.partition.now()) / 1000) : 1;
    throw new QuotaExceeded('deadline', {
      pool: 'requestsHour',
      retryAfterSeconds: Math.max(1, seconds),
      limit,
      remaining: left,
    });
  }

  /** Claims one call where `read` would cost one. */
  reserveFor(...reads: readonly Read<unknown>[]): void {
    const calls = reads.reduce((sum, read) => sum + (this.costs(read) ? 1 : 0), 0);
    if (calls > 0) this.reserve(calls);
  }

  /**
   * Writes; nobody can cancel it. What the operation reads afterwards is not cancelled either, and has its own time: a
   * reload or a test may have taken longer than the operation's.
   * @param reserved whether its call was claimed already, with others of a batch
   */
  async write<Data>(write: Write<Data>, reserved = false): Promise<Data> {
    const { area, action } = write.endpoint;
    if (area !== null) this.demand(area, action);
    if (!reserved) this.reserve(1);
    const group = groupOf(write, this.partition, this.pageSize);
    this.trail.sending(write, group);
    const sentAt = this.partition.now();
    let status = 0;
    const caller = this.#caller(0);
    const onAttempt = (attempt: Attempt) => {
      status = attempt.status;
      caller.onAttempt(attempt);
    };
    let refused = false;
    try {
      return await this.partition.write(write, { ...caller, onAttempt });
    } catch (error) {
      refused = error instanceof Unauthorized;
      throw error;
    } finally {
      if (!refused) this.hasWritten = true;
      this.trail.answered(write, group, status, sentAt);
      this.#patience = undefined;
      const deadline = this.partition.now() + AFTER_WRITE_MS;
      this.#onBehalf = { ...this.#onBehalf, deadline: Math.max(this.#onBehalf.deadline, deadline) };
    }
  }

  /** @throws Denied where the operation's caller may not do this */
  demand(area: Area, action: Action): void {
    if (this.permit.allows(area, action)) return;
    this.trail.refused(area, action);
    throw new Denied(area, action);
  }

  #demand({ endpoint: { area } }: Read<unknown>): void {
    if (area === null) return;
    this.demand(area, 'read');
    this.trail.areas.add(area);
  }

  #since(since: number): number {
    return this.#options.fresh ? Math.max(since, this.startedAt) : since;
  }

  #caller(since: number, signal?: AbortSignal): Caller {
    return {
      onBehalf: this.#onBehalf,
      ...(signal ? { signal } : {}),
      since: this.#since(since),
      onSend: this.#onSend,
      onAttempt: this.#onAttempt,
    };
  }

  #record(attempt: Attempt): void {
    this.trace?.push({
      at: tenths(attempt.sentAt - this.startedAt),
      ms: tenths(attempt.endedAt - attempt.sentAt),
      method: attempt.endpoint.method,
      path: attempt.target,
      status: attempt.status,
      from: 'wire',
    });
  }

  #served(read: Read<unknown>, answer: Answer<unknown>, at: number): void {
    if (answer.from === 'cache') this.cost.cacheHits += 1;
    if (answer.stale) this.cost.stale = true;
    this.trace?.push({
      at: tenths(at - this.startedAt),
      ms: tenths(this.partition.now() - at),
      method: 'GET',
      path: read.target,
      status: 200,
      from: answer.from === 'flight' ? 'flight' : 'cache',
    });
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;
