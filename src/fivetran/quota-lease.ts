import type { LeaseReply, LeaseRequest, SharedStore, WindowRequest } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { PartOfPool } from './quota-part.ts';
import type { Pool } from './quota-pool.ts';
import type { Observation, Pools } from './quota-pools.ts';

/** How often a lease is renewed while calls are made or wait, and while nothing happens but that calls leave. */
const BUSY_MS = 200;
const IDLE_MS = 5_000;
/** How soon who waits asks again, where there was nothing to be had. */
const HUNGRY_MS = 100;
/** Calls to have in hand while calls are made: those of the last two intervals, and no fewer than this. */
const LEAST_AHEAD = 4;
/** Steps by which it is told when calls leave, beside the first that leaves. */
const STEPS = 8;
/** What headers said is judged by the replicas' calls at that time: so many past replies are kept. */
const REPLIES = 300;

/** Calls that wait for room in a pool: all but writes, and writes. */
export interface Need {
  need: number;
  urgent: number;
}

export interface QuotaLeaseOptions {
  readonly store: SharedStore;
  readonly clock: Clock;
  readonly pools: Pools;
  /** Every pool by the name that it has in the store: windows, and clients' own shares. */
  readonly named: () => Iterable<readonly [string, Pool]>;
  readonly needs: (now: number) => ReadonlyMap<Pool, Need>;
  /** More or fewer calls may be sent than before. */
  readonly onChange: () => void;
  /** Another replica was told that this is shut. */
  readonly onShut: (what: string, until: number) => void;
}

/**
 * A quota's part in what all replicas share. It holds a lease on every pool, so that most calls ask nobody; it is renewed,
 * enlarged and given back a few times a second. While the store is gone each replica has its part of the quota.
 */
export class QuotaLease {
  readonly #options: QuotaLeaseOptions;
  readonly #parts = new Map<Pool, PartOfPool>();
  /** The most that the others may have held up to each reply. */
  #peaks: { readonly at: number; readonly most: number }[] = [];
  #name: string;
  #shut: Record<string, number> = {};
  readonly #toldShut = new Map<string, number>();
  #taken = 0;
  #ahead = 0;
  #asking = false;
  #askAgain = false;
  #mayAskAt = Number.NEGATIVE_INFINITY;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #begun = false;
  #closed = false;
  #stopListening: (() => void) | undefined;

  constructor(name: string, options: QuotaLeaseOptions) {
    this.#name = name;
    this.#options = options;
    options.pools.later = [];
    for (const [, pool] of options.named()) this.#part(pool);
  }

