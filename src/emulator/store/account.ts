import type { Clock } from '../clock.ts';
import type { Send } from '../delivery.ts';
import type { Latency, Switches } from '../options.ts';
import { Quota, type QuotaOption, type QuotaPool } from '../quota.ts';
import { hash, Random, Slugs } from '../random.ts';
import { Collection, type Surroundings } from './collection.ts';
import type {
  Certificate,
  Connection,
  ConnectionStatus,
  Destination,
  Group,
  LogService,
  Member,
  Role,
  Team,
  User,
  Webhook,
} from './entities.ts';
import { Hooks } from './hooks.ts';
import { type AccountEvent, type Behaviour, Lifecycle } from './lifecycle.ts';
import type { Schema, SchemaConfig, Source } from './schema-config.ts';
import type { Outcome } from './sync.ts';
import { micros } from './times.ts';

export interface AccountSettings {
  readonly name: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly quota: QuotaOption;
  readonly latency: Latency;
  readonly switches: Switches;
  readonly send: Send;
}

/**
 * One Fivetran account: its rows, its quota, its time. Tests look at it and change it; what they change is there for the
 * next call, as if somebody had changed it in Fivetran's own dashboard.
 */
export class Account {
  readonly id: string;
  /** As the credentials name it. */
  readonly name: string;
  /** As account info names it. */
  title: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly slugs: Slugs;
  readonly quota: Quota;
  readonly latency: Latency;
  readonly switches: Switches;

  readonly groups: Collection<Group>;
  readonly connections: Collection<Connection>;
  readonly destinations: Collection<Destination>;
  readonly users: Collection<User>;
  readonly teams: Collection<Team>;
  readonly roles: Collection<Role>;
  readonly webhooks: Collection<Webhook>;
  readonly logServices: Collection<LogService>;
  /** By group id: who has a role in it. */
  readonly groupMembers = new Map<string, Collection<Member>>();
  /** By team id. */
  readonly teamMembers = new Map<string, Collection<Member>>();
  /** By connection id: the certificates that somebody trusts. */
  readonly certificates = new Map<string, Collection<Certificate>>();

  /** Who owns the account; cannot be deleted. */
  ownerId = '';
  /** What sources hold; the seed sets it. */
  source: Source = { schemas: () => new Map(), columns: () => new Map() };
  /** Configs that differ from the source's defaults, by connection id. The others are generated when asked for. */
  readonly #configs = new Map<string, SchemaConfig>();
  readonly #configured = new Set<string>();
  readonly lifecycle: Lifecycle;
  readonly hooks: Hooks;
  readonly #listeners = new Set<(event: AccountEvent) => void>();
  readonly #surroundings: Surroundings;
  #version = 0;
  #isOpen = false;

  constructor(settings: AccountSettings) {
    this.name = settings.name;
    this.title = settings.name;
    this.clock = settings.clock;
    this.switches = settings.switches;
    this.latency = settings.latency;
    this.random = new Random(settings.seed);
    this.slugs = new Slugs(new Random(settings.seed ^ hash('slugs')));
    this.quota = new Quota(settings.quota, settings.clock);
    this.#surroundings = {
      now: () => this.clock.now(),
      lag: () => (this.#isOpen ? settings.switches.listsLagWritesMs : 0),
      changed: () => this.changed(),
    };
    const byId = <Row extends { id: string }>() => this.collection<Row>((row) => row.id);
    this.groups = byId();
    this.connections = byId();
    this.destinations = byId();
    this.users = byId();
    this.teams = byId();
    this.webhooks = byId();
    this.logServices = byId();
    this.roles = this.collection((row) => row.name);
    this.lifecycle = new Lifecycle(this);
    this.hooks = new Hooks(this, settings.send);
    this.onEvent((event) => this.hooks.tell(event));
    this.id = this.slugs.take();
  }

  /** What was there from the start is in; from now on lists may lag, and connections may sync by their schedules. */
  open(schedules: boolean): void {
    this.#isOpen = true;
    if (schedules) this.lifecycle.keepSchedules();
  }

  /** Grows with every change; whatever is remembered of an older state is void. */
  get version(): number {
    return this.#version;
  }

  changed(): void {
    this.#version++;
  }

