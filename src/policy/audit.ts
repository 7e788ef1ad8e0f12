import type { Action, Area } from './permit.ts';

/** An operation as the audit log names it: never by its text. */
export interface AuditedOperation {
  readonly name: string | null;
  /** The first 16 hex digits of the SHA-256 of its text: tells operations apart and finds them where they are known. */
  readonly hash: string;
}

/** What is common to all lines of the audit log. */
interface AuditFacts {
  readonly time: string;
  readonly client: string;
  /** Tells Fivetran keys apart while the server runs; undefined where no key was at hand. */
  readonly credential?: string;
  readonly operation?: AuditedOperation;
  readonly decision: 'allowed' | 'refused';
  readonly durationMs?: number;
}

/** An operation that has read. */
export interface ReadLine extends AuditFacts {
  readonly event: 'read';
  readonly areas: readonly Area[];
  /** REST calls that it took. */
  readonly calls: number;
}

/** A subscription: when it begins, and when it is over, with all that was read for it. */
export interface SubscriptionLine extends AuditFacts {
  readonly event: 'subscription';
  readonly phase: 'begun' | 'ended';
  readonly areas: readonly Area[];
  readonly calls: number;
}

/** A write: before it is sent, and again when what came of it is known. */
export interface WriteLine extends AuditFacts {
  readonly event: 'write';
  readonly phase: 'sending' | 'answered';
  readonly area: Area | null;
  readonly action: Action;
  /** Ids of what is changed, as its path names them. */
  readonly resource: Readonly<Record<string, string>>;
  /** The name of the group around it, where it is known without a call. */
  readonly group?: string;
  /** The status of Fivetran's answer; 0 where none came. */
  readonly status?: number;
}

/** What a caller was not let do. */
export interface RefusalLine extends AuditFacts {
  readonly event: 'refusal';
  readonly area?: Area;
  readonly action?: Action;
  readonly reason: string;
  readonly address?: string;
}

export type AuditLine = ReadLine | SubscriptionLine | WriteLine | RefusalLine;

/** Where lines of the audit log go. */
export interface AuditSink {
  /** Takes a line that is to be written soon. Never throws. */
  note(line: object): void;
  /** The line is written when this returns. @throws where it cannot be */
  commit(line: object): void;
}

/** No audit log is kept. */
export const noAudit: AuditSink = { note: () => {}, commit: () => {} };

const DEEDS: Readonly<Record<Action, string>> = {
  read: 'read',
  create: 'created',
  update: 'changed',
  pause: 'paused or resumed',
  sync: 'triggered a sync of',
  resync: 'triggered a resync of',
  test: 'tested',
  reload: 'reloaded',
  approve: 'approved',
  connect: 'made a Connect Card of',
  delete: 'deleted',
};

const THINGS: Readonly<Record<Area, string>> = {
  connections: 'connection',
  schemas: 'schema config of connection',
  destinations: 'destination',
  groups: 'group',
  users: 'user',
  teams: 'team',
  roles: 'role',
  webhooks: 'webhook',
  certificates: 'certificate',
  'log-services': 'log service',
  config: 'config',
};

/** A line in English, for people who read the log. */
export function sentenceOf(line: AuditLine): string {
  const { client, decision } = line;
  if (line.event === 'read') {
    const areas = line.areas.length === 0 ? 'nothing that is granted' : line.areas.join(', ');
    return `${client} read ${areas} with ${line.calls} REST calls: ${decision}`;
  }
  if (line.event === 'subscription') {
    const what = `what happens to ${line.areas.join(', ')}`;
    return line.phase === 'begun'
      ? `${client} listens to ${what}: ${decision}`
      : `${client} has listened to ${what}, with ${line.calls} REST calls: ${decision}`;
  }
  if (line.event === 'refusal') {
    const what = line.area && line.action ? ` to ${line.action} in the area ${line.area}` : '';
    return `${client} was not let${what === '' ? ' in' : what}: refused, ${line.reason}`;
  }
  const thing = line.area === null ? 'something' : THINGS[line.area];
  const ids = Object.values(line.resource).join(' ');
  const where = line.group === undefined ? '' : ` in group ${line.group}`;
  const outcome = line.status === undefined ? decision : `Fivetran answered ${line.status || 'nothing'}`;
  return `${client} ${DEEDS[line.action]} ${thing}${ids === '' ? '' : ` ${ids}`}${where}: ${outcome}`;
}
