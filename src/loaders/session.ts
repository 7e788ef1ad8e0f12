import type { Credential, Fivetran } from '../fivetran/client.ts';
import type { Partition } from '../fivetran/partition.ts';
import { type AuditedOperation, type AuditSink, noAudit } from '../policy/audit.ts';
import type { Area, Permit } from '../policy/permit.ts';
import { Loaders } from './loaders.ts';
import { Patience } from './patience.ts';
import type { Basis } from './reader.ts';
import { Trail } from './trail.ts';

/** Who a request is from, with which key it is served, and what it may do. */
export interface Caller {
  /** The client's name in logs, metrics and fair queues. */
  readonly client: string;
  readonly credential: Credential;
  readonly permit: Permit;
  /** The client's own share of the quota, in calls an hour. */
  readonly callsPerHour?: number;
}

export interface SessionOptions {
  readonly fivetran: Fivetran;
  /** REST calls that one operation may make; undefined takes the default of the account's plan. */
  readonly maxCallsPerOperation: number | undefined;
  readonly requestSeconds: number;
  /** Items in a page of a list as it is asked of Fivetran, 1 to 1000. */
  readonly pageSize: number;
  /** Where the audit log is kept. @default nowhere */
  readonly audit?: AuditSink;
}

/** What a request says of how it wants to be served. */
export interface Wishes {
  readonly signal: AbortSignal;
  /** Nothing from before the operation is to be served. */
  readonly fresh: boolean;
  readonly trace: boolean;
  /** How long it may take. @default as long as any operation may */
  readonly seconds?: number;
  /** @default read */
  readonly kind?: 'read' | 'background';
}

/** The data of an answer that may be given again. */
export interface KeptAnswer {
  /** The answer's `data`, as JSON. */
  readonly json: Buffer;
  /** The operation's name; null for one without. */
  readonly name: string | null;
  /** How many reads it was made of. */
  readonly reads: number;
  /** What the audit log says of it, each time that it is given. */
  readonly audit?: { readonly operation?: AuditedOperation; readonly areas: Iterable<Area> };
}

/** REST calls of one operation by default: a small share of the hour's quota, and of a trial's a fifth. */
const DEFAULT_BUDGET = { paid: 300, trial: 100 } as const;
/** Quotas up to this size are treated as a trial's. */
const SMALL_QUOTA = 5_000;

const permitIds = new WeakMap<Permit, number>();
let permits = 0;

function idOf(permit: Permit): number {
  let id = permitIds.get(permit);
  if (id === undefined) {
    permits += 1;
    id = permits;
    permitIds.set(permit, id);
  }
  return id;
}

/** A caller's place at this server: makes the loaders of its operations, and keeps whole answers for it alone. */
export class Session {
  readonly caller: Caller;
  readonly #options: SessionOptions;
  readonly #partition: Partition;
  // Two callers with the same key and different permits must not see each other's answers.
  readonly #prefix: string;
  readonly #ended = new AbortController();

  constructor(options: SessionOptions, caller: Caller) {
    this.caller = caller;
    this.#options = options;
    this.#partition = options.fivetran.partition(caller.credential);
    this.#prefix = `answer ${idOf(caller.permit)} ${caller.client} `;
  }

  /** The loaders of one operation. */
  createLoaders({ signal, fresh, trace, seconds = this.#options.requestSeconds, kind = 'read' }: Wishes): Loaders {
    const { permit, client, callsPerHour } = this.caller;
    const { pageSize, maxCallsPerOperation } = this.#options;
    const deadline = this.#partition.now() + seconds * 1000;
    return new Loaders({
      partition: this.#partition,
      permit,
      trail: this.#trail(),
      client,
      ...(callsPerHour === undefined ? {} : { callsPerHour }),
      kind,
      deadline,
      patience: new Patience({ clock: this.#options.fivetran.clock, deadline, signal }),
      budget: () => maxCallsPerOperation ?? defaultBudget(this.#partition),
      fresh,
      trace,
      pageSize,
    });
  }

  /** Says in the audit log that an answer was given that others, or this caller before, had asked for. */
  auditKept({ audit }: KeptAnswer): void {
    const trail = this.#trail();
    trail.operation = audit?.operation;
    trail.read(audit?.areas ?? [], 0);
  }

  #trail(): Trail {
    return new Trail({
      sink: this.#options.audit ?? noAudit,
      client: this.caller.client,
      credential: this.#partition.id,
      now: () => this.#partition.now(),
    });
  }

  /** Is aborted when the caller may not be served any more: its token was revoked, its grants or its key changed. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends what goes on for this caller: its subscriptions. What it has asked for before is still answered. */
  end(): void {
    this.#ended.abort();
  }

  /** Which credential it is served with, by the name of its partition. */
  get credentialId(): string {
    return this.#partition.id;
  }

  /** Listens for Fivetran's refusal of its credential; the returned function ends it. */
  onRefusal(listener: (error: Error) => void): () => void {
    return this.#partition.onRefusal(listener);
  }

  /** What Fivetran has last said to its credential. */
  get standing(): 'unknown' | 'accepted' | 'refused' {
    return this.#partition.standing;
  }

  /** What tells this caller's place from every other, for keys of requests that are alike. */
  get key(): string {
    return `${this.#partition.id} ${this.#prefix}`;
  }

  /** An answer that was kept for a request, unless one of the reads behind it went stale or was killed. */
  keptAnswer(request: string): KeptAnswer | undefined {
    const entry = this.#partition.keptAnswer(this.#prefix + request);
    if (entry === undefined || entry.expires <= this.#partition.now()) return undefined;
    const { answer, tags } = entry.data as { answer: KeptAnswer; tags: readonly string[] };
    return entry.stamp === this.#partition.generations.stamp(tags) ? answer : undefined;
  }

  keepAnswer(request: string, answer: KeptAnswer, { expires, tags, stamp }: Basis): void {
    const room = request.length + answer.json.length;
    const sentAt = this.#partition.now();
    this.#partition.keepAnswer(this.#prefix + request, { data: { answer, tags }, room, sentAt, expires, stamp });
  }

  /** The hourly quota as last known. */
  get rateLimit(): { limit: number; remaining: number } {
    const { limit, remaining } = this.#partition.quota.requests;
    return { limit, remaining };
  }
}

function defaultBudget({ quota }: Partition): number {
  return quota.requests.limit > SMALL_QUOTA ? DEFAULT_BUDGET.paid : DEFAULT_BUDGET.trial;
}
