import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { bearer, clientsFile, openServer, type SecuredServer } from '../security/servers.ts';
import { initialised, subscription } from '../support/socket.ts';
import { until } from '../support/until.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const SECRET = 'of-all-webhooks';
const EVENTS = 'subscription Events { connectionEvents { id type } }';
const WITH_STATE = 'subscription States { connectionEvents { id connection { fivetranId status { syncState } } } }';

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: a result's shape is what a test is about
  readonly data?: any;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly extensions?: any;
}

/** What has come of a subscription so far. */
interface Heard {
  readonly results: Result[];
  stop(): void;
}
type Hear = (url: string, query: string, byte: number, variables?: object) => Promise<Heard>;

const transports: Record<string, Hear> = {
  async websocket(url, query, byte, variables) {
    const { send, socket, messages } = await initialised(url, bearer(byte).authorization);
    const results: Result[] = [];
    socket.on('message', () => {
      const { type, payload } = messages.at(-1) ?? { type: '' };
      if (type === 'next') results.push(payload);
      if (type === 'error') results.push({ errors: payload });
    });
    send(subscription('1', query, variables));
    return { results, stop: () => socket.close() };
  },
  async http(url, query, byte, variables) {
    const results: Result[] = [];
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      signal: abort.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(byte) },
      body: JSON.stringify({ query, variables }),
    });
    const read = async () => {
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk);
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const data = /^data: (.+)$/m.exec(part)?.[1];
          if (data !== undefined) results.push(JSON.parse(data));
        }
      }
      // What is refused at the door is no stream.
      if (text.startsWith('{')) results.push(JSON.parse(text));
    };
    read().catch(() => {});
    return { results, stop: () => abort.abort() };
  },
};

const clients = clientsFile({
  listener: { token: 1, grants: '{ connections: read }' },
  other: { token: 2, grants: '{ users: read }' },
});

async function open(settings: Record<string, string> = {}): Promise<SecuredServer> {
  server = await openServer({ clients, settings: { FIVETRAN_WEBHOOK_SECRET: SECRET, ...settings } });
  return server;
}

/** Fivetran says that something has happened to a connection. */
async function happens({ url }: SecuredServer, connection: string, n: number): Promise<void> {
  const { createHmac } = await import('node:crypto');
  const created = new Date().toISOString();
  const body = JSON.stringify({ event: 'edit_connector', created, connector_id: connection, data: { n } });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
  expect((await fetch(`${url}/webhooks/fivetran`, { method: 'POST', headers, body })).status).toBe(202);
}

const lines = ({ log }: SecuredServer, message: string) =>
  log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message);

