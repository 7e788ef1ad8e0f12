import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { type Disallows, readDisallowed } from './policy/disallowed.ts';
import { SCOPES, type Scope } from './policy/permit.ts';

/** Where the data comes from, decided once at start: see README, "Where the data comes from". */
export type Upstream =
  | { readonly mode: 'emulator' }
  | {
      readonly mode: 'server-key';
      readonly url: string;
      readonly key: string;
      readonly secret: string;
      /** Files that they were read from, and are read from again when Fivetran refuses them. */
      readonly keyFile: string | undefined;
      readonly secretFile: string | undefined;
    }
  | { readonly mode: 'pass-through'; readonly url: string };

/** How this server hears of what happens: see README, "Settings". */
export type EventsConfig =
  | {
      readonly source: 'webhooks';
      /** What webhooks are signed with; two while the secret is exchanged, none where it was not set. */
      readonly secrets: readonly string[];
      /** Where Fivetran reaches the receiver. */
      readonly publicUrl: string | undefined;
    }
  | { readonly source: 'polling'; readonly intervalMs: number };

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where health and metrics are served, and nowhere else; undefined: where everything is. */
  readonly managementPort: number | undefined;
  readonly allowedHosts: readonly string[];
  readonly upstream: Upstream;
  readonly events: EventsConfig;
  readonly scope: Scope;
  readonly disallows: Disallows;
  readonly clientsFile: string | undefined;
  readonly plan: 'auto' | 'trial' | 'paid';
  readonly quotaReserve: number;
  /** Sizes of single windows of the quota, whatever the plan says. */
  readonly quotaOverrides: Readonly<Partial<Record<keyof typeof QUOTA_WINDOWS, number>>>;
  readonly upstreamConcurrency: number;
  readonly cacheBytes: number;
  /** What the replicas of this server share; undefined where it is alone. It may have a password in it. */
  readonly redisUrl: string | undefined;
  readonly maxCallsPerOperation: number | undefined;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxTokens: number;
  readonly maxDirectives: number;
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  readonly requestSeconds: number;
  readonly requestsPerMinute: number;
  readonly failuresPerMinute: number;
  /** Addresses and networks of proxies that are believed when they say whom they were called by. */
  readonly trustedProxies: readonly string[];
  readonly operationsFile: string | undefined;
  readonly persistedOnly: boolean;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly corsOrigins: readonly string[];
  readonly logLevel: string;
  /** A file, `stdout` or `off`. */
  readonly auditLog: string;
  /** How long the end of the process may take. */
  readonly shutdownSeconds: number;
  /** Where spans are sent; undefined where they are not. */
  readonly traces: { readonly endpoint: string; readonly serviceName: string } | undefined;
  /** How long of that traffic is still taken, for whoever sends it to see that it must not. */
  readonly drainGraceSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** How much is logged, from least to most but for the last, which is nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every setting that is wrong, said at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
const yesOrNo = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const names = z.string().transform((value) =>
  value
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean),
);
/** An address, or a network of them. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
const isPlain = ({ username, password, search, hash }: URL): boolean => username + password + search + hash === '';
const percent = z
  .string()
  .regex(/^(\d|[1-9]\d)%$/, 'must be a percentage from 0% to 99%')
  .transform((value) => Number.parseInt(value, 10) / 100);

const calls = whole(1, 1_000_000_000).optional();

/** The settings that override single windows of the quota. */
const QUOTA_WINDOWS = {
  requestsHour: 'FIVETRAN_QUOTA_REQUESTS_HOUR',
  setupTestsMinute: 'FIVETRAN_QUOTA_SETUP_TESTS_MINUTE',
  setupTestsHour: 'FIVETRAN_QUOTA_SETUP_TESTS_HOUR',
  sourceInteractionMinute: 'FIVETRAN_QUOTA_SOURCE_INTERACTION_MINUTE',
  sourceInteractionHour: 'FIVETRAN_QUOTA_SOURCE_INTERACTION_HOUR',
  userCreationHour: 'FIVETRAN_QUOTA_USER_CREATION_HOUR',
  connectionCreationHour: 'FIVETRAN_QUOTA_CONNECTION_CREATION_HOUR',
} as const;

