import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { ManualClock } from '../quota/manual-clock.ts';
import { digestNumber, tokenNumber } from '../security/servers.ts';
import { listen } from '../support/listener.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const KEY = { FIVETRAN_API_KEY: 'emulator-key', FIVETRAN_API_SECRET: 'emulator-secret' };
const WITH_STATE = 'subscription { connectionEvents { id connection { fivetranId status { syncState } } } }';
const WITHOUT =
  'subscription { connectionEvents { id type createdAt data connection { id fivetranId } group { id } } }';

const connections = ({ emulator }: TestServer, count: number): string[] =>
  emulator.account.connections
    .list()
    .filter(({ paused, status }) => !paused && status.setup_state === 'connected')
    .slice(0, count)
    .map(({ id }) => id);

/** Something happens to each of the connections. */
function happens({ emulator: { account } }: TestServer, ids: readonly string[], event = 'edit_connector'): void {
  for (const id of ids) {
    const connection = account.connections.get(id);
    if (connection !== undefined) account.emit({ event, connection, data: {} });
  }
}

describe('What is behind events', () => {
  it('is read at most once a second for each connection, for all subscribers together', async () => {
    const server = await startServer({ webhooks: true, emulator: { size: { groups: 3, connectionsPerGroup: 4 } } });
    const five = connections(server, 5);
    const listeners = await Promise.all(Array.from({ length: 8 }, () => listen(server, WITH_STATE)));
    while (server.app.listeners() < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    const ticks = 30;
    const begun = performance.now();
    for (let tick = 0; tick < ticks; tick += 1) {
      happens(server, five);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const listener of listeners) await listener.has(ticks * five.length);
    const seconds = Math.ceil((performance.now() - begun) / 1000);
    const calls = server.calls();
    // One a connection and second, and the ones that the first events begin with.
    expect(calls.length).toBeLessThanOrEqual(5 * (seconds + 1));
    expect(new Set(calls)).toEqual(new Set(five.map((id) => `GET /v1/connections/${id}`)));
    for (const { told } of listeners) {
      expect(told.map(({ data }) => data.connectionEvents.id)).toEqual(
        listeners[0]?.told.map(({ data }) => data.connectionEvents.id),
      );
      expect(told.filter(({ errors }) => errors)).toEqual([]);
    }
  });

  it('costs nothing where only fields of the events are selected', async () => {
    const server = await startServer({ webhooks: true });
    const listener = await listen(server, WITHOUT);
    happens(server, connections(server, 5), 'pause_connector');
    await listener.has(5);
    expect(listener.told.filter(({ errors }) => errors)).toEqual([]);
    expect(server.calls()).toEqual([]);
  });

  it('is null, with RATE_LIMITED, while there is no quota for it; the event comes all the same', async () => {
    const server = await startServer({ webhooks: true, emulator: { quota: 'paid' } });
    const [id = ''] = connections(server, 1);
    const listener = await listen(server, WITH_STATE);
    const then = { status: 429, headers: { 'retry-after': '3600' } };
    server.emulator.fault({ match: `GET /v1/connections/${id}`, then });
    happens(server, [id]);
    const [first] = await listener.has(1);
    expect(first?.data.connectionEvents.connection).toEqual({ fivetranId: id, status: null });
    expect(first?.errors?.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
  });
});

describe('With a server key', () => {
  it('only events of connections are told that the key can list', async () => {
    const url = await freeUrl();
    const server = await startServer({
      webhooks: true,
      settings: { ...KEY, FIVETRAN_SCOPE: 'read/write', WEBHOOK_PUBLIC_URL: `${url}`, PORT: new URL(url).port },
    });
    const [known = ''] = connections(server, 1);
    const listener = await listen(server, WITHOUT);
    const { account } = server.emulator;
    const template = account.connections.get(known);
    if (template === undefined) throw new Error('expected a connection');
    // Of another account's, or hidden from the key by its role.
    account.emit({ event: 'edit_connector', connection: { ...template, id: 'hidden_one' }, data: {} });
    happens(server, [known], 'resync_table');
    const [first] = await listener.has(1);
    expect(first?.data.connectionEvents).toMatchObject({ type: 'RESYNC_TABLE', connection: { fivetranId: known } });
    await server.emulator.settled();
    expect(listener.told).toHaveLength(1);
  });

  it('an event kills what is kept for any key', async () => {
    const url = await freeUrl();
    const server = await startServer({
      webhooks: true,
      settings: { ...KEY, FIVETRAN_SCOPE: 'read/write', WEBHOOK_PUBLIC_URL: url, PORT: new URL(url).port },
    });
    const [id = ''] = connections(server, 1);
    const state = () => server.query('query ($id: ID!) { connection(id: $id) { status { syncState } } }', { id });
    await state();
    await state();
    expect(server.calls()).toHaveLength(1);
    server.emulator.account.behave(id, { syncMs: Number.POSITIVE_INFINITY });
    server.emulator.account.startSync(id);
    await server.emulator.settled();
    expect((await state()).data.connection.status.syncState).toBe('SYNCING');
    server.emulator.account.finishSync(id);
    await server.emulator.settled();
    expect((await state()).data.connection.status.syncState).toBe('SCHEDULED');
    expect(server.calls()).toHaveLength(2);
  });
});

describe('A client of the clients file', () => {
  it.each(['sse', 'ws'])(
    'hears nothing by %s without a token or the grant, and no more once it is revoked',
    async (kind) => {
      const folder = mkdtempSync(join(tmpdir(), 'clients-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const CLIENTS_FILE = join(folder, 'clients.yaml');
      const entry = (name: string, byte: number, grants: string) =>
        `  - { name: ${name}, tokens: [{ sha256: ${digestNumber(byte)} }], grants: ${grants} }\n`;
      const reader = entry('reader', 1, '{ connections: read }');
      const other = entry('other', 2, '{ users: read }');
      writeFileSync(CLIENTS_FILE, `clients:\n${reader}${other}`);
      const server = await startServer({ settings: { ...KEY, EVENTS: 'polling', CLIENTS_FILE } });
      const by = (byte: number) => hears(server, kind, `Bearer ${tokenNumber(byte)}`);
      expect(await (await by(9)).ended).toMatch(/UNAUTHENTICATED|4403/);
      expect(await (await by(2)).ended).toContain('FORBIDDEN');
      const revoked = await by(1);
      while (server.app.listeners() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      writeFileSync(CLIENTS_FILE, `clients:\n${other}`);
      server.app.reload();
      expect(await revoked.ended).toContain('UNAUTHENTICATED');
      expect(server.app.listeners()).toBe(0);
    },
  );
});

/** Subscribes, and tells with which words it was ended. */
async function hears(server: TestServer, kind: string, authorization: string): Promise<{ ended: Promise<string> }> {
  if (kind === 'sse') {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      body: JSON.stringify({ query: WITHOUT }),
    });
    return { ended: response.text() };
  }
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
  onTestFinished(() => void client.dispose());
  const results = async () => {
    let all = '';
    try {
      for await (const result of client.iterate({ query: WITHOUT })) all += JSON.stringify(result);
    } catch (error) {
      all += Array.isArray(error) ? JSON.stringify(error) : String((error as { code?: number }).code);
    }
    return all;
  };
  return { ended: results() };
}

describe('A WebSocket', () => {
  const open = (server: TestServer, options: object) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
    return new Promise<string>((resolve) => {
      socket.once('open', () => resolve('open'));
      socket.once('error', ({ message }) => resolve(message));
      onTestFinished(() => socket.terminate());
    });
  };

  it('is opened by pages of this server and of listed origins, and by no others', async () => {
    const server = await startServer({ settings: { CORS_ORIGINS: 'https://app.example.com' } });
    expect(await open(server, { origin: server.url })).toBe('open');
    expect(await open(server, { origin: 'https://app.example.com' })).toBe('open');
    expect(await open(server, {})).toBe('open');
    expect(await open(server, { origin: 'https://evil.example.com' })).toContain('403');
    expect(await open(server, { origin: 'null' })).toContain('403');
    expect(await open(server, { headers: { host: 'evil.example.com' } })).toContain('421');
  });

  it('runs subscriptions only', async () => {
    const server = await startServer();
    const client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    onTestFinished(() => void client.dispose());
    for (const query of ['{ viewer { mode } }', 'mutation { groupCreate(input: { name: "x" }) { group { id } } }']) {
      await expect(client.iterate({ query }).next()).rejects.toMatchObject([
        { message: 'Only subscriptions run over WebSocket; send queries and mutations by POST' },
      ]);
    }
    await expect(client.iterate({ query: 'subscription { no }' }).next()).rejects.toMatchObject([
      { message: expect.stringContaining('Cannot query field "no"') },
    ]);
    expect(server.calls()).toEqual([]);
  });
});

describe('A registration', () => {
  it('is made once, repaired when somebody has changed it, and made by nobody who may not write', async () => {
    const url = await freeUrl();
    const hook = `${url}/webhooks/fivetran`;
    const settings = { ...KEY, WEBHOOK_PUBLIC_URL: url, PORT: new URL(url).port };
    const read = await startServer({
      webhooks: true,
      settings: { ...settings, PORT: '0' },
      emulator: { size: { webhooks: 0 } },
    });
    expect(read.emulator.account.webhooks.list()).toEqual([]);

    const { app, emulator } = await startServer({
      webhooks: true,
      settings: { ...settings, FIVETRAN_SCOPE: 'read/write' },
      emulator: { size: { webhooks: 0 } },
    });
    const [made] = emulator.account.webhooks.list();
    expect(made).toMatchObject({
      type: 'account',
      url: hook,
      active: true,
      events: expect.arrayContaining(['sync_end']),
    });
    expect(made?.events).toHaveLength(12);
    emulator.account.webhooks.update(made?.id ?? '', { active: false, events: ['sync_start'], secret: 'other' });
    await app.register();
    await app.register();
    expect(emulator.account.webhooks.list()).toEqual([made]);
  });
});

describe('A registration that fails', () => {
  const settings = { ...KEY, FIVETRAN_SCOPE: 'read/write', WEBHOOK_PUBLIC_URL: 'https://graphql.example.com' };
  const start = async () => {
    const clock = new ManualClock(Date.now());
    const own = await startServer({ settings, parts: { clock }, emulator: { size: { webhooks: 0 } } });
    const said = () => own.log.map((line) => JSON.parse(line)).filter(({ msg }) => /webhook/i.test(msg));
    return { ...own, clock, said };
  };
  const refused = { status: 400, body: { code: 'InvalidInput', message: 'The URL could not be reached' } };
  const made = { status: 200, body: { code: 'Success', data: { id: 'a_webhook', type: 'account', url: 'https://x' } } };
  const match = 'POST /v1/webhooks/account';

  it('is tried again, each time later, until it works; the log says so', async () => {
    const { app, emulator, clock, said } = await start();
    const end = emulator.fault({ match, then: refused });
    let done = false;
    const registered = app.register().then(() => {
      done = true;
    });
    await until(() => said().length === 1);
    expect(said()[0]).toMatchObject({ level: 40, msg: expect.stringContaining('tried again in 5 s') });
    await clock.advance(5_000);
    await until(() => said().length === 2);
    expect(said()[1].msg).toContain('tried again in 10 s');
    end();
    emulator.fault({ match, then: made });
    await clock.advance(9_999);
    expect([said().length, done]).toEqual([2, false]);
    await clock.advance(1);
    await registered;
    expect(said()[2]).toMatchObject({ level: 30, webhook: 'a_webhook', msg: 'Webhook of this server: created' });
    expect(emulator.calls.filter((call) => call === match)).toHaveLength(3);
  });

  it('is given up after about ten minutes, and at once where the key may not', async () => {
    const { app, emulator, clock, said } = await start();
    const end = emulator.fault({ match, then: refused });
    let done = false;
    void app.register().then(() => {
      done = true;
    });
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await until(() => said().length === attempt);
      if (attempt < 8) await clock.advance(5_000 * 2 ** (attempt - 1));
    }
    await until(() => done);
    expect(said()[7]).toMatchObject({ level: 50, msg: expect.stringContaining('until SIGHUP or a restart') });
    end();
    emulator.fault({ match, then: { status: 403, body: { code: 'Forbidden', message: 'No' } } });
    await app.register();
    expect(said()[8]).toMatchObject({ level: 50 });
  });
});

/** An address of loopback that nobody listens at. */
async function freeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
