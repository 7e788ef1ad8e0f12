import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startServer } from '../support/server.ts';

const SUBSCRIBERS = Number(process.env.LIVE_SUBSCRIBERS ?? 1000);
const PER_SECOND = 100;
const SECONDS = Number(process.env.LIVE_SECONDS ?? 3);
const EVENTS = PER_SECOND * SECONDS;
const QUERY = 'subscription { connectionEvents { id type data } }';

/** What its subscribers got, and what it took of this process's CPU. */
interface Got {
  readonly cpuMs: number;
  readonly received: number;
  readonly outOfOrder: number;
  readonly complete: number;
  readonly p50: number;
  readonly p99: number;
}

const now = () => performance.timeOrigin + performance.now();

/** Lets subscribers listen in a process of their own, sends the events at their rate, and gives what they got. */
async function load(url: string, query: string, send: (n: number, at: number) => unknown): Promise<Got> {
  const script = fileURLToPath(new URL('../support/load-client.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, query, String(SUBSCRIBERS), String(EVENTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const cpu = process.cpuUsage();
  const begun = performance.now();
  for (let n = 0; n < EVENTS; n += 1) {
    const wait = begun + (n * 1000) / PER_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    void send(n, now());
  }
  const got = JSON.parse((await lines.next()).value ?? '{}');
  const { user, system } = process.cpuUsage(cpu);
  return { ...got, cpuMs: Math.round((user + system) / 1000) };
}

const say = ({ p50, p99, cpuMs, received }: Got): string =>
  `p50 ${p50} ms, p99 ${p99} ms, ${Math.round((cpuMs * 1000) / received)} us of CPU a delivery`;

/** A server whose one subscription does nothing but pass on what it is given. */
async function noop() {
  const listeners = new Set<(value: unknown) => void>();
  async function* tick() {
    const waiting: unknown[] = [];
    let wake = () => {};
    listeners.add((value) => {
      waiting.push(value);
      wake();
    });
    for (;;) {
      while (waiting.length > 0) yield { tick: waiting.shift() };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const schema = buildSchema('scalar JSON type Query { none: Int } type Subscription { tick: JSON }');
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer({ schema, roots: { subscription: { tick } } }, sockets);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    send: (n: number, at: number) => {
      for (const listener of listeners) listener({ id: `n.${n + 1}`, at });
    },
  };
}

/** Subscribes, and then reads nothing any more. */
async function stopsReading(url: string): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('{"type":"connection_init"}');
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  socket.pause();
}

describe('Subscriptions under load', () => {
  it(`bring ${PER_SECOND} events a second to ${SUBSCRIBERS} subscribers: none lost, none twice, also beside one that does not read`, async () => {
    const bare = await noop();
    const baseline = await load(bare.url, 'subscription { tick }', bare.send);

    const secret = 'of webhooks';
    const server = await startServer({ settings: { FIVETRAN_WEBHOOK_SECRET: secret } });
    const url = `${server.url.replace('http', 'ws')}/graphql`;
    await stopsReading(url);
    const statuses = new Set<number>();
    const before = process.memoryUsage().heapUsed;
    const got = await load(url, QUERY, async (n, at) => {
      const created = new Date().toISOString();
      const body = JSON.stringify({ event: 'edit_connector', created, connector_id: 'one', data: { n, at } });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
      statuses.add((await fetch(`${server.url}/webhooks/fivetran`, { method: 'POST', headers, body })).status);
    });
    const grown = Math.round((process.memoryUsage().heapUsed - before) / 1024 ** 2);
    process.stdout.write(
      `${SUBSCRIBERS} subscribers, ${EVENTS} events at ${PER_SECOND}/s: ${say(got)}; a subscription that does nothing: ` +
        `${say(baseline)}; p99 is ${(got.p99 / baseline.p99).toFixed(2)} times its; heap grew by ${grown} MB\n`,
    );
    expect(statuses).toEqual(new Set([202]));
    expect(got).toMatchObject({ received: SUBSCRIBERS * EVENTS, outOfOrder: 0, complete: SUBSCRIBERS });
    expect(baseline).toMatchObject({ received: SUBSCRIBERS * EVENTS, outOfOrder: 0 });
    expect(grown).toBeLessThan(200);
  }, 300_000);
});
