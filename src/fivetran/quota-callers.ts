import { Gate } from './quota-gate.ts';
import type { CallKind, Pool } from './quota-pool.ts';
import type { Pools } from './quota-pools.ts';
import { Client, Lane } from './quota-queue.ts';
import { type PoolKind, poolSet } from './quota-table.ts';

/** Beyond so many clients, those that hold and wait for nothing are forgotten. */
const REMEMBERED = 1000;

const KINDS: readonly CallKind[] = ['write', 'read', 'background'];

/** Who calls, what: its lane has everything to ask before the call may be sent. */
interface Caller {
  readonly client: string;
  readonly clientShare?: number;
  readonly kind: CallKind;
  readonly pools: readonly PoolKind[];
  readonly endpoint: string;
}

/** The clients of an account with their lanes, and the gates in front of single endpoints. */
export class Callers {
  readonly #pools: Pools;
  readonly #clients = new Map<string, Client>();
  readonly #gates = new Map<string, Gate>();

  constructor(pools: Pools) {
    this.#pools = pools;
  }

  lane(caller: Caller, now: number): Lane {
    const client = this.#client(caller.client, now);
    if (client.share?.limit !== caller.clientShare) this.#setShare(client, caller.clientShare, now);
    return this.laneOf(client, caller.kind, poolSet(caller.pools), caller.endpoint);
  }

  /** A lane is kept with its client, so that the next call only looks it up. */
  laneOf(client: Client, kind: CallKind, set: number, endpoint: string): Lane {
    const gate = this.#gates.size === 0 ? undefined : this.#gates.get(endpoint);
    const plain = set * KINDS.length + KINDS.indexOf(kind);
    const key = gate ? `${plain} ${endpoint}` : plain;
    let lane = client.lanes.get(key);
    if (lane === undefined || lane.gate !== gate) {
      const pools = this.#pools.of(set);
      lane = new Lane(client, kind, set, client.share ? [...pools, client.share] : pools, gate);
      client.lanes.set(key, lane);
    }
    return lane;
  }

  /** Clients' own shares, by names that windows do not have. */
  *shares(): Iterable<readonly [string, Pool]> {
    for (const [name, { share }] of this.#clients) if (share) yield [`client ${name}`, share];
  }

  /** The client, if it is known. */
  find(name: string): Client | undefined {
    return this.#clients.get(name);
  }

  /** Shuts the gate in front of an endpoint. Returns whether it is a new one. */
  shut(endpoint: string, until: number): boolean {
    const gate = this.#gates.get(endpoint);
    if (gate === undefined) this.#gates.set(endpoint, new Gate(until));
    else gate.shutUntil = Math.max(gate.shutUntil, until);
    return gate === undefined;
  }

  /** The endpoint answered again. */
  lift(endpoint: string, gate: Gate): void {
    gate.lifted = true;
    if (this.#gates.get(endpoint) === gate) this.#gates.delete(endpoint);
  }

  #client(name: string, now: number): Client {
    let client = this.#clients.get(name);
    if (client === undefined) {
      if (this.#clients.size >= REMEMBERED) this.#forgetIdle(now);
      client = new Client();
      this.#clients.set(name, client);
    }
    return client;
  }

  #setShare(client: Client, share: number | undefined, now: number): void {
    if (client.share && share !== undefined) {
      client.share.limit = share;
      return;
    }
    client.share = share === undefined ? undefined : this.#pools.share(share, now);
    client.lanes.clear();
  }

  #forgetIdle(now: number): void {
    for (const [name, client] of this.#clients) {
      if (client.size === 0 && (client.share?.window.held(now) ?? 0) === 0) this.#clients.delete(name);
    }
  }
}