  /** From now on it is the part of another quota: whose account it is has become known. */
  rename(name: string): void {
    if (name === this.#name) return;
    void this.#options.store.lease(this.#name, { windows: {}, shut: {}, closing: true });
    this.#name = name;
    if (this.#begun) void this.#ask();
  }

  /** A call was let through. */
  spent(): void {
    this.#taken += 1;
    const [, requests] = this.#requests();
    const now = this.#options.clock.now();
    const left = requests.allowed(now) - this.#options.pools.requests.window.held(now);
    if (left < this.#ahead / 2 && !requests.alone) this.#askAt(this.#mayAskAt, now);
    else this.#askAt(now + BUSY_MS, now);
  }

  /** A call waits that a larger lease might let through. */
  hungry(): void {
    this.#askAt(this.#mayAskAt, this.#options.clock.now());
  }

  /** Tells the others what Fivetran has shut. */
  shut(what: string, until: number): void {
    const now = this.#options.clock.now();
    this.#shut[what] = until - now;
    this.#toldShut.set(what, until);
    void this.#ask();
  }

  /** Gives back what is not needed, and keeps nothing going. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    this.#stopListening?.();
    if (this.#begun) await this.#options.store.lease(this.#name, this.#request(this.#options.clock.now()));
  }

  #requests(): readonly [Pool, PartOfPool] {
    const { requests } = this.#options.pools;
    return [requests, this.#part(requests)];
  }

  #part(pool: Pool): PartOfPool {
    let part = this.#parts.get(pool);
    if (part === undefined) {
      part = new PartOfPool();
      this.#parts.set(pool, part);
      pool.lease = part;
    }
    return part;
  }

  #askAt(at: number, now: number): void {
    if (this.#closed) return;
    if (at <= now) {
      void this.#ask();
      return;
    }
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const cancel = this.#options.clock.setTimer(at, () => {
      this.#timer = undefined;
      void this.#ask();
    });
    this.#timer = { at, cancel };
  }

  async #ask(): Promise<void> {
    if (this.#closed) return;
    this.#begun = true;
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    const { store, clock, pools } = this.#options;
    this.#stopListening ??= store.listen({ lost: () => this.#goAlone(), joined: () => this.#comeBack() });
    if (!store.state.shared) {
      this.#goAlone();
      return;
    }
    this.#asking = true;
    const name = this.#name;
    const told = pools.later?.splice(0) ?? [];
    const taken = this.#taken;
    const request = this.#request(clock.now());
    this.#shut = {};
    const reply = await store.lease(name, request);
    this.#asking = false;
    const now = clock.now();
    if (reply === undefined) {
      this.#goAlone();
    } else if (name === this.#name) {
      this.#take(reply, now);
    }
    this.#learn(told, now);
    this.#options.onChange();
    this.#goOn(taken, now);
  }

  /** When to ask next. */
  #goOn(taken: number, now: number): void {
    const [requests, part] = this.#requests();
    const waits = this.#options.needs(now).size > 0;
    this.#mayAskAt = waits ? now + HUNGRY_MS : now;
    if (this.#askAgain) this.#askAt(this.#mayAskAt, now);
    this.#askAgain = false;
    const busy = waits || taken > 0 || (this.#options.pools.later?.length ?? 0) > 0;
    if (waits) this.#askAt(now + HUNGRY_MS, now);
    else if (busy) this.#askAt(now + BUSY_MS, now);
    else if (requests.window.held(now) > 0 || part.siblings > 0) this.#askAt(now + IDLE_MS, now);
    else this.#rest();
  }

  /** Nothing is held: who comes and goes is of no concern until the next call. */
  #rest(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  #request(now: number): LeaseRequest {
    const { pools, named, needs } = this.#options;
    const needed = needs(now);
    this.#ahead = this.#closed || this.#taken + needed.size === 0 ? 0 : Math.max(LEAST_AHEAD, 2 * this.#taken);
    this.#taken = 0;
    const windows: Record<string, WindowRequest> = {};
    for (const [name, pool] of named()) {
      const window = this.#windowRequest(pool, needed.get(pool), isDrawnOften(name) ? this.#ahead : 0, now);
      if (window !== undefined) windows[name] = window;
    }
    const limit = pools.toldLimit;
    return { windows, ...(limit === undefined ? {} : { limit }), shut: this.#shut, closing: this.#closed };
  }

  #windowRequest(pool: Pool, need: Need | undefined, ahead: number, now: number): WindowRequest | undefined {
    const part = this.#part(pool);
    const held = pool.window.held(now);
    // Until the reply comes no more than what is told may be taken; what is not told is given back.
    const kept = held + Math.min(Math.max(0, part.allowed(now) - held), ahead);
    part.keep(kept);
    if (kept === 0 && need === undefined) return undefined;
    const steps: [number, number][] = [];
    for (let number = 0, before = 0; number <= STEPS && held > 0; number += 1) {
      const calls = Math.max(1, Math.ceil((held * number) / STEPS));
      if (calls > before) steps.push([Math.ceil(pool.window.leavesBy(calls, now) - now), calls - before]);
      before = calls;
    }
    return {
      length: pool.window.length,
      held: kept,
      certain: held - pool.window.inFlight,
      need: need?.need ?? 0,
      ahead: ahead - (kept - held),
      ceiling: pool.ceiling('read', now),
      urgent: need?.urgent ?? 0,
      urgentCeiling: pool.ceiling('write', now),
      steps,
    };
  }

  #take(reply: LeaseReply, now: number): void {
    const { pools, named, store } = this.#options;
    pools.later ??= [];
    if (reply.limit !== undefined) pools.hear(reply.limit);
    const { most = 0 } = reply.windows.requestsHour ?? {};
    this.#peaks.push({ at: now, most });
    if (this.#peaks.length > REPLIES) this.#peaks = this.#peaks.slice(-REPLIES / 2);
    for (const [name, pool] of named()) {
      const part = this.#part(pool);
      if (part.alone && pool === pools.requests) pools.restart(now);
      part.share(reply.windows[name], store.state.replicas, now);
      part.countedFor(reply.age, pool, now);
    }
    for (const [what, ms] of Object.entries(reply.shut)) {
      const until = now + ms;
      if ((this.#toldShut.get(what) ?? 0) > until - 1000) continue;
      this.#toldShut.set(what, until);
      this.#options.onShut(what, until);
    }
  }

  /** What headers have said of everybody's calls, less what the other replicas may have made of them. */
  #learn(told: readonly Observation[], now: number): void {
    const [, part] = this.#requests();
    for (const observation of told) {
      const since = this.#peaks.filter(({ at }) => at >= observation.mark.at);
      // What was before the first reply that is kept is not known: then nobody else is suspected.
      const known = since.length < this.#peaks.length || this.#peaks.length < REPLIES / 2;
      const most = part.alone ? 0 : known ? Math.max(part.siblings, ...since.map((peak) => peak.most)) : Infinity;
      this.#options.pools.learn(observation, now, { most, certain: part.alone ? 0 : part.certain });
    }
  }

  #goAlone(): void {
    if (this.#closed) return;
    const { store, clock, pools, named } = this.#options;
    const now = clock.now();
    for (const [, pool] of named()) this.#part(pool).goAlone(pool, store.state.replicas, now);
    // From now on headers speak of the other replicas as of anybody else.
    this.#learn(pools.later?.splice(0) ?? [], now);
    pools.later = undefined;
    this.#options.onChange();
  }

  #comeBack(): void {
    this.#options.pools.later = [];
    void this.#ask();
  }
}

/** Whether many calls draw on a pool: of the others none is held in hand, they are small and rarely used. */
const isDrawnOften = (name: string): boolean => name === 'requestsHour' || name.startsWith('client ');
