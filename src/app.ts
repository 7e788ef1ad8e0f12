import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createEmulator, type Emulator, emulatorCredential } from './emulator/emulator.ts';
import { Fivetran } from './fivetran/client.ts';
import { type Clock, systemClock } from './fivetran/clock.ts';
import { graphqlSchema } from './graphql/schema-build.ts';
import { type Authenticate, anonymous, passThrough } from './http/authentication.ts';
import { createContext } from './http/context.ts';
import { drainable } from './http/drain.ts';
import { createGraphiql } from './http/graphiql.ts';
import { createGraphql } from './http/graphql.ts';
import { reported } from './http/operation-report.ts';
import { createHttpServer } from './http/server.ts';
import { createSharedAnswers } from './http/shared-answers.ts';
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
}

export interface App {
  /** Starts to listen; gives the base URL. */
  listen(): Promise<string>;
  /** Stops accepting, finishes what runs, and closes everything within the configured time. */
  close(): Promise<void>;
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
  const authenticate = authenticateFor(config, emulator, {
    fivetran,
    maxCallsPerOperation: config.maxCallsPerOperation,
    requestSeconds: config.requestSeconds,
    pageSize: parts.pageSize ?? 1000,
  });
  const graphql = createGraphql({
    schema: graphqlSchema,
    context: createContext({
      authenticate,
      viewer: {
        upstream: emulator === undefined ? 'FIVETRAN' : 'EMULATOR',
        mode: modes[config.upstream.mode],
        scope: config.scope,
      },
    }) as never,
    introspection: config.introspection,
    maxBodyBytes: config.maxBodyBytes,
    onUnknownError,
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
    onUnknownError,
    allowedHosts: config.allowedHosts,
    readiness: () => ({ ready: !draining, details: { status: draining ? 'draining' : 'ready' } }),
  });
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
      return `http://${host}:${port}`;
    },
    async close() {
      draining = true;
      await drain();
      await fivetran.close();
      endOperationLog();
      await emulator?.close();
    },
  };
}

const modes = { emulator: 'EMULATOR', 'server-key': 'SERVER_KEY', 'pass-through': 'PASS_THROUGH' } as const;

function authenticateFor(config: Config, emulator: Emulator | undefined, options: SessionOptions): Authenticate {
  const permit = permitOfScope(config.scope);
  const { upstream } = config;
  if (upstream.mode === 'pass-through') return passThrough(options, permit);
  if (upstream.mode === 'server-key') return anonymous(options, { key: upstream.key, secret: upstream.secret }, permit);
  return anonymous(options, emulator?.credentials[0] ?? emulatorCredential, permit);
}
