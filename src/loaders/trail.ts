import type { Write } from '../fivetran/endpoint.ts';
import type { AuditedOperation, AuditLine, AuditSink } from '../policy/audit.ts';
import { sentenceOf } from '../policy/audit.ts';
import type { Action, Area } from '../policy/permit.ts';

export interface TrailOptions {
  readonly sink: AuditSink;
  readonly client: string;
  /** Tells credentials apart without telling what they are. */
  readonly credential: string;
  /** The clock's milliseconds. */
  readonly now: () => number;
}

/** A write whose line in the audit log cannot be written is not sent. */
class AuditUnavailable extends Error {
  constructor(cause: unknown) {
    super('Nothing was sent: the audit log cannot be written', { cause });
    this.name = 'AuditUnavailable';
  }
}

/** What one operation leaves in the audit log. */
export class Trail {
  /** Set as soon as it is known. */
  operation: AuditedOperation | undefined;
  readonly areas = new Set<Area>();
  readonly #options: TrailOptions;
  readonly #startedAt: number;
  readonly #refused = new Set<string>();

  constructor(options: TrailOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** What was refused, said once however many items of a list met it. */
  refused(area: Area, action: Action): void {
    if (this.#refused.has(`${area}:${action}`)) return;
    this.#refused.add(`${area}:${action}`);
    const reason = 'neither its grants nor the scope of this server allow it';
    this.#note({ ...this.#facts(), event: 'refusal', decision: 'refused', area, action, reason });
  }

  /** @throws AuditUnavailable before anything is sent */
  sending(write: Write<unknown>, group: string | undefined): void {
    try {
      this.#options.sink.commit(withSentence({ ...this.#write(write, group), phase: 'sending' }));
    } catch (cause) {
      throw new AuditUnavailable(cause);
    }
  }

  /** @param status of Fivetran's answer; 0 where none came */
  answered(write: Write<unknown>, group: string | undefined, status: number, sentAt: number): void {
    const durationMs = Math.round(this.#options.now() - sentAt);
    this.#note({ ...this.#write(write, group), phase: 'answered', status, durationMs });
  }

  /** The operation is over. Says what it has read, if anything. */
  read(areas: Iterable<Area>, calls: number): void {
    const names = [...areas].sort();
    if (names.length === 0 && calls === 0) return;
    const durationMs = Math.round(this.#options.now() - this.#startedAt);
    this.#note({ ...this.#facts(), event: 'read', decision: 'allowed', areas: names, calls, durationMs });
  }

  /** A subscription has begun. */
  listens(areas: Iterable<Area>, calls: number): void {
    this.#listening(areas, calls, 'begun');
  }

  /** It is over. Says all that was read for it, also with others who had asked the same. */
  listened(areas: Iterable<Area>, calls: number): void {
    this.#listening(areas, calls, 'ended');
  }

  #listening(areas: Iterable<Area>, calls: number, phase: 'begun' | 'ended'): void {
    const durationMs = Math.round(this.#options.now() - this.#startedAt);
    const names = [...new Set(areas)].sort();
    this.#note({
      ...this.#facts(),
      event: 'subscription',
      decision: 'allowed',
      phase,
      areas: names,
      calls,
      durationMs,
    });
  }

  #note(line: AuditLine): void {
    this.#options.sink.note(withSentence(line));
  }

  #facts() {
    const { client, credential, now } = this.#options;
    return {
      time: new Date(now()).toISOString(),
      client,
      credential: credential.slice(0, 12),
      ...(this.operation && { operation: this.operation }),
    };
  }

  #write({ endpoint, params }: Write<unknown>, group: string | undefined) {
    return {
      ...this.#facts(),
      event: 'write',
      decision: 'allowed',
      area: endpoint.area,
      action: endpoint.action,
      resource: params,
      ...(group === undefined ? {} : { group }),
    } as const;
  }
}

const withSentence = (line: AuditLine) => ({ ...line, sentence: sentenceOf(line) });