/** Every setting with its rule and its default. Exported for the test of their list in the README. */
export const settings = z.object({
  HOST: z.string().min(1, 'must be an address or a name').default('127.0.0.1'),
  PORT: whole(0, 65_535).default(4000),
  MANAGEMENT_PORT: whole(0, 65_535).optional(),
  ALLOWED_HOSTS: names.optional(),
  FIVETRAN_API_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  FIVETRAN_API_KEY: z.string().optional(),
  FIVETRAN_API_SECRET: z.string().optional(),
  FIVETRAN_API_KEY_FILE: z.string().optional(),
  FIVETRAN_API_SECRET_FILE: z.string().optional(),
  FIVETRAN_CREDENTIALS: z.enum(['emulator', 'passthrough'], 'must be emulator or passthrough').optional(),
  FIVETRAN_SCOPE: z.enum(SCOPES, `must be one of ${SCOPES.join(', ')}`).optional(),
  FIVETRAN_WEBHOOK_SECRET: names
    .refine((given) => given.length === 1 || given.length === 2, 'must be one secret, or two with a comma between them')
    .optional(),
  WEBHOOK_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  EVENTS: z.enum(['webhooks', 'polling'], 'must be webhooks or polling').optional(),
  EVENTS_POLL_SECONDS: whole(5, 3600).default(15),
  DISALLOWED_ACTIONS: z
    .string()
    .transform((text, context) => {
      const problems: string[] = [];
      const disallows = readDisallowed(text, problems);
      for (const message of problems) context.addIssue({ code: 'custom', message });
      return disallows;
    })
    .optional(),
  CLIENTS_FILE: z.string().min(1, 'must name a file').optional(),
  FIVETRAN_PLAN: z.enum(['auto', 'trial', 'paid'], 'must be auto, trial or paid').default('auto'),
  FIVETRAN_QUOTA_REQUESTS_HOUR: calls,
  FIVETRAN_QUOTA_SETUP_TESTS_MINUTE: calls,
  FIVETRAN_QUOTA_SETUP_TESTS_HOUR: calls,
  FIVETRAN_QUOTA_SOURCE_INTERACTION_MINUTE: calls,
  FIVETRAN_QUOTA_SOURCE_INTERACTION_HOUR: calls,
  FIVETRAN_QUOTA_USER_CREATION_HOUR: calls,
  FIVETRAN_QUOTA_CONNECTION_CREATION_HOUR: calls,
  QUOTA_RESERVE: percent.default(0.2),
  UPSTREAM_CONCURRENCY: whole(1, 1000).default(100),
  CACHE_BYTES: whole(0, 64 * 1024 ** 3).default(24 * 1024 ** 2),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis or rediss URL' }).optional(),
  MAX_CALLS_PER_OPERATION: whole(1, 100_000).optional(),
  MAX_DEPTH: whole(1, 1000).default(20),
  MAX_ALIASES: whole(0, 100_000).default(50),
  MAX_TOKENS: whole(10, 1_000_000).default(4000),
  MAX_DIRECTIVES: whole(0, 100_000).default(50),
  MAX_BODY_BYTES: whole(1000, 1024 ** 3).default(1024 ** 2),
  MAX_HEADER_BYTES: whole(2048, 1024 ** 2).default(16 * 1024),
  REQUEST_SECONDS: whole(1, 3600).default(60),
  REQUESTS_PER_MINUTE: whole(0, 10_000_000).default(6000),
  FAILURES_PER_MINUTE: whole(0, 100_000).default(20),
  TRUSTED_PROXIES: names
    .refine((given) => given.every(isNetwork), 'must be addresses or networks such as 10.0.0.0/8, with commas between')
    .default([]),
  OPERATIONS_FILE: z.string().min(1, 'must name a file').optional(),
  PERSISTED_ONLY: yesOrNo.default(false),
  GRAPHIQL: yesOrNo.default(true),
  INTROSPECTION: yesOrNo.default(true),
  CORS_ORIGINS: names
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://app.example.com, without a path')
    .default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  AUDIT_LOG: z.string().min(1, 'must be a file, stdout or off').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .refine((url) => isPlain(new URL(url)), 'must have no user, password, query or fragment')
    .optional(),
  OTEL_SERVICE_NAME: z.string().min(1, 'must be a name').default('fivetran-graphql'),
  SHUTDOWN_SECONDS: whole(1, 3600).default(30),
  DRAIN_GRACE: whole(0, 3600).optional(),
});
type Settings = z.infer<typeof settings>;

/** Names of settings that decide that real data is meant. An empty value counts: somebody meant to set it. */
const REAL = [
  'FIVETRAN_API_URL',
  'FIVETRAN_API_KEY',
  'FIVETRAN_API_SECRET',
  'FIVETRAN_API_KEY_FILE',
  'FIVETRAN_API_SECRET_FILE',
  'FIVETRAN_CREDENTIALS',
  'FIVETRAN_WEBHOOK_SECRET',
  'CLIENTS_FILE',
  'REDIS_URL',
];

/**
 * Reads the settings.
 * @param warn is told of names that begin with FIVETRAN_ and mean nothing
 * @throws ConfigError naming everything that is wrong; no value is repeated in it
 */
