import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

describe('A subscription to a server that ends', () => {
  const query = 'subscription { connectionEvents { id } }';

  it('is completed over server-sent events', async () => {
    const server = await startServer();
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const body = JSON.stringify({ query });
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
    await until(() => server.app.listeners() === 1);
    const [text] = await Promise.all([answer.text(), server.app.close()]);
    expect(text).toContain('event: complete');
  });

  it('is completed over WebSocket before the socket is closed as going away', async () => {
    const server = await startServer();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const said: string[] = [];
    socket.on('message', (message) => said.push(JSON.parse(String(message)).type));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    await until(() => said.length === 1);
    for (const id of ['1', '2']) socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await until(() => server.app.listeners() === 2);
    await server.app.close();
    expect(await closed).toBe(1001);
    expect(said).toEqual(['connection_ack', 'complete', 'complete']);
  });

  it('does not hold the server up where its client does not answer', async () => {
    const server = await startServer({ settings: { SHUTDOWN_SECONDS: '1' } });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.pause());
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const begun = performance.now();
    await server.app.close();
    expect(performance.now() - begun).toBeLessThan(5000);
    socket.resume();
    await gone;
  });
});
