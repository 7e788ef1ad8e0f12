import { createHmac } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../quota/manual-clock.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { initialised, subscription } from '../support/socket.ts';
import { until } from '../support/until.ts';

const SECRET = 'of-all-webhooks';
const EVENTS = 'subscription { connectionEvents { id data } }';
/** More than the kernel takes for a client that does not read. */
const LARGE = 16_000_000;

/** Sends a request over a connection of its own, of which nothing is read until it is told to. */
async function ask(url: string, query: string, accept: string): Promise<Socket> {
  const body = JSON.stringify({ query });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.on('error', () => {});
  socket.pause();
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: ${accept}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Something happens, of which Fivetran has much to say. */
async function happens({ url }: TestServer, n: number): Promise<void> {
  const created = new Date().toISOString();
  const data = { n, text: 'x'.repeat(200_000) };
  const body = JSON.stringify({ event: 'edit_connector', created, connector_id: 'one', data });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
  const { status } = await fetch(`${url}/webhooks/fivetran`, { method: 'POST', headers, body });
  expect(status).toBe(202);
}

const settings = { FIVETRAN_WEBHOOK_SECRET: SECRET };
const slowReaders = { graceMs: 200, leastRate: 1024 ** 3 };

describe('A client that does not read', () => {
  it('its answer is cut off, and nothing of it is kept', async () => {
    const server = await startServer({
      settings: { MAX_ALIASES: '1000', ...settings },
      parts: { slowReaders },
      emulator: { size: { groups: 2, connectionsPerGroup: 500 } },
    });
    const fields = 'fivetranId id schema service createdAt succeededAt failedAt status { setupState syncState }';
    const query = `{ ${Array.from({ length: 25 }, (_, i) => `a${i}: connections(first: 1000) { nodes { ${fields} } }`).join(' ')} }`;
    const statuses: unknown[] = [];
    const note = (report: unknown) => void statuses.push((report as { status: number }).status);
    subscribe('fivetran-graphql:operation', note);
    onTestFinished(() => void unsubscribe('fivetran-graphql:operation', note));
    const socket = await ask(server.url, query, 'application/json');
    // Now it reads, and finds what the kernel had taken, and the end.
    await until(() => statuses.length === 1, 15_000);
    expect(statuses).toEqual([499]);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).resume();
    await new Promise((resolve) => socket.once('close', resolve));
    const answer = Buffer.concat(chunks);
    const promised = Number(/content-length: (\d+)/i.exec(answer.subarray(0, 2000).toString())?.[1]);
    expect(promised).toBeGreaterThan(LARGE / 4);
    expect(answer.length).toBeLessThan(promised);
  });

  it('of events by HTTP is cut off, and who reads goes on', async () => {
    const server = await startServer({ settings, parts: { slowReaders } });
    const slow = await ask(server.url, EVENTS, 'text/event-stream');
    const quick = await ask(server.url, EVENTS, 'text/event-stream');
    await until(() => server.app.listeners() === 2);
    let bytes = 0;
    quick
      .on('data', (chunk) => {
        bytes += chunk.length;
      })
      .resume();
    const events = LARGE / 200_000;
    for (let n = 0; n < events; n += 1) await happens(server, n);
    await until(() => server.app.listeners() === 1);
    await until(() => bytes > LARGE);
    slow.destroy();
    quick.destroy();
    await until(() => server.app.listeners() === 0);
  });

  it('of events by WebSocket is cut off when it gives no sign of life, and who reads goes on', async () => {
    const clock = new ManualClock(Date.now());
    const server = await startServer({ settings, parts: { clock } });
    const slow = await initialised(server.url);
    const quick = await initialised(server.url);
    for (const { send } of [slow, quick]) send(subscription('1', EVENTS));
    await until(() => server.app.listeners() === 2);
    slow.socket.pause();
    const events = LARGE / 200_000;
    for (let n = 0; n < events; n += 1) await happens(server, n);
    await until(() => quick.messages.length === events + 1, 10_000);
    expect(server.app.listeners()).toBe(2);
    let pings = 0;
    quick.socket.on('ping', () => {
      pings += 1;
    });
    for (const round of [1, 2]) {
      await clock.advance(12_000);
      await until(() => pings === round);
      // What answers it comes back in its own time.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(() => server.app.listeners() === 1);
    expect(quick.closed()).toBeUndefined();
  });
});

describe('A sign of life', () => {
  it('is asked for by WebSocket every 12 seconds; a client that gives none is cut off', async () => {
    const clock = new ManualClock(Date.now());
    const server = await startServer({ parts: { clock } });
    const dead = await initialised(server.url, undefined, { autoPong: false });
    const alive = await initialised(server.url);
    const pings = { dead: 0, alive: 0 };
    dead.socket.on('ping', () => {
      pings.dead += 1;
    });
    alive.socket.on('ping', () => {
      pings.alive += 1;
    });
    await clock.advance(11_999);
    expect(pings).toEqual({ dead: 0, alive: 0 });
    await clock.advance(1);
    await until(() => pings.dead === 1 && pings.alive === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(12_000);
    expect(await dead.end()).toBe(1006);
    await until(() => pings.alive === 2);
    expect(alive.closed()).toBeUndefined();
  });

  it('comes by HTTP as a comment, while nothing happens', async () => {
    const server = await startServer();
    const socket = await ask(server.url, EVENTS, 'text/event-stream');
    let text = '';
    socket
      .on('data', (chunk) => {
        text += chunk;
      })
      .resume();
    // The time between two is short in tests: the first comes at once.
    await until(() => text.split('\r\n:\n\n').length > 3);
    expect(text).not.toContain('data:');
  });

  it('is not asked for where nothing was subscribed to for five minutes: the socket is closed', async () => {
    const clock = new ManualClock(Date.now());
    const server = await startServer({ parts: { clock } });
    const idle = await initialised(server.url);
    const busy = await initialised(server.url);
    busy.send(subscription('1', EVENTS));
    await until(() => server.app.listeners() === 1);
    for (let beat = 0; beat < 26 && idle.closed() === undefined; beat += 1) {
      await clock.advance(12_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await idle.end()).toBe(1001);
    expect(busy.closed()).toBeUndefined();
  });
});
