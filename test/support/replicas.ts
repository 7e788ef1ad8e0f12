import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type App, type AppParts, createApp } from '../../src/app.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import type { TestRedis } from './redis.ts';
import { type Answer, testConfig } from './server.ts';

export interface Replica {
  readonly url: string;
  readonly app: App;
  query(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
}

export interface Replicas {
  readonly emulator: Emulator;
  readonly all: readonly Replica[];
  /** The calls that reached the emulator since the last look, but for those that ask whose account it is. */
  calls(): string[];
}

export interface ReplicasOptions {
  readonly redis: TestRedis;
  readonly count?: number;
  /** How many of them each knows of, before anything is done. @default all */
  readonly known?: number;
  readonly emulator?: EmulatorOptions;
  readonly settings?: Record<string, string>;
  readonly parts?: AppParts;
}

/** Several replicas of one server, in this process, with one emulator behind them and one Redis beside them. */
export async function startReplicas(options: ReplicasOptions): Promise<Replicas> {
  const emulator = createEmulator({
    size: { groups: 3, connectionsPerGroup: 4, users: 5 },
    latency: { call: 0 },
    ...options.emulator,
  });
  await emulator.listen();
  const { count = 3 } = options;
  const [credential] = emulator.credentials;
  const settings = {
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: credential?.key ?? '',
    FIVETRAN_API_SECRET: credential?.secret ?? '',
    FIVETRAN_SCOPE: 'read/write/delete',
    REDIS_URL: options.redis.url,
    ...options.settings,
  };
  const all = await Promise.all(
    Array.from({ length: count }, () => startReplica(settings, { webhooks: false, ...options.parts })),
  );
  await Promise.all(all.map((replica) => knowing(replica, options.known ?? count)));
  onTestFinished(async () => {
    await Promise.all(all.map(({ app }) => app.close()));
    await emulator.close();
  });
  return {
    emulator,
    all,
    calls() {
      const calls = emulator.calls.filter((call) => call !== 'GET /v1/account/info');
      emulator.clearCalls();
      return calls;
    },
  };
}

/** Waits until a replica knows how many there are. */
async function knowing({ url }: Replica, count: number): Promise<void> {
  for (;;) {
    const { store } = (await (await fetch(`${url}/readyz`)).json()) as { store: { replicas: number } };
    if (store.replicas === count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function startReplica(settings: Record<string, string>, parts: AppParts): Promise<Replica> {
  const app = await createApp(testConfig(settings), pino({ level: process.env.TEST_LOG ?? 'silent' }), parts);
  const url = await app.listen();
  await app.registered();
  return {
    url,
    app,
    async query(query, variables, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
    },
  };
}