export function readConfig(environment: Environment, warn: (message: string) => void): Config {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('FIVETRAN_') && !(name in settings.shape)) warn(`${name} is no setting of this server`);
  }
  const problems: string[] = [];
  const data = readEach(environment, problems);
  if (data.MANAGEMENT_PORT === data.PORT && data.PORT > 0) {
    problems.push('MANAGEMENT_PORT must be another than PORT');
  }
  const upstream = upstreamOf(data, environment, problems);
  const events = eventsOf(data, upstream, problems);
  if (data.DRAIN_GRACE !== undefined && data.DRAIN_GRACE >= data.SHUTDOWN_SECONDS) {
    problems.push('DRAIN_GRACE must be shorter than SHUTDOWN_SECONDS, of which it is a part');
  }
  if (upstream === undefined || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    host: data.HOST,
    port: data.PORT,
    managementPort: data.MANAGEMENT_PORT,
    allowedHosts: [...(data.ALLOWED_HOSTS ?? [...LOOPBACK, data.HOST]), ...publicHost(events)],
    upstream,
    events,
    scope: data.FIVETRAN_SCOPE ?? (upstream.mode === 'emulator' ? 'read/write/delete' : 'read'),
    disallows: data.DISALLOWED_ACTIONS ?? (() => false),
    clientsFile: data.CLIENTS_FILE,
    plan: data.FIVETRAN_PLAN,
    quotaReserve: data.QUOTA_RESERVE,
    quotaOverrides: quotaOverridesOf(data),
    upstreamConcurrency: data.UPSTREAM_CONCURRENCY,
    cacheBytes: data.CACHE_BYTES,
    redisUrl: data.REDIS_URL,
    maxCallsPerOperation: data.MAX_CALLS_PER_OPERATION,
    maxDepth: data.MAX_DEPTH,
    maxAliases: data.MAX_ALIASES,
    maxTokens: data.MAX_TOKENS,
    maxDirectives: data.MAX_DIRECTIVES,
    maxBodyBytes: data.MAX_BODY_BYTES,
    maxHeaderBytes: data.MAX_HEADER_BYTES,
    requestSeconds: data.REQUEST_SECONDS,
    requestsPerMinute: data.REQUESTS_PER_MINUTE,
    failuresPerMinute: data.FAILURES_PER_MINUTE,
    trustedProxies: data.TRUSTED_PROXIES,
    operationsFile: data.OPERATIONS_FILE,
    persistedOnly: data.PERSISTED_ONLY,
    graphiql: data.GRAPHIQL,
    introspection: data.INTROSPECTION,
    corsOrigins: data.CORS_ORIGINS,
    logLevel: data.LOG_LEVEL,
    auditLog: data.AUDIT_LOG ?? (upstream.mode === 'emulator' ? 'off' : 'stdout'),
    shutdownSeconds: data.SHUTDOWN_SECONDS,
    traces:
      data.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { endpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: data.OTEL_SERVICE_NAME },
    drainGraceSeconds: data.DRAIN_GRACE ?? graceOf(data),
  });
}

/** Beyond loopback others send the traffic here, and look only now and then whether they still may. */
const graceOf = ({ HOST, SHUTDOWN_SECONDS }: Settings): number =>
  LOOPBACK.includes(HOST) ? 0 : Math.min(5, Math.floor(SHUTDOWN_SECONDS / 2));

/** Each setting by itself, so that all that is wrong is told at once: one that cannot be read counts as left out. */
function readEach(environment: Environment, problems: string[]): Settings {
  const entries = Object.entries(settings.shape).map(([name, rule]) => {
    const parsed = rule.safeParse(environment[name]);
    if (parsed.success) return [name, parsed.data];
    problems.push(...parsed.error.issues.map(({ message }) => `${name} ${message}`));
    return [name, rule.safeParse(undefined).data];
  });
  return Object.fromEntries(entries) as Settings;
}

function quotaOverridesOf(data: Settings): Config['quotaOverrides'] {
  const set = Object.entries(QUOTA_WINDOWS).map(([window, name]) => [window, data[name]] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined));
}