  collection<Row extends object>(keyOf: (row: Row) => string): Collection<Row> {
    return new Collection(keyOf, this.#surroundings);
  }

  /** The present time as the REST API writes it. */
  stamp(): string {
    return micros(this.clock.now(), this.random);
  }

  membersOfGroup(groupId: string): Collection<Member> {
    return this.#members(this.groupMembers, groupId);
  }

  membersOfTeam(teamId: string): Collection<Member> {
    return this.#members(this.teamMembers, teamId);
  }

  #members(all: Map<string, Collection<Member>>, id: string): Collection<Member> {
    let members = all.get(id);
    if (members === undefined) {
      members = this.collection((member) => member.user_id);
      all.set(id, members);
    }
    return members;
  }

  certificatesOf(connectionId: string): Collection<Certificate> {
    let certificates = this.certificates.get(connectionId);
    if (certificates === undefined) {
      certificates = this.collection((certificate) => certificate.id);
      this.certificates.set(connectionId, certificates);
    }
    return certificates;
  }

  /** What a connection syncs, or undefined before its first sync or reload. To change it, change what this returns and hand it to `setSchemaConfig`. */
  schemaConfig(connectionId: string): SchemaConfig | undefined {
    const connection = this.connections.get(connectionId);
    if (connection === undefined || !this.#configured.has(connectionId)) return undefined;
    return this.#configs.get(connectionId) ?? { handling: 'ALLOW_ALL', schemas: this.source.schemas(connection) };
  }

  /** Stores a config; without one, the connection gets what its source holds, as a first sync would give it. */
  setSchemaConfig(connectionId: string, config?: SchemaConfig): void {
    this.#configured.add(connectionId);
    if (config !== undefined) this.#configs.set(connectionId, config);
    this.changed();
  }

  /** The source of a connection gets a table, which a reload will find. */
  addSourceTable(connectionId: string, schema: string, table: string): void {
    const known = this.schemaConfig(connectionId);
    // What is configured so far stays as it is until somebody asks the source again.
    if (known !== undefined) this.setSchemaConfig(connectionId, known);
    const { source } = this;
    this.source = {
      columns: (connection, ...names) => source.columns(connection, ...names),
      schemas: (connection) => {
        const schemas = source.schemas(connection);
        if (connection.id === connectionId) addTable(schemas, schema, table);
        return schemas;
      },
    };
  }

  /** Takes the config away, as on a connection that never synced. */
  removeSchemaConfig(connectionId: string): void {
    this.#configured.delete(connectionId);
    this.#configs.delete(connectionId);
    this.changed();
  }

  /** Replaces fields of a connection's status. */
  setStatus(connectionId: string, change: Partial<ConnectionStatus>): Connection {
    const connection = this.connections.get(connectionId);
    if (connection === undefined) throw new Error(`expected a connection '${connectionId}', there is none`);
    return this.connections.update(connectionId, { status: { ...connection.status, ...change } });
  }

  /** Starts a sync as the schedule or a person would; nothing happens when one runs. */
  startSync(connectionId: string): void {
    this.lifecycle.start(connectionId);
  }

  /** Ends a running sync now, as it behaves or as told. */
  finishSync(connectionId: string, outcome?: Outcome, reason?: string): void {
    this.lifecycle.finish(connectionId, outcome, reason);
  }

  /** How a connection's syncs and tests go from now on. */
  behave(connectionId: string, behaviour: Behaviour): void {
    this.lifecycle.behave(connectionId, behaviour);
  }

  /** Takes a connection away with all that hangs on it, without an event. */
  removeConnection(connectionId: string): boolean {
    this.lifecycle.forget(connectionId);
    this.certificates.delete(connectionId);
    this.removeSchemaConfig(connectionId);
    return this.connections.remove(connectionId);
  }

  /** Tells whoever listens what happened. */
  emit(event: AccountEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Listens to what happens; the returned function ends it. */
  onEvent(listener: (event: AccountEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Spends quota as another tool on the same account would. */
  spend(pool: QuotaPool, calls: number): void {
    this.quota.spend(pool, calls);
  }
}

function addTable(schemas: Map<string, Schema>, schemaName: string, tableName: string): void {
  const schema = schemas.get(schemaName) ?? { nameInDestination: schemaName, enabled: true, tables: new Map() };
  schemas.set(schemaName, schema);
  schema.tables.set(tableName, {
    nameInDestination: tableName,
    enabled: true,
    syncMode: 'SOFT_DELETE',
    supportsColumnsConfig: true,
    supportsHistoryMode: true,
    columns: new Map(),
  });
}
