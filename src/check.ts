import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, ConfigError, readConfig } from './config.ts';
import { accountInfo } from './fivetran/account.ts';
import { type Credential, Fivetran } from './fivetran/client.ts';
import { systemClock } from './fivetran/clock.ts';
import { callOf } from './fivetran/endpoint.ts';
import { Forbidden, MalformedAnswer, TooManyRequests, Unauthorized, Unavailable } from './fivetran/errors.ts';
import { graphqlSchema } from './graphql/schema-build.ts';
import { readSecret } from './http/key-files.ts';
import { readOperations } from './http/use-listed-operations.ts';
import { parseClients } from './policy/clients.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what is wrong and how it is mended. Never a secret. */
  readonly found: string;
}

/** How long Fivetran may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Looks whether a server with these settings could work: the settings themselves, the files that they name, Redis, and,
 * with one call, Fivetran and the key. Writes a line for each. Nothing is started, and nothing is changed.
 * @returns the exit code: 0 where all is well, else 1
 */
export async function check(
  environment: Readonly<Record<string, string | undefined>>,
  out: (text: string) => void,
): Promise<number> {
  let ok = true;
  const say = (finding: Finding) => {
    ok &&= finding.ok;
    out(`${finding.ok ? 'ok    ' : 'failed'}  ${finding.what.padEnd(WIDTH)}  ${finding.found}\n`);
  };
  let config: Config;
  try {
    config = readConfig(environment, (message) => say({ what: 'settings', ok: true, found: `but ${message}` }));
    say({ what: 'settings', ok: true, found: `it will listen on ${config.host}:${config.port}` });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const found of error.problems) say({ what: 'settings', ok: false, found });
    return 1;
  }
  for (const finding of filesOf(config)) say(finding);
  if (config.redisUrl !== undefined) say(await redisOf(config.redisUrl));
  say(await fivetranOf(config));
  return ok ? 0 : 1;
}

const WIDTH = 'operations file'.length;

function filesOf({ clientsFile, operationsFile, auditLog }: Config): Finding[] {
  const findings: Finding[] = [];
  const look = (what: string, path: string, find: () => string) => {
    try {
      findings.push({ what, ok: true, found: `${path}: ${find()}` });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = code === undefined ? message.replaceAll(/\s+/g, ' ') : `this user must be able to use it (${code})`;
      findings.push({ what, ok: false, found: `${path}: ${why}` });
    }
  };
  if (clientsFile !== undefined) look('clients file', clientsFile, () => clientsIn(clientsFile));
  if (operationsFile !== undefined) {
    look('operations file', operationsFile, () => `${readOperations(operationsFile, graphqlSchema).size} operations`);
  }
  if (auditLog !== 'stdout' && auditLog !== 'off') {
    look('audit log', auditLog, () => {
      const target = existsSync(auditLog) ? auditLog : dirname(resolve(auditLog));
      accessSync(target, constants.W_OK);
      return 'it can be written';
    });
  }
  return findings;
}

function clientsIn(path: string): string {
  const clients = parseClients(readFileSync(path, 'utf8'));
  const own = clients.flatMap(({ name, credential }) => (credential === undefined ? [] : [{ name, credential }]));
  for (const { name, credential } of own) {
    for (const file of [credential.keyFile, credential.secretFile]) {
      try {
        readSecret(file);
      } catch {
        throw new Error(`${file}, which the client ${name} names, must be a file that can be read and is not empty`);
      }
    }
  }
  return `${clients.length} clients, ${own.length} of them with keys of their own`;
}

async function redisOf(url: string): Promise<Finding> {
  const what = 'Redis';
  // A password may stand before it.
  const { host } = new URL(url);
  const { policyOfRedis } = await import('./store/redis-check.ts');
  try {
    const policy = await policyOfRedis(url);
    if (policy === undefined) return { what, ok: true, found: `${host} answers; its policy may not be asked for` };
    const ok = policy === 'noeviction';
    const why = 'maxmemory-policy must be noeviction, so that no part of the quota is forgotten; it is';
    return { what, ok, found: `${host} answers${ok ? '' : `, but ${why} ${policy}`}` };
  } catch (error) {
    const { code = 'refused', message } = error as NodeJS.ErrnoException;
    const why = /NOAUTH|WRONGPASS/.test(message) ? 'its password is another one' : code;
    return { what, ok: false, found: `${host} does not answer (${why}): REDIS_URL must name a Redis that does` };
  }
}

async function fivetranOf({ upstream, plan, quotaOverrides }: Config): Promise<Finding> {
  const what = 'Fivetran';
  if (upstream.mode === 'emulator') {
    return { what, ok: true, found: 'not asked: the demo account is served, because no credential is set' };
  }
  // Where callers bring their keys there is none to try: that this one is refused shows that Fivetran answers.
  const credential = upstream.mode === 'server-key' ? upstream : { key: 'none', secret: 'none' };
  const fivetran = new Fivetran({
    baseUrl: upstream.url,
    concurrency: 1,
    cacheBytes: 0,
    clock: systemClock,
    random: Math.random,
    proxy: true,
    quota: { plan, reserve: 0, overrides: quotaOverrides, paceAfterStart: false, maxQueue: 1 },
  });
  try {
    return { what, ok: true, found: `${upstream.url}: ${await accountOf(fivetran, credential)}` };
  } catch (error) {
    if (upstream.mode === 'pass-through' && error instanceof Unauthorized) {
      return { what, ok: true, found: `${upstream.url} answers; callers bring their keys` };
    }
    return { what, ok: error instanceof Forbidden, found: `${upstream.url} ${troubleOf(error)}` };
  } finally {
    await fivetran.close();
  }
}

async function accountOf(fivetran: Fivetran, credential: Credential): Promise<string> {
  const partition = fivetran.partition(credential);
  const { data } = await partition.read(callOf(accountInfo), {
    onBehalf: { kind: 'read', client: '', operation: fivetran, deadline: fivetran.clock.now() + PATIENCE_MS },
    signal: AbortSignal.timeout(PATIENCE_MS),
    since: 0,
    onSend: () => {},
    onAttempt: () => {},
  });
  const { remaining, limit } = partition.quota.requests;
  return `the key opens the account ${data.account_name ?? data.account_id}, ${remaining} of ${limit} calls left this hour`;
}

function troubleOf(error: unknown): string {
  if (error instanceof Unauthorized) {
    return 'refuses the key: FIVETRAN_API_KEY and FIVETRAN_API_SECRET must be a pair that is not revoked';
  }
  if (error instanceof Forbidden) {
    return 'accepts the key, but its role may not read the account: what the account is called stays unknown';
  }
  if (error instanceof TooManyRequests) {
    return `answers that the quota is used up: it has room again in ${error.retryAfterSeconds} s`;
  }
  if (error instanceof MalformedAnswer) {
    return 'answers, but not as Fivetran does: FIVETRAN_API_URL must be the base URL of its API';
  }
  const why = error instanceof Unavailable ? error.reason : 'timeout';
  return `does not answer (${why}): FIVETRAN_API_URL must be reachable from here, through HTTPS_PROXY where that is set`;
}
