import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** Hours of five seconds. */
const WINDOW_MS = 5_000;
const QUOTA = 150;
const MAY = QUOTA * 0.8;
const PROGRAM = new URL('../support/run-replica.ts', import.meta.url).pathname;

describe('Three processes with one Redis, asked for three times what one quota holds', () => {
  it('earn no 429, use what may be used, and share it fairly', async () => {
    const redis = await startRedis();
    const { calls, answers } = await load(redis, 2 * WINDOW_MS);
    expect(calls.filter(({ status }) => status === 429)).toEqual([]);
    expect(calls.length).toBeGreaterThanOrEqual(0.95 * 2 * MAY);
    for (const { served } of answers) expect(served).toBeGreaterThan(0.2 * calls.length);
    for (const { strange } of answers) expect(strange).toEqual([]);
  });

  it('go on when Redis is killed and comes back empty: no operation fails, one call in a hundred is answered 429', async () => {
    const redis = await startRedis();
    const states: boolean[][] = [];
    const { calls, answers } = await load(redis, 3 * WINDOW_MS, async (replicas) => {
      const look = async () => states.push(await Promise.all(replicas.map(isShared)));
      await sleep(4_000);
      await redis.kill();
      await sleep(1_000);
      await look();
      await sleep(4_000);
      await redis.start();
      const back = performance.now();
      await sleep(500);
      do await look();
      while (states.at(-1)?.includes(false));
      expect(performance.now() - back).toBeLessThan(5_000);
    });
    expect(states[0]).toEqual([false, false, false]);
    expect(states.at(-1)).toEqual([true, true, true]);
    const refused = calls.filter(({ status }) => status === 429);
    expect(refused.length).toBeLessThanOrEqual(calls.length / 100);
    for (const { strange } of answers) expect(strange).toEqual([]);
  });
});

/** Each replica is asked for as much as the whole quota holds, evenly, by operations of one call each. */
async function load(redis: TestRedis, ms: number, meanwhile?: (urls: readonly string[]) => Promise<void>) {
  const emulator = createEmulator({
    size: { groups: 10, connectionsPerGroup: 10 },
    latency: { call: 20 },
    quota: { all: QUOTA, windowMs: WINDOW_MS },
  });
  await emulator.listen();
  onTestFinished(() => emulator.close());
  const [credential] = emulator.credentials;
  const settings = {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: credential?.key ?? '',
    FIVETRAN_API_SECRET: credential?.secret ?? '',
    REDIS_URL: redis.url,
    REQUEST_SECONDS: '3',
    AUDIT_LOG: 'off',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
  };
  const urls = await Promise.all(Array.from({ length: 3 }, () => startProcess(settings)));
  const ids = emulator.account.connections.list().map(({ id }) => id);
  const answers = urls.map(() => ({ served: 0, limited: 0, strange: [] as string[] }));
  const asked: Promise<void>[] = [];
  const other = meanwhile?.(urls);
  const begun = Date.now();
  await steadily((QUOTA * ms) / WINDOW_MS, ms, (number) => {
    for (const [index, url] of urls.entries()) {
      const tally = answers[index];
      const id = ids[(number * 7 + index) % ids.length];
      if (tally !== undefined && id !== undefined) asked.push(ask(url, id, tally));
    }
  });
  await Promise.all(asked);
  await other;
  return { calls: emulator.log.filter(({ at }) => at < begun + ms), answers };
}

/** One connection, read fresh: one call. */
async function ask(url: string, id: string, tally: { served: number; limited: number; strange: string[] }) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
    body: JSON.stringify({ query: `{ connection(id: "${id}") { service } }` }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  const code = errors?.[0]?.extensions.code;
  if (code === undefined) tally.served += 1;
  else if (code === 'RATE_LIMITED' || code === 'TIMEOUT') tally.limited += 1;
  else tally.strange.push(JSON.stringify(errors));
}

async function isShared(url: string): Promise<boolean> {
  const { store } = (await (await fetch(`${url}/readyz`)).json()) as { store: { shared: boolean } };
  return store.shared;
}

async function startProcess(settings: Record<string, string>): Promise<string> {
  const parts = JSON.stringify({ quotaWindowScale: WINDOW_MS / 3_600_000, webhooks: false });
  const program = spawn(process.execPath, [PROGRAM, parts], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const gone = once(program, 'exit');
    program.kill('SIGTERM');
    await gone;
  });
  const [url] = await once(createInterface(program.stdout), 'line');
  return url;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Does something so often, evenly over the time, whatever becomes of it. */
function steadily(times: number, ms: number, act: (number: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const due = Math.min(times, Math.floor((times * (performance.now() - begun)) / ms));
      while (done < due) act(done++);
      if (done < times) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}
