import { pino } from 'pino';
import { Pool } from 'undici';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createEmulator, type Emulator } from '../src/emulator/emulator.ts';
import { post } from './load.ts';
import { against, table } from './table.ts';

/** Hours of ten seconds. */
const WINDOW_MS = 10_000;
const HOUR_MS = 3_600_000;
const RESERVE = 0.2;
/** The first caller asks for so many times as much as each of the others. */
const GREED = 4;
const NAMES = ['first', 'second', 'third'] as const;

export interface QuotaLoadOptions {
  readonly seconds: number;
  /** Calls in a window. */
  readonly quota: number;
  /** Operations that are asked for in a window, against the calls that it holds. */
  readonly demand: number;
  /** Who asks, each with a key of its own. @default 2 */
  readonly callers?: 2 | 3;
  /** Whether somebody else spends half of the quota meanwhile, with a key that this server does not know. */
  readonly others: boolean;
}

export interface QuotaLoad {
  /** The server's calls, and how many of them Fivetran refused for want of quota. */
  readonly calls: number;
  readonly refusedUpstream: number;
  /** Calls made of those that might be made: the quota less its reserve, in each window that began. */
  readonly used: number;
  /**
   * The callers' parts of the calls after the first window, in which there was enough for everybody: the least and the
   * most, as multiples of equal parts.
   */
  readonly least: number;
  readonly most: number;
  /** Operations refused here, and how many of those were not told when to come again. */
  readonly refused: number;
  readonly withoutRetry: number;
  /** Codes of other errors, each once. A slow machine lets operations run out of time after they were let through. */
  readonly strange: readonly string[];
}

/**
 * Asks for several times the quota, by callers of unequal greed with a key each of one account, and counts what becomes
 * of it. Each operation costs one call.
 */
export async function quotaLoad({ seconds, quota, demand, others, callers = 2 }: QuotaLoadOptions): Promise<QuotaLoad> {
  const emulator = createEmulator({
    size: { groups: 10, connectionsPerGroup: 10 },
    quota: { all: quota, windowMs: WINDOW_MS },
    credentials: [...NAMES, 'other'].map((key) => ({ key, secret: 'secret', account: 'bench' })),
  });
  await emulator.listen();
  const config = readConfig(
    {
      PORT: '0',
      FIVETRAN_API_URL: emulator.url,
      FIVETRAN_CREDENTIALS: 'passthrough',
      QUOTA_RESERVE: `${RESERVE * 100}%`,
      REQUEST_SECONDS: '3',
      // It is the quota that is to be reached, not a client's rate.
      REQUESTS_PER_MINUTE: '10000000',
      AUDIT_LOG: 'off',
    },
    () => {},
  );
  const app = await createApp(config, pino({ level: 'silent' }), { quotaWindowScale: WINDOW_MS / HOUR_MS });
  const pool = new Pool(await app.listen(), { connections: 2000, connect: { timeout: 60_000 } });
  // Costs no call: what is measured is to begin with a server that runs.
  const idle = JSON.stringify({ query: '{ __typename }' });
  await Promise.all(Array.from({ length: 200 }, () => post(pool, idle, authorizationOf('first'))));
  const answers: Promise<string>[] = [];
  const begun = Date.now();
  try {
    await steadily((quota * demand * seconds * 1000) / WINDOW_MS, seconds, (number) => {
      const turn = number % (GREED + callers - 1);
      answers.push(ask(pool, emulator, NAMES[Math.max(0, turn - GREED + 1)] ?? 'first', number));
      if (others && number % (demand * 2) === 0) spend(emulator);
    });
    const own = emulator.log.filter(({ key, method }) => key !== 'other' && method === 'GET');
    return { ...figures(own, NAMES.slice(0, callers), quota, seconds, begun), ...tally(await Promise.all(answers)) };
  } finally {
    await pool.close();
    await app.close();
    await emulator.close();
  }
}

function figures(calls: Emulator['log'], names: readonly string[], quota: number, seconds: number, begun: number) {
  const made = calls.filter(({ status }) => status !== 429);
  const contended = made.filter(({ at }) => at >= begun + WINDOW_MS);
  const parts = names.map(
    (name) => (contended.filter(({ key }) => key === name).length / contended.length) * names.length,
  );
  const may = quota * (1 - RESERVE) * Math.ceil((seconds * 1000) / WINDOW_MS);
  return {
    calls: calls.length,
    refusedUpstream: calls.length - made.length,
    used: made.length / may,
    least: Math.min(...parts),
    most: Math.max(...parts),
  };
}

function tally(answers: readonly string[]) {
  const refusals = answers.filter((answer) => answer.includes('"RATE_LIMITED"'));
  return {
    refused: refusals.length,
    withoutRetry: refusals.filter((answer) => !/"retryAfterSeconds":[1-9]/.test(answer)).length,
    strange: [...new Set(answers.flatMap((answer) => /"code":"(\w+)"/.exec(answer)?.[1] ?? []))].filter(
      (code) => code !== 'RATE_LIMITED' && code !== 'TIMEOUT',
    ),
  };
}

/** One connection, read fresh: one call. */
async function ask(pool: Pool, { account }: Emulator, key: string, number: number): Promise<string> {
  const connections = account.connections.list();
  const id = connections[number % connections.length]?.id;
  const body = JSON.stringify({ query: `{ connection(id: "${id}") { service } }` });
  return (await post(pool, body, { ...authorizationOf(key), 'cache-control': 'no-cache' })).bytes.toString();
}

const authorizationOf = (key: string) => ({
  authorization: `Basic ${Buffer.from(`${key}:secret`).toString('base64')}`,
});

function spend(emulator: Emulator): void {
  const headers = authorizationOf('other');
  void fetch(`${emulator.url}/v1/groups`, { headers }).then((answer) => answer.arrayBuffer());
}

/** Does something so often, evenly over the time, whatever becomes of it: an open loop. */
function steadily(times: number, seconds: number, act: (number: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const due = Math.min(times, Math.floor((times * (performance.now() - begun)) / (seconds * 1000)));
      while (done < due) act(done++);
      if (done < times) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
}

/** The long form: a minute each. */
export async function quota(seconds = 60): Promise<string> {
  const rows = [];
  for (const [name, callers, others] of [
    ['two callers', 2, false],
    ['three callers', 3, false],
    ['two, and others spend half', 2, true],
  ] as const) {
    const of = await quotaLoad({ seconds, quota: 200, demand: 10, others, callers });
    rows.push([
      name,
      of.calls,
      against(of.refusedUpstream, others ? of.calls / 100 : 0, true),
      others ? of.used.toFixed(2) : against(of.used, 0.95),
      `${against(of.least, 0.8)}, ${against(of.most, 1.2, true)}`,
      of.refused,
      of.withoutRetry,
    ]);
  }
  const columns = [
    'load',
    'calls',
    'answered 429',
    'used of what may be',
    'of a fair part',
    'refused',
    'without a time',
  ];
  return table(`Ten times the quota for ${seconds} s, a key each of one account, windows of 10 s`, columns, rows);
}
