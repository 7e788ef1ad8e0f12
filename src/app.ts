import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Emulator } from './emulator/emulator.ts';
import { type Credential, Fivetran } from './fivetran/client.ts';
import { type Clock, systemClock } from './fivetran/clock.ts';
import { Turns } from './fivetran/turns.ts';
import { maskError } from './graphql/errors.ts';
import { graphqlSchema } from './graphql/schema-build.ts';
import { createAdmission } from './http/admission.ts';
import { type Callers, createCallers } from './http/callers.ts';
import { addressReader } from './http/client-address.ts';
import { createContext } from './http/context.ts';
import { runDirectly } from './http/direct.ts';
import { gracefulClose } from './http/drain.ts';
import { createGate } from './http/gate.ts';
import { createGraphiql } from './http/graphiql.ts';
import { createGraphql } from './http/graphql.ts';
import { createManagement, createManagementServer } from './http/management.ts';
import { reported } from './http/operation-report.ts';
import { createHttpServer, servedHosts } from './http/server.ts';
import { createSharedAnswers } from './http/shared-answers.ts';
import type { SlowReaderLimits } from './http/slow-readers.ts';
import { createSubscribe, useEvents } from './http/use-events.ts';
import { readOperations } from './http/use-listed-operations.ts';
import { serveWebSockets } from './http/websocket.ts';
import { createLive } from './live.ts';
import { Session, type SessionOptions } from './loaders/session.ts';
import { tryKey } from './loaders/try-key.ts';
import { type AuditSink, noAudit } from './policy/audit.ts';
import { permitOfScope } from './policy/permit.ts';
import { Ready } from './ready.ts';
import type { SharedStore } from './store/store.ts';
import { createAuditLog } from './telemetry/audit.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { logOperations } from './telemetry/operation-log.ts';
import { logUnrecognized } from './telemetry/unrecognized-log.ts';

/** What tests and benches may put in the place of what production has. */
export interface AppParts {
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Items in a page of a list as it is asked of Fivetran. @default 1000, the most that it gives */
  readonly pageSize?: number;
  /** The largest answer of Fivetran's that is read, in bytes. @default 128 MiB */
  readonly maxAnswerBytes?: number;
  /** The emulator to use in emulator mode. @default one with the demo account */
  readonly emulator?: Emulator;
  /** Length of the quota's windows against the real ones. @default 1 */
  readonly quotaWindowScale?: number;
  /** Where the audit log goes. @default where the settings say */
  readonly audit?: AuditSink;
  /** Whether the server registers its webhook once it listens, where it can. @default true */
  readonly webhooks?: boolean;
  /** How slowly a client may read its answer. */
  readonly slowReaders?: SlowReaderLimits;
  /** Time between two looks where events come by polling, in milliseconds. @default as the settings say */
  readonly pollMs?: number;
}

export interface App {
  /** Starts to listen; gives the base URL. */
  listen(): Promise<string>;
  /**
   * Is ready no more, goes on serving for the configured grace, then stops accepting, finishes what runs, and closes
   * everything. Shortly before the configured time is over what still runs is cut off, all but writes.
   */
  close(): Promise<void>;
  /** Reads the clients file and the files of keys again, and opens the audit log anew. */
  reload(): void;
  /** Tries the server's own key; until it is accepted, 30 s at most, the server is not ready. Never rejects. */
  tryKey(): Promise<void>;
  /** Sees to it that Fivetran sends its webhooks here, as at the start; to do it again changes nothing. */
  register(): Promise<void>;
  /** Settles once the webhook of this server is registered, or could not be. */
  registered(): Promise<void>;
  /** Subscriptions that are open. */
  listeners(): number;
  /** The base URL of health and metrics; that of everything where they have no port of their own. */
  managementUrl(): string;
  readonly fivetran: Fivetran;
}

