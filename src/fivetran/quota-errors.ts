import type { WindowName } from './quota-table.ts';

/** What stood in the way: a window of a pool, the client's own share, or a gate in front of the endpoint. */
export type ExceededPool = WindowName | 'clientHour' | 'endpoint';

interface Exceeded {
  readonly pool: ExceededPool;
  /** Whole seconds after which another try may succeed; at least 1. */
  readonly retryAfterSeconds: number;
  /** The pool's size and what is left of it, in calls; null for a gate, which has none. */
  readonly limit: number | null;
  readonly remaining: number | null;
}

/** A call was not made, because the quota has no room for it before its deadline, or too many wait already. */
export class QuotaExceeded extends Error {
  readonly pool: ExceededPool;
  readonly retryAfterSeconds: number;
  readonly limit: number | null;
  readonly remaining: number | null;

  constructor(reason: 'deadline' | 'queue full', exceeded: Exceeded) {
    const { pool, retryAfterSeconds, limit, remaining } = exceeded;
    const state = limit === null ? 'is shut by Fivetran' : `has ${remaining} of ${limit} calls left`;
    const why = reason === 'deadline' ? 'no room before the deadline' : 'too many calls wait already';
    super(`Fivetran's quota: ${why} (${pool} ${state}); try again in ${retryAfterSeconds} s`);
    this.name = 'QuotaExceeded';
    this.pool = pool;
    this.retryAfterSeconds = retryAfterSeconds;
    this.limit = limit;
    this.remaining = remaining;
  }
}
