import { QuotaExceeded } from './quota-errors.ts';
import type { Pool } from './quota-pool.ts';
import type { Ahead, Lane } from './quota-queue.ts';

/** What keeps a call back longest, and until when; without a pool it is the gate in front of its endpoint. */
interface Obstacle {
  readonly pool: Pool | undefined;
  readonly at: number;
}

export const NOBODY: Ahead = { own: 0, all: 0 };

/** Whether a call of this lane may be sent now. */
export function isOpen(lane: Lane, now: number): boolean {
  if (lane.gate?.passes(now) === false) return false;
  for (const pool of lane.pools) if (pool.room(lane.kind, now) < 1) return false;
  return true;
}

/** The likely obstacle of a call that so many others go ahead of, if no answer comes to change it. */
export function obstacle(lane: Lane, ahead: Ahead, now: number): Obstacle {
  return longest(lane, ahead, now, false);
}

/** The time before which a call of this lane can certainly not be sent, whatever answers come. */
export function notBefore(lane: Lane, ahead: Ahead, now: number): number {
  return longest(lane, ahead, now, true).at;
}

export function exceeded(reason: 'deadline' | 'queue full', lane: Lane, ahead: Ahead, now: number): QuotaExceeded {
  const { pool, at } = obstacle(lane, ahead, now);
  return new QuotaExceeded(reason, {
    pool: pool?.name ?? 'endpoint',
    retryAfterSeconds: Math.max(1, Math.ceil((at - now) / 1000)),
    limit: pool?.limit ?? null,
    remaining: pool ? Math.floor(pool.left(lane.kind, now)) : null,
  });
}

function longest(lane: Lane, ahead: Ahead, now: number, certain: boolean): Obstacle {
  const gated = lane.gate !== undefined && !lane.gate.lifted;
  let longest: Obstacle = {
    pool: gated ? undefined : lane.pools[0],
    at: gated ? Math.max(now, lane.gate.shutUntil) : now,
  };
  for (const pool of lane.pools) {
    const before = pool === lane.client.share ? ahead.own : ahead.all;
    const at = pool.opensAt(lane.kind, now, before + 1, certain);
    if (at > longest.at) longest = { pool, at };
  }
  return longest;
}