function upstreamOf(data: Settings, environment: Environment, problems: string[]): Upstream | undefined {
  if (data.PERSISTED_ONLY && data.OPERATIONS_FILE === undefined) {
    problems.push('PERSISTED_ONLY is true, so OPERATIONS_FILE is required: it names what may run');
  }
  // It was said already that it means nothing; what it was to mean decides what else is required.
  if (data.FIVETRAN_CREDENTIALS !== environment.FIVETRAN_CREDENTIALS) return undefined;
  const loopback = LOOPBACK.includes(data.HOST);
  const real = REAL.filter((name) => environment[name] !== undefined);
  if (data.FIVETRAN_CREDENTIALS === 'emulator') {
    const meant = real.filter((name) => name.startsWith('FIVETRAN_API_'));
    if (meant.length > 0) problems.push(`FIVETRAN_CREDENTIALS is emulator, so ${meant.join(', ')} must not be set`);
    if (data.REDIS_URL !== undefined) {
      problems.push(
        'FIVETRAN_CREDENTIALS is emulator, so REDIS_URL must not be set: each replica has a demo account of its own',
      );
    }
    return { mode: 'emulator' };
  }
  if (real.length === 0) {
    if (environment.NODE_ENV !== 'production' && loopback) return { mode: 'emulator' };
    const why = loopback ? 'NODE_ENV is production' : 'HOST is not loopback';
    problems.push(
      `No credential is set, and ${why}, so the demo account is not served by itself: FIVETRAN_API_KEY and FIVETRAN_API_SECRET, FIVETRAN_CREDENTIALS=passthrough or FIVETRAN_CREDENTIALS=emulator is required`,
    );
    return undefined;
  }
  const url = data.FIVETRAN_API_URL ?? 'https://api.fivetran.com';
  if (new URL(url).protocol !== 'https:' && !isLoopback(new URL(url))) {
    problems.push('FIVETRAN_API_URL must be https unless its host is loopback: the key travels with every call');
  }
  if (!isPlain(new URL(url))) {
    problems.push('FIVETRAN_API_URL must have no user, password, query or fragment');
  }
  const key = secretOf('FIVETRAN_API_KEY', data, problems);
  const secret = secretOf('FIVETRAN_API_SECRET', data, problems);
  if (data.FIVETRAN_CREDENTIALS === 'passthrough') {
    if (data.CLIENTS_FILE !== undefined) {
      problems.push(
        'FIVETRAN_CREDENTIALS is passthrough, so CLIENTS_FILE must not be set: callers are known by their keys',
      );
    }
    if (key !== undefined || secret !== undefined) {
      problems.push('FIVETRAN_CREDENTIALS is passthrough, so FIVETRAN_API_KEY and FIVETRAN_API_SECRET must not be set');
    }
    return { mode: 'pass-through', url };
  }
  for (const name of ['FIVETRAN_API_KEY', 'FIVETRAN_API_SECRET'] as const) {
    const set = data[name] !== undefined || data[`${name}_FILE`] !== undefined;
    if (!set) problems.push(`${name} (or ${name}_FILE) is required`);
  }
  if (!loopback && environment.CLIENTS_FILE === undefined) {
    problems.push(
      'HOST is not loopback and a server key is used, so CLIENTS_FILE is required: anybody could use the key',
    );
  }
  if (key === undefined || secret === undefined) return undefined;
  const files = { keyFile: data.FIVETRAN_API_KEY_FILE, secretFile: data.FIVETRAN_API_SECRET_FILE };
  return { mode: 'server-key', url, key, secret, ...files };
}

/** Webhooks do not say whose account they tell of, so where callers bring their own keys events come by polling. */
function eventsOf(data: Settings, upstream: Upstream | undefined, problems: string[]): EventsConfig {
  const { WEBHOOK_PUBLIC_URL: publicUrl, FIVETRAN_WEBHOOK_SECRET: secrets = [] } = data;
  const passThrough = upstream?.mode === 'pass-through';
  if (passThrough && data.EVENTS === 'webhooks') {
    problems.push('FIVETRAN_CREDENTIALS is passthrough, so EVENTS must be polling: a webhook does not say whose it is');
  }
  if (passThrough || data.EVENTS === 'polling') {
    if (publicUrl !== undefined) problems.push('WEBHOOK_PUBLIC_URL must not be set where events come by polling');
    return { source: 'polling', intervalMs: data.EVENTS_POLL_SECONDS * 1000 };
  }
  if (publicUrl === undefined) return { source: 'webhooks', secrets, publicUrl };
  const url = new URL(publicUrl);
  if (url.protocol !== 'https:' && !isLoopback(url)) problems.push('WEBHOOK_PUBLIC_URL must be https');
  if (url.pathname === '/') url.pathname = '/webhooks/fivetran';
  return { source: 'webhooks', secrets, publicUrl: url.href };
}

const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.includes(hostname.replace(/^\[|\]$/g, ''));

/** Fivetran calls the receiver by this name. */
const publicHost = (events: EventsConfig): string[] =>
  events.source === 'webhooks' && events.publicUrl !== undefined ? [new URL(events.publicUrl).hostname] : [];

/** One half of a key, from its variable or from the file that the variable with `_FILE` names. */
function secretOf(name: 'FIVETRAN_API_KEY' | 'FIVETRAN_API_SECRET', data: Settings, problems: string[]) {
  const file = data[`${name}_FILE`];
  if (file !== undefined && data[name] !== undefined) {
    problems.push(`${name} and ${name}_FILE must not both be set`);
    return undefined;
  }
  let value = data[name];
  if (file !== undefined) {
    try {
      value = readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE must name a file that can be read`);
      return undefined;
    }
  }
  if (value === '') problems.push(`${name} must not be empty`);
  return value === '' ? undefined : value;
}
