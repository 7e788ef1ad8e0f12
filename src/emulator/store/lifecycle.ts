import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Collection } from './collection.ts';
import type { Alert, Connection, ConnectionStatus, Destination, JsonObject } from './entities.ts';
import type { SchemaConfig } from './schema-config.ts';
import { dueAt, type Outcome, syncEnd } from './sync.ts';

/** How a connection behaves apart from what its row says. */
export interface Behaviour {
  /** How long its syncs take (ms), instead of what the emulator's latency says. */
  readonly syncMs?: number;
  /** How its syncs end, one after the other and round again. */
  readonly outcomes?: readonly Outcome[];
  /** A running sync cannot be stopped: a resync is a conflict. */
  readonly unstoppable?: boolean;
  /** Its credentials were revoked at the source: tests fail until config or auth are changed. */
  readonly revoked?: boolean;
}

/** What happened to a connection; webhooks tell of it. */
export interface AccountEvent {
  readonly event: string;
  readonly connection: Connection;
  /** Of a sync. */
  readonly syncId?: string;
  readonly data: JsonObject;
}

/** What syncs need of the account in which they run. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: { readonly sync: number };
  readonly connections: Collection<Connection>;
  readonly destinations: Collection<Destination>;
  stamp(): string;
  setStatus(connectionId: string, change: Partial<ConnectionStatus>): Connection;
  schemaConfig(connectionId: string): SchemaConfig | undefined;
  setSchemaConfig(connectionId: string): void;
  emit(event: AccountEvent): void;
}

interface Run {
  readonly syncId: string;
  readonly cancelTimer: () => void;
}

const warehouseTask: Alert = { code: 'reconnect_warehouse', message: 'Reconnect the destination: it is not connected' };
const reconnectTask: Alert = { code: 'reconnect', message: 'Reconnect: the credentials were rejected by the source' };
const nothing = () => {};

/** The states that connections pass through as syncs start and end, and as people pause, resume and re-sync them. */
export class Lifecycle {
  readonly #account: Surroundings;
  readonly #runs = new Map<string, Run>();
  readonly #planned = new Map<string, () => void>();
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #ended = new Map<string, number>();
  #schedules = false;

  constructor(account: Surroundings) {
    this.#account = account;
  }

  behaviour(id: string): Behaviour {
    return this.#behaviours.get(id) ?? {};
  }

  behave(id: string, change: Behaviour): void {
    this.#behaviours.set(id, { ...this.behaviour(id), ...change });
  }

  isRunning(id: string): boolean {
    return this.#runs.has(id);
  }

  /** From now on connections sync by their schedules. */
  keepSchedules(): void {
    this.#schedules = true;
    for (const { id } of this.#account.connections.list()) this.plan(id);
  }

  /** Starts a sync, unless one runs: then nothing happens. */
  start(id: string): void {
    if (this.#runs.has(id)) return;
    this.#cancelPlan(id);
    const connection = this.#account.setStatus(id, { sync_state: 'syncing', rescheduled_for: null });
    const syncId = this.#account.random.uuid();
    const wait = this.behaviour(id).syncMs ?? this.#account.latency.sync;
    this.#run(id, syncId, wait === 0 ? undefined : wait);
    this.#account.emit({ event: 'sync_start', connection, syncId, data: {} });
    if (wait === 0) this.finish(id);
  }

  /** A sync that was running before anybody looked. Without a time left it runs until it is finished. */
  adopt(id: string, timeLeft: number | undefined): void {
    this.#run(id, this.#account.random.uuid(), timeLeft);
  }

  #run(id: string, syncId: string, wait: number | undefined): void {
    const { clock } = this.#account;
    const timed = wait !== undefined && Number.isFinite(wait);
    const cancelTimer = timed ? clock.setTimer(clock.now() + wait, () => this.finish(id)) : nothing;
    this.#runs.set(id, { syncId, cancelTimer });
  }

  /** Ends the running sync; without an outcome, as the connection behaves. Nothing happens when none runs. */
  finish(id: string, outcome: Outcome = this.#outcome(id), reason?: string): void {
    const run = this.#runs.get(id);
    const connection = this.#account.connections.get(id);
    if (run === undefined || connection === undefined) return;
    run.cancelTimer();
    this.#runs.delete(id);
    const ended = syncEnd(
      connection,
      outcome,
      this.#taskFor(connection),
      this.#account.clock.now(),
      this.#account.stamp(),
    );
    this.#account.connections.update(id, ended.change);
    if (outcome === 'SUCCESSFUL' && this.#account.schemaConfig(id) === undefined) this.#account.setSchemaConfig(id);
    this.#account.emit({
      event: 'sync_end',
      connection: this.#account.connections.get(id) ?? connection,
      syncId: run.syncId,
      data: { status: outcome, ...ended.data, ...(reason !== undefined && { reason }) },
    });
    this.plan(id);
  }