/** Puts the server together: the only place that knows every part. */
export async function createApp(config: Config, log: Logger, parts: AppParts = {}): Promise<App> {
  const emulator = config.upstream.mode === 'emulator' ? (parts.emulator ?? (await openEmulator())) : undefined;
  if (emulator !== undefined && emulator.url === '') await emulator.listen();
  let callers: Callers | undefined;
  const clock = parts.clock ?? systemClock;
  const store = await openStore(config, log);
  const fivetran = new Fivetran({
    baseUrl: emulator?.url ?? (config.upstream.mode === 'emulator' ? '' : config.upstream.url),
    concurrency: config.upstreamConcurrency,
    cacheBytes: config.cacheBytes,
    store,
    clock,
    random: parts.random ?? Math.random,
    proxy: emulator === undefined,
    onRefused: () => callers?.keyRefused(),
    ...(parts.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: parts.maxAnswerBytes }),
    quota: {
      plan: config.plan,
      reserve: config.quotaReserve,
      overrides: config.quotaOverrides,
      paceAfterStart: emulator === undefined,
      maxQueue: 10_000,
      ...(parts.quotaWindowScale === undefined ? {} : { windowScale: parts.quotaWindowScale }),
    },
  });
  const onUnknownError = (error: unknown) =>
    log.error({ err: error }, 'An error that nobody foresaw; its caller was told nothing of it');
  const auditLog =
    parts.audit === undefined && config.auditLog !== 'off'
      ? createAuditLog({
          target: config.auditLog,
          onLost: (error) => log.error({ err: error }, 'Lines of the audit log could not be written'),
        })
      : undefined;
  const audit = parts.audit ?? auditLog ?? noAudit;
  const sessions: SessionOptions = {
    fivetran,
    maxCallsPerOperation: config.maxCallsPerOperation,
    requestSeconds: config.requestSeconds,
    pageSize: parts.pageSize ?? 1000,
    audit,
  };
  const credential = credentialOf(config, emulator);
  callers = createCallers({ config, sessions, credential, log, now: () => clock.now() });
  const { authenticate, reload, close: closeCallers } = callers;
  const live = createLive({
    config,
    fivetran,
    store,
    log,
    sessions,
    credential,
    currentKey: callers.key,
    pollMs: parts.pollMs,
  });
  const mask = (error: unknown) => maskError(error, onUnknownError);
  const listed =
    config.operationsFile === undefined
      ? undefined
      : { operations: readOperations(config.operationsFile, graphqlSchema), only: config.persistedOnly };
  const subscribe = createSubscribe(mask);
  const graphql = createGraphql({
    schema: graphqlSchema,
    context: createContext({
      authenticate,
      viewer: {
        upstream: emulator === undefined ? 'FIVETRAN' : 'EMULATOR',
        mode: modes[config.upstream.mode],
        scope: config.scope,
      },
      feedOf: live.feedOf,
    }) as never,
    introspection: config.introspection,
    limits: config,
    listed,
    maxBodyBytes: config.maxBodyBytes,
    onUnknownError,
    plugins: [useEvents(subscribe) as never],
  });
  const endTraces = await tracesOf(config, log);
  const endLogs = [logOperations(log), logUnrecognized(log)];
  const metrics = createMetrics({
    quotas: () => fivetran.quotas,
    reads: () => fivetran.reads,
    cache: () => fivetran.cache.status,
    isCutOff: () => fivetran.isCutOff,
    subscribers: live.listeners,
    store: () => store?.state,
    ownKeys: config.upstream.mode === 'pass-through',
  });
  const ready = new Ready({
    clock,
    tryKey: async () => {
      const own = callers?.key() ?? credential;
      if (own) await tryKey(new Session(sessions, { client: 'start', credential: own, permit: permitOfScope('read') }));
    },
    details: () => (store ? { store: store.state } : {}),
  });
  const hasOwnPort = config.managementPort !== undefined;
  // Where callers are told apart, none of them is to see what the others do.
  const severalClients = config.clientsFile !== undefined || config.upstream.mode === 'pass-through';
  const management = createManagement({
    readiness: () => ready.state,
    metrics: hasOwnPort || !severalClients ? metrics.scrape : undefined,
    onUnknownError,
  });
  const shared = createSharedAnswers({
    maxBodyBytes: config.maxBodyBytes,
    turns: new Turns(),
    direct: (request, response, body) => runDirectly(graphql, request, response, body, mask),
    next: graphql,
  });
  const admission = createAdmission({
    authenticate,
    ownKeys: config.upstream.mode === 'pass-through',
    // Where all callers are one, there is nobody to be protected from another.
    requestsPerMinute: severalClients ? config.requestsPerMinute : 0,
    failuresPerMinute: config.failuresPerMinute,
    audit,
    now: () => clock.now(),
  });
  const addressOf = addressReader(config.trustedProxies);
  const gate = createGate({ admission, addressOf, next: shared });
  const server = createHttpServer({
    graphql: reported(gate, addressOf),
    graphiql: config.graphiql
      ? createGraphiql({
          demo: emulator !== undefined,
          authorization: exampleOf(config),
          examples: new URL('../schema/operations/', import.meta.url),
        })
      : undefined,
    webhooks: live.receive,
    onUnknownError,
    allowedHosts: config.allowedHosts,
    corsOrigins: config.corsOrigins,
    maxHeaderBytes: config.maxHeaderBytes,
    management: hasOwnPort ? undefined : management,
    ...(parts.slowReaders && { slowReaders: parts.slowReaders }),
  });
  const drain = gracefulClose(server);
  const managementServer = createManagementServer({ management, isServed: servedHosts(config.allowedHosts) });
  const sockets = serveWebSockets(server, {
    graphql,
    subscribe,
    admission,
    addressOf,
    severalClients,
    clock,
    isServed: servedHosts(config.allowedHosts),
    origins: config.corsOrigins,
    only: listed?.only ? new Set(listed.operations.values()) : undefined,
    maxBytes: config.maxBodyBytes,
    mask,
  });
  let registered: Promise<void> = Promise.resolve();
  let url = '';
  let managementUrl = '';
  const close = async () => {
    ready.drain();
    drain.announce();
    const begun = clock.now();
    if (config.drainGraceSeconds > 0) await until(clock, begun + config.drainGraceSeconds * 1000);
    const cancelCut = clock.setTimer(begun + config.shutdownSeconds * 1000 * FINISHING_SHARE, () => {
      sockets.cut();
      drain.cut();
    });
    live.close();
    await Promise.all([sockets.close(), drain.finish()]);
    await fivetran.close();
    await store?.close();
    cancelCut();
    managementServer.close();
    managementServer.closeAllConnections();
    for (const end of endLogs) end();
    await endTraces?.();
    metrics.close();
    closeCallers();
    auditLog?.close();
    await emulator?.close();
  };
  let closed: Promise<void> | undefined;
  return {
    fivetran,
    async listen() {
      url = await listenAt(server, config.host, config.port);
      managementUrl = url;
      if (config.managementPort !== undefined) {
        managementUrl = await listenAt(managementServer, config.host, config.managementPort);
        log.info(`Health and metrics at ${managementUrl}`);
      }
      if (parts.webhooks ?? true) registered = live.register(url);
      return url;
    },
    reload() {
      reload();
      auditLog?.reopen();
      if (parts.webhooks ?? true) registered = live.register(url);
    },
    tryKey: () => (config.upstream.mode === 'server-key' ? ready.tryKey() : Promise.resolve()),
    register: () => live.register(url),
    registered: () => registered,
    listeners: live.listeners,
    managementUrl: () => managementUrl,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** How much of the time that the end may take reads and slow clients have; the rest is for writes, and to tell of it. */
const FINISHING_SHARE = 0.9;

const until = (clock: Clock, at: number) => new Promise<void>((resolve) => void clock.setTimer(at, resolve));

/** Begins to send spans, where that is wanted; gives what ends it. */
async function tracesOf({ traces }: Config, log: Logger): Promise<(() => Promise<void>) | undefined> {
  if (traces === undefined) return undefined;
  const { startTraces } = await import('./telemetry/traces.ts');
  return startTraces({ ...traces, onLost: () => log.warn('Traces could not be delivered') });
}

/** Gives the base URL. */
async function listenAt(server: Server, host: string, wanted: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const modes = { emulator: 'EMULATOR', 'server-key': 'SERVER_KEY', 'pass-through': 'PASS_THROUGH' } as const;

/** What the replicas share; undefined where this is the only one. Nobody else pays for its parts. */
async function openStore({ redisUrl }: Config, log: Logger): Promise<SharedStore | undefined> {
  if (redisUrl === undefined) return undefined;
  const { createRedisStore } = await import('./store/redis.ts');
  return createRedisStore({
    url: redisUrl,
    version: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
    onError: (message) => log.warn(`Redis: ${message}`),
    onChange: (shared) => {
      if (shared) log.info('Quota, cache and events are shared with the other replicas');
      else log.warn('Redis is gone: this replica goes on with its own cache and its part of the quota');
    },
  });
}

/** The server's own key; undefined where callers bring theirs. */
function credentialOf({ upstream }: Config, emulator: Emulator | undefined): Credential | undefined {
  if (upstream.mode === 'pass-through') return undefined;
  if (upstream.mode === 'server-key') return { key: upstream.key, secret: upstream.secret };
  return emulator?.credentials[0];
}

/** Where there is a key, it is not even loaded. */
async function openEmulator(): Promise<Emulator> {
  const { createEmulator } = await import('./emulator/emulator.ts');
  return createEmulator();
}

/** What callers send in `Authorization`; undefined where nothing is to be sent. */
function exampleOf({ upstream, clientsFile }: Config): string | undefined {
  if (upstream.mode === 'pass-through') return 'Basic <base64 of key:secret>';
  return clientsFile === undefined ? undefined : 'Bearer <token>';
}
