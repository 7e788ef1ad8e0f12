import type { Gate } from './quota-gate.ts';
import type { CallKind, Pool } from './quota-pool.ts';

/** A call that waits for room. */
export interface Waiter {
  lane: Lane;
  readonly endpoint: string;
  readonly operation: object | string;
  readonly deadline: number;
  serve(now: number): void;
  refuse(error: unknown): void;
}

/** How many calls that need the same go first: of the same client, and of all. */
export interface Ahead {
  readonly own: number;
  readonly all: number;
}

/** The calls of one client that need the same: one waits exactly as long as another. */
export class Lane {
  readonly client: Client;
  readonly kind: CallKind;
  /** Which pools, as a number to compare by. */
  readonly set: number;
  /** Everything that must have room, the client's own share included. */
  readonly pools: readonly Pool[];
  readonly gate: Gate | undefined;
  /** Waiters by operation. Both the map and the sets are queues: the first is the next, who was served goes to the end. */
  readonly operations = new Map<object | string, Set<Waiter>>();
  size = 0;
  /** No waiter's deadline is earlier. */
  earliest = Number.POSITIVE_INFINITY;

  constructor(client: Client, kind: CallKind, set: number, pools: readonly Pool[], gate?: Gate) {
    this.client = client;
    this.kind = kind;
    this.set = set;
    this.pools = pools;
    this.gate = gate;
  }

  *waiters(): Iterable<Waiter> {
    for (const waiters of this.operations.values()) yield* waiters;
  }
}

/** A caller among whom the quota is divided. */
export class Client {
  /** Its `callsPerHour`, if it has one. */
  share: Pool | undefined;
  readonly lanes = new Map<number | string, Lane>();
  /** Lanes with waiters, the next to be served first. */
  readonly waiting = new Set<Lane>();
  size = 0;
}

const PRECEDENCE: Readonly<Record<CallKind, number>> = { write: 0, read: 1, background: 2 };

/**
 * Waiting calls, served round robin by client, then by operation; in an operation first come, first served. All calls
 * cost the same, so turns are fairness enough. A client whose calls cannot pass keeps its place but earns nothing by it.
 */
export class FairQueue {
  size = 0;
  readonly #clients = new Set<Client>();

  add(waiter: Waiter): void {
    const { lane } = waiter;
    const waiters = lane.operations.get(waiter.operation);
    if (waiters === undefined) lane.operations.set(waiter.operation, new Set([waiter]));
    else waiters.add(waiter);
    lane.earliest = Math.min(lane.earliest, waiter.deadline);
    lane.size++;
    lane.client.size++;
    lane.client.waiting.add(lane);
    this.#clients.add(lane.client);
    this.size++;
  }

  /** Returns whether it was waiting. */
  remove(waiter: Waiter): boolean {
    const { lane } = waiter;
    const waiters = lane.operations.get(waiter.operation);
    if (waiters?.delete(waiter) !== true) return false;
    if (waiters.size === 0) lane.operations.delete(waiter.operation);
    lane.size--;
    lane.client.size--;
    if (lane.size === 0) {
      lane.client.waiting.delete(lane);
      lane.earliest = Number.POSITIVE_INFINITY;
    }
    if (lane.client.size === 0) this.#clients.delete(lane.client);
    this.size--;
    return true;
  }

  /** Removes and returns the next call whose lane passes. */
  next(passes: (lane: Lane) => boolean): Waiter | undefined {
    for (const client of this.#clients) {
      const lane = nextLane(client, passes);
      if (lane === undefined) continue;
      for (const [operation, waiters] of lane.operations) {
        for (const waiter of waiters) {
          this.remove(waiter);
          if (waiters.size > 0) toTheEnd(lane.operations, operation, waiters);
          if (client.waiting.delete(lane)) client.waiting.add(lane);
          if (this.#clients.delete(client)) this.#clients.add(client);
          return waiter;
        }
      }
    }
    return undefined;
  }

  /** At least so many will be served before a call that is added now. */
  ahead(lane: Lane, operation: object | string): Ahead {
    const before = lane.operations.get(operation)?.size ?? 0;
    const own = before === 0 ? lane.operations.size : before + lane.operations.size - 1;
    let all = own;
    for (const client of this.#clients) {
      if (client === lane.client) continue;
      for (const other of client.waiting) {
        if (other.set === lane.set && other.kind === lane.kind) all += Math.min(own, other.size);
      }
    }
    return { own, all };
  }

  *lanes(): Iterable<Lane> {
    for (const client of this.#clients) yield* client.waiting;
  }

  /** The last call of the client that has most calls waiting, if that is another client, and has more waiting than this one. */
  mostCrowding(client: Client): Waiter | undefined {
    let most = client;
    for (const other of this.#clients) if (other.size > most.size) most = other;
    if (most === client) return undefined;
    let last: Waiter | undefined;
    for (const lane of most.waiting) for (const waiter of lane.waiters()) last = waiter;
    return last;
  }
}

function nextLane(client: Client, passes: (lane: Lane) => boolean): Lane | undefined {
  let next: Lane | undefined;
  for (const lane of client.waiting) {
    const first = next === undefined || PRECEDENCE[lane.kind] < PRECEDENCE[next.kind];
    if (first && passes(lane)) next = lane;
  }
  return next;
}

function toTheEnd<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