  /** Stops the running sync, if there is one. */
  stop(id: string): void {
    if (this.#runs.has(id)) this.finish(id, 'CANCELED');
  }

  /** A historical sync of everything: now, or when the connection is resumed. */
  resync(id: string): void {
    this.stop(id);
    const connection = this.#account.setStatus(id, { is_historical_sync: true });
    this.#account.emit({ event: 'resync_connector', connection, data: {} });
    if (!connection.paused) this.start(id);
  }

  /** What the row says about pausing has changed: stop or plan accordingly. */
  pausedChanged(id: string): void {
    const connection = this.#account.connections.get(id);
    if (connection === undefined) return;
    if (connection.paused) {
      this.stop(id);
      this.#cancelPlan(id);
      this.#account.setStatus(id, { sync_state: 'paused', rescheduled_for: null });
    } else {
      this.#account.setStatus(id, { sync_state: 'scheduled' });
      // A re-sync that was asked for meanwhile is done now, and so is a first sync.
      if (
        connection.status.is_historical_sync &&
        connection.status.setup_state === 'connected' &&
        this.#hasDestination(connection)
      ) {
        this.start(id);
      } else {
        this.plan(id);
      }
    }
  }

  /** The connection is gone. */
  forget(id: string): void {
    this.#runs.get(id)?.cancelTimer();
    this.#runs.delete(id);
    this.#cancelPlan(id);
    this.#behaviours.delete(id);
    this.#ended.delete(id);
  }

  /** Sets the next sync by the connection's schedule. */
  plan(id: string): void {
    this.#cancelPlan(id);
    const connection = this.#account.connections.get(id);
    if (!this.#schedules || connection === undefined || this.#runs.has(id)) return;
    const { clock } = this.#account;
    const due = dueAt(connection, clock.now());
    if (due === undefined || !this.#hasDestination(connection)) return;
    this.#planned.set(
      id,
      clock.setTimer(due, () => this.start(id)),
    );
  }

  #cancelPlan(id: string): void {
    this.#planned.get(id)?.();
    this.#planned.delete(id);
  }

  #hasDestination(connection: Connection): boolean {
    return this.#account.destinations.get(connection.group_id) !== undefined;
  }

  #taskFor(connection: Connection): Alert {
    const destination = this.#account.destinations.get(connection.group_id);
    return destination?.setup_status === 'connected' ? reconnectTask : warehouseTask;
  }

  #outcome(id: string): Outcome {
    const connection = this.#account.connections.get(id);
    const { outcomes, revoked } = this.behaviour(id);
    if (connection === undefined || revoked === true || this.#taskFor(connection) === warehouseTask)
      return 'FAILURE_WITH_TASK';
    if (outcomes === undefined || outcomes.length === 0) return 'SUCCESSFUL';
    const count = this.#ended.get(id) ?? 0;
    this.#ended.set(id, count + 1);
    return outcomes[count % outcomes.length] ?? 'SUCCESSFUL';
  }
}
