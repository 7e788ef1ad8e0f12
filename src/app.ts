import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createEmulator, type Emulator, emulatorCredential } from './emulator/emulator.ts';
import { type Credential, Fivetran } from './fivetran/client.ts';
import { type Clock, systemClock } from './fivetran/clock.ts';
import { maskError } from './graphql/errors.ts';
import { graphqlSchema } from './graphql/schema-build.ts';
import { type Authenticate, anonymous, passThrough } from './http/authentication.ts';
import { createContext } from './http/context.ts';
import { drainable } from './http/drain.ts';
import { createGraphiql } from './http/graphiql.ts';
import { createGraphql } from './http/graphql.ts';
import { reported } from './http/operation-report.ts';
import { createHttpServer, servedHosts } from './http/server.ts';
import { createSharedAnswers } from './http/shared-answers.ts';
import { useEvents } from './http/use-events.ts';
import { serveWebSockets } from './http/websocket.ts';
import { createLive } from './live.ts';
import type { SessionOptions } from './loaders/session.ts';
import { permitOfScope } from './policy/permit.ts';
import { logOperations } from './telemetry/operation-log.ts';

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
  /** Whether the server registers its webhook once it listens, where it can. @default true */
  readonly webhooks?: boolean;
}

export interface App {
  /** Starts to listen; gives the base URL. */
  listen(): Promise<string>;
  /** Stops accepting, finishes what runs, and closes everything within the configured time. */
  close(): Promise<void>;
  /** Settles once the webhook of this server is registered, or could not be. */
  registered(): Promise<void>;
  /** Subscriptions that are open. */
  listeners(): number;
  readonly fivetran: Fivetran;
}

/** Puts the server together: the only place that knows every part. */
export async function createApp(config: Config, log: Logger, parts: AppParts = {}): Promise<App> {
  const emulator = config.upstream.mode === 'emulator' ? (parts.emulator ?? createEmulator()) : undefined;
  if (emulator !== undefined && emulator.url === '') await emulator.listen();
  const fivetran = new Fivetran({
    baseUrl: emulator?.url ?? (config.upstream.mode === 'emulator' ? '' : config.upstream.url),
    concurrency: config.upstreamConcurrency,
    cacheBytes: config.cacheBytes,
    clock: parts.clock ?? systemClock,
    random: parts.random ?? Math.random,
    proxy: emulator === undefined,
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
  const sessions: SessionOptions = {
    fivetran,
    maxCallsPerOperation: config.maxCallsPerOperation,
    requestSeconds: config.requestSeconds,
    pageSize: parts.pageSize ?? 1000,
  };
  const credential = credentialOf(config, emulator);
  const authenticate = authenticateFor(config, credential, sessions);
  const live = createLive({ config, fivetran, log, sessions, credential });
  const mask = (error: unknown) => maskError(error, onUnknownError);
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
    maxBodyBytes: config.maxBodyBytes,
    onUnknownError,
    plugins: [useEvents(mask) as never],
  });
  const endOperationLog = logOperations(log);
  let draining = false;
  const shared = createSharedAnswers({ authenticate, maxBodyBytes: config.maxBodyBytes, next: graphql });
  const server = createHttpServer({
    graphql: reported(shared.handle),
    graphiql: config.graphiql
      ? createGraphiql({
          demo: emulator !== undefined,
          authorization: config.upstream.mode === 'pass-through' ? 'Basic <base64 of key:secret>' : undefined,
        })
      : undefined,
    webhooks: live.receive,
    onUnknownError,
    allowedHosts: config.allowedHosts,
    readiness: () => ({ ready: !draining, details: { status: draining ? 'draining' : 'ready' } }),
  });
  const closeSockets = serveWebSockets(server, {
    graphql,
    authenticate,
    isServed: servedHosts(config.allowedHosts),
    origins: config.corsOrigins,
    maxBytes: config.maxBodyBytes,
    mask,
  });
  let registered: Promise<void> = Promise.resolve();
  const drain = drainable(server);
  return {
    fivetran,
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, config.host, resolve);
      });
      const { port } = server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      const url = `http://${host}:${port}`;
      if (parts.webhooks ?? true) registered = live.register(url);
      return url;
    },
    registered: () => registered,
    listeners: live.listeners,
    async close() {
      draining = true;
      live.close();
      await closeSockets();
      await drain();
      await fivetran.close();
      endOperationLog();
      await emulator?.close();
    },
  };
}

const modes = { emulator: 'EMULATOR', 'server-key': 'SERVER_KEY', 'pass-through': 'PASS_THROUGH' } as const;

/** The server's own key; undefined where callers bring theirs. */
function credentialOf({ upstream }: Config, emulator: Emulator | undefined): Credential | undefined {
  if (upstream.mode === 'pass-through') return undefined;
  if (upstream.mode === 'server-key') return { key: upstream.key, secret: upstream.secret };
  return emulator?.credentials[0] ?? emulatorCredential;
}

function authenticateFor(config: Config, credential: Credential | undefined, options: SessionOptions): Authenticate {
  const permit = permitOfScope(config.scope);
  return credential === undefined ? passThrough(options, permit) : anonymous(options, credential, permit);
}