describe.each(Object.entries(transports))('A subscription by %s', (transport, hear) => {
  it('says with each event what it took, and leaves lines when it begins and when it is over', async () => {
    const own = await open();
    const [first, second] = own.emulator.account.connections.list().map(({ id }) => id);
    const heard = await hear(own.url, WITH_STATE, 1);
    await until(() => own.app.listeners() === 1);
    await until(() => lines(own, 'subscription begun').length === 1);
    // What its key can list was read for the first event, and the state of this connection with it.
    await happens(own, first ?? '', 1);
    await until(() => heard.results.length === 1);
    expect(heard.results[0]?.extensions.fivetran).toMatchObject({ calls: 0, cacheHits: 1 });
    await happens(own, second ?? '', 2);
    await until(() => heard.results.length === 2);
    expect(heard.results[1]?.errors).toBeUndefined();
    expect(heard.results[1]?.extensions.fivetran).toMatchObject({
      estimate: { least: 0, most: null },
      calls: 1,
      retries: 0,
      stale: false,
      rateLimit: { limit: expect.any(Number), remaining: expect.any(Number) },
    });
    heard.stop();
    await until(() => lines(own, 'operation').length === 1);

    const [begun] = lines(own, 'subscription begun');
    expect(begun).toMatchObject({ transport, name: 'States', client: 'listener', address: '127.0.0.1' });
    const [ended] = lines(own, 'operation');
    expect(ended).toMatchObject({
      transport,
      requestId: begun.requestId,
      name: 'States',
      kind: 'subscription',
      client: 'listener',
      status: 200,
      codes: [],
      results: 2,
      calls: 1,
    });
    const audited = own.audit.filter(({ event }) => event === 'subscription');
    expect(audited).toMatchObject([
      { client: 'listener', phase: 'begun', operation: { name: 'States' }, areas: ['connections'], calls: 0 },
      { client: 'listener', phase: 'ended', operation: { name: 'States' }, areas: ['connections'], calls: 1 },
    ]);
    expect(audited.map(({ sentence }) => sentence)).toEqual([
      'listener listens to what happens to connections: allowed',
      'listener has listened to what happens to connections, with 1 REST calls: allowed',
    ]);
  });

  it('of fields of events alone costs nothing, and says so', async () => {
    const own = await open();
    const id = own.emulator.account.connections.list()[0]?.id ?? '';
    const heard = await hear(own.url, EVENTS, 1);
    await until(() => own.app.listeners() === 1);
    await happens(own, id, 1);
    await until(() => heard.results.length === 1);
    expect(heard.results[0]?.extensions.fivetran).toMatchObject({ estimate: { least: 0, most: 0 }, calls: 0 });
    heard.stop();
  });

  it('that may not be is refused, logged and audited', async () => {
    const own = await open();
    const heard = await hear(own.url, EVENTS, 2);
    await until(() => heard.results.length === 1);
    expect(heard.results[0]?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    await until(() => lines(own, 'operation failed').length === 1);
    expect(lines(own, 'operation failed')).toMatchObject([
      { transport, name: 'Events', kind: 'subscription', client: 'other', codes: ['FORBIDDEN'], results: null },
    ]);
    expect(own.audit).toMatchObject([
      { event: 'refusal', client: 'other', operation: { name: 'Events' }, area: 'connections', action: 'read' },
    ]);
    expect(own.app.listeners()).toBe(0);
  });

  it('counts against what its client may ask in a minute', async () => {
    // The socket itself is a request too.
    const own = await open({ REQUESTS_PER_MINUTE: transport === 'http' ? '1' : '2' });
    const first = await hear(own.url, EVENTS, 1);
    await until(() => own.app.listeners() === 1);
    if (transport === 'http') {
      const second = await hear(own.url, EVENTS, 1);
      await until(() => second.results.length === 1);
      expect(second.results[0]?.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    }
    const refusals = own.audit.filter(({ event }) => event === 'refusal');
    if (transport === 'http') expect(refusals).toMatchObject([{ client: 'listener', reason: 'too many requests' }]);
    first.stop();
  });

  it.each([
    [
      'too deep a text',
      `subscription { connectionEvents { ${'group { connections { nodes { '.repeat(9)}id${' } } }'.repeat(9)} } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many words', `subscription { connectionEvents { ${'id '.repeat(5000)} } }`, {}, 'GRAPHQL_PARSE_FAILED'],
    [
      'too many aliases',
      `subscription { connectionEvents { ${Array.from({ length: 60 }, (_, i) => `a${i}: id`).join(' ')} } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['variables nested too deeply', EVENTS, JSON.parse(`{"x":${'['.repeat(200)}${']'.repeat(200)}}`), 'BAD_USER_INPUT'],
    ['an argument that means nothing', 'subscription { connectionEvents(after: "x") { id } }', {}, 'BAD_USER_INPUT'],
  ])('with %s is refused', async (_, query, variables, code) => {
    const own = await open();
    const heard = await hear(own.url, query, 1, variables);
    await until(() => heard.results.length === 1);
    const codes = heard.results[0]?.errors?.map(({ extensions }) => extensions.code);
    expect(new Set(codes)).toEqual(new Set([code]));
    expect(heard.results[0]?.errors?.[0]?.extensions).not.toHaveProperty('http');
    await until(() => lines(own, 'operation failed').length === 1);
    expect(lines(own, 'operation failed')[0]).toMatchObject({ transport, codes: [code], client: 'listener' });
    expect(own.app.listeners()).toBe(0);
  });
});
