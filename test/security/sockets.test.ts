import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialised, type OpenSocket, openSocket, subscription } from '../support/socket.ts';
import { until } from '../support/until.ts';
import { basic, bearer, clientsFile, openServer, type SecuredServer, tokenNumber } from './servers.ts';

let server: SecuredServer;
beforeAll(async () => {
  server = await openServer({
    clients: clientsFile({
      reader: { token: 1, grants: '{ connections: read }' },
      other: { token: 2, grants: '{ users: read }' },
    }),
    settings: {
      FIVETRAN_WEBHOOK_SECRET: 'of-all-webhooks',
      CORS_ORIGINS: 'https://app.example',
      FAILURES_PER_MINUTE: '0',
      MAX_BODY_BYTES: '10000',
    },
  });
});
afterAll(() => server.close());

const EVENTS = 'subscription { connectionEvents { id } }';
const init = { type: 'connection_init', payload: bearer(1) };

/** A handshake that is refused, with the status that it is answered with. */
const handshakes: readonly (readonly [string, object, string, string | RegExp])[] = [
  ['of another Host', { headers: { host: 'evil.example' } }, '/graphql', '421'],
  ['of a Host that ends in loopback', { headers: { host: '127.0.0.1.evil.example' } }, '/graphql', '421'],
  ['of a page of another origin', { origin: 'https://evil.example' }, '/graphql', '403'],
  ['of a page of a file', { origin: 'null' }, '/graphql', '403'],
  ['of an origin that begins like a listed one', { origin: 'https://app.example.evil.example' }, '/graphql', '403'],
  ['of a listed origin without TLS', { origin: 'http://app.example' }, '/graphql', '403'],
  ['of another port of this host', { origin: 'http://127.0.0.1:1' }, '/graphql', '403'],
  ['of an origin that is none', { origin: 'evil' }, '/graphql', '403'],
  ['at another path', {}, '/elsewhere', '404'],
  ['at a path above the root', {}, '/graphql/../../etc/passwd', '404'],
  ['at the receiver of webhooks', {}, '/webhooks/fivetran', '404'],
  [
    'with more header than is taken',
    { headers: { 'x-long': 'x'.repeat(20_000) } },
    '/graphql',
    /431|hang up|ECONNRESET/,
  ],
];

/** What a client does on an open socket, and the code that it is closed with. */
const manners: readonly (readonly [string, (own: OpenSocket) => void, number])[] = [
  ['says nothing', () => {}, 4408],
  ['subscribes before it has said whose it is', ({ send }) => send(subscription('1', EVENTS)), 4401],
  ['sends no JSON', ({ send }) => send('{"type":'), 4400],
  ['sends JSON that is no message', ({ send }) => send('[1, 2, 3]'), 4400],
  ['sends null', ({ send }) => send('null'), 4400],
  ['sends a message of no type', ({ send }) => send({ id: '1' }), 4400],
  ['sends a message of a type that there is not', ({ send }) => send({ type: 'start', id: '1' }), 4400],
  ['sends a subscription without a query', ({ send }) => send({ type: 'subscribe', id: '1', payload: {} }), 4400],
  ['sends a query that is an object', ({ send }) => send({ type: 'subscribe', id: '1', payload: { query: {} } }), 4400],
  ['sends an id that is a number', ({ send }) => send({ type: 'subscribe', id: 1, payload: { query: EVENTS } }), 4400],
  ['sends bytes', ({ socket }) => socket.send(Buffer.from(JSON.stringify(init))), 1003],
  ['sends more than is taken', ({ send }) => send({ ...init, payload: { authorization: 'x'.repeat(20_000) } }), 1009],
  ['sends brackets without end', ({ send }) => send(`${'['.repeat(9_000)}`), 4400],
  [
    'sends text that is no UTF-8',
    ({ socket }) => socket.send(Buffer.from([0xff, 0xfe, 0xc0]), { binary: false }),
    1007,
  ],
  ['sends no credential', ({ send }) => send({ type: 'connection_init' }), 4403],
  ['sends a token that there is not', ({ send }) => send({ ...init, payload: bearer(9) }), 4403],
  [
    'sends a Fivetran key',
    ({ send }) => send({ ...init, payload: basic('serverKey123', 'planted-server-secret') }),
    4403,
  ],
  [
    'sends a token with a line break',
    ({ send }) => send({ ...init, payload: { authorization: `Bearer ${tokenNumber(1)}\r\nx: y` } }),
    4403,
  ],
  [
    'sends a credential that is a list',
    ({ send }) => send({ ...init, payload: { authorization: [bearer(1).authorization] } }),
    4403,
  ],
  ['sends a token by another name', ({ send }) => send({ ...init, payload: { token: tokenNumber(1) } }), 4403],
  [
    'says twice whose it is',
    ({ send }) => {
      send(init);
      send(init);
    },
    4429,
  ],
  [
    'subscribes twice by the same id',
    ({ send, socket }) => {
      send(init);
      socket.on('message', (data) => {
        if (!String(data).includes('connection_ack')) return;
        send(subscription('1', EVENTS));
        send(subscription('1', EVENTS));
      });
    },
    4409,
  ],
];

/** Operations that do not run, and the codes of their errors. */
const operations: readonly (readonly [string, object, string])[] = [
  ['a query', subscription('1', '{ viewer { mode } }'), 'BAD_USER_INPUT'],
  ['a mutation', subscription('1', 'mutation { groupDelete(id: "x") { deletedId } }'), 'BAD_USER_INPUT'],
  [
    'a mutation beside a subscription',
    {
      id: '1',
      type: 'subscribe',
      payload: {
        query: `${EVENTS.replace('subscription', 'subscription S')} mutation M { groupDelete(id: "x") { deletedId } }`,
        operationName: 'M',
      },
    },
    'BAD_USER_INPUT',
  ],
  ['introspection', subscription('1', '{ __schema { types { name } } }'), 'BAD_USER_INPUT'],
  ['no operation', subscription('1', 'fragment F on Group { name }'), 'BAD_USER_INPUT'],
  [
    'two subscriptions without a name',
    subscription('1', `${EVENTS.replace('{', 'A {')} `.repeat(1) + EVENTS.replace('subscription', 'subscription B')),
    'BAD_USER_INPUT',
  ],
  ['a text of brackets', subscription('1', '{'.repeat(5_000)), 'GRAPHQL_PARSE_FAILED'],
  [
    '500 aliases',
    subscription(
      '1',
      `subscription { connectionEvents { ${Array.from({ length: 500 }, (_, i) => `a${i}: id`).join(' ')} } }`,
    ),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    '500 directives',
    subscription('1', `subscription { connectionEvents { id ${'@include(if: true) '.repeat(200)} } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'two root fields',
    subscription('1', 'subscription { connectionEvents { id } b: connectionEvents { id } }'),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'variables of 200 brackets',
    subscription('1', EVENTS, JSON.parse(`{"x":${'['.repeat(200)}${']'.repeat(200)}}`)),
    'BAD_USER_INPUT',
  ],
  [
    '__proto__ for an id of a subscription',
    { ...subscription('1', '{ viewer { mode } }'), id: '__proto__' },
    'BAD_USER_INPUT',
  ],
];

describe('A hostile handshake', () => {
  it.each(handshakes)('%s is refused', async (_, options, path, expected) => {
    await expect(openSocket(server.url, options, undefined, path)).rejects.toThrow(expected);
  });

  it('with another protocol leads nowhere', async () => {
    for (const protocol of ['graphql-ws', 'soap']) {
      await expect(openSocket(server.url, {}, protocol)).rejects.toThrow();
    }
  });

  it.each([
    ['in its address', {}, `/graphql?token=${tokenNumber(1)}&authorization=Bearer%20${tokenNumber(1)}`],
    ['in a cookie', { headers: { cookie: `token=${tokenNumber(1)}` } }, '/graphql'],
    ['in its headers', { headers: bearer(1) }, '/graphql'],
  ])('with a token %s opens nothing without one in connection_init', async (_, options, path) => {
    const own = await openSocket(server.url, options, undefined, path);
    own.send({ type: 'connection_init' });
    expect(await own.end()).toBe(4403);
    expect(server.log.join('\n')).not.toContain(tokenNumber(1));
  });
});

describe('A client with bad manners', () => {
  it.each(manners)('that %s is shown the door', async (_, act, code) => {
    const own = await openSocket(server.url);
    act(own);
    expect(await own.end()).toBe(code);
    await until(() => server.app.listeners() === 0);
  });

  it('that has been refused is not answered any more', async () => {
    const own = await openSocket(server.url);
    own.send({ type: 'connection_init' });
    own.send(subscription('1', EVENTS));
    await own.end();
    expect(own.messages).toEqual([]);
  });

  it('that floods with subscriptions gets a hundred, and its others are refused', async () => {
    const own = await initialised(server.url, bearer(1).authorization);
    for (let i = 0; i < 500; i += 1) own.send(subscription(`${i}`, EVENTS));
    await until(() => own.messages.filter(({ type }) => type === 'error').length === 400);
    expect(server.app.listeners()).toBe(100);
    expect(own.messages.at(-1)?.payload[0].message).toBe('At most 100 subscriptions may run on one socket');
    for (let i = 0; i < 100; i += 1) own.send({ id: `${i}`, type: 'complete' });
    await until(() => server.app.listeners() === 0);
    own.send(subscription('again', EVENTS));
    await until(() => server.app.listeners() === 1);
    own.socket.terminate();
    await until(() => server.app.listeners() === 0);
  });

  it('that has no patience leaves nothing behind: it subscribes, and is gone', async () => {
    for (let i = 0; i < 20; i += 1) {
      const own = await initialised(server.url, bearer(1).authorization);
      own.send(subscription('1', 'subscription { connectionSyncEnd(id: "x") { id } }'));
      own.send(subscription('2', EVENTS));
      own.socket.terminate();
    }
    await until(() => server.app.listeners() === 0);
  });

  it('that makes the server answer and does not read is not listened to', async () => {
    const own = await initialised(server.url, bearer(1).authorization);
    own.socket.pause();
    const payload = { text: 'x'.repeat(9_000) };
    let sent = 0;
    while (own.socket.bufferedAmount < 1_000_000 && sent < 200_000_000) {
      for (let i = 0; i < 200; i += 1) own.send({ type: 'ping', payload });
      sent += 200 * 9_000;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What it sends stays with it: the server takes no more than it can give back.
    expect(sent).toBeLessThan(200_000_000);
    own.socket.terminate();
  });
});

describe('A hostile operation by WebSocket', () => {
  it.each(operations)('does not run: %s', async (_, message, code) => {
    const own = await initialised(server.url, bearer(1).authorization);
    own.send(message);
    const { payload } = await own.message(({ type }) => type === 'error' || type === 'next');
    const errors = Array.isArray(payload) ? payload : payload.errors;
    const codes = errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
    expect(new Set(codes)).toEqual(new Set([code]));
    expect(JSON.stringify(payload)).not.toMatch(
      /\bat \w+ \(|node_modules|\.ts:\d+|planted|INTERNAL_SERVER_ERROR|"http"/,
    );
    expect(server.app.listeners()).toBe(0);
    expect(own.closed()).toBeUndefined();
    own.socket.close();
  });

  it('has changed nothing, and the server serves on', async () => {
    expect(server.emulator.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    const own = await initialised(server.url, bearer(1).authorization);
    own.send(subscription('1', EVENTS));
    await until(() => server.app.listeners() === 1);
    own.socket.close();
    await until(() => server.app.listeners() === 0);
  });
});

describe('Who fails too often by WebSocket', () => {
  it('waits, also by HTTP; a token that is good does not', async () => {
    const own = await openServer({
      clients: clientsFile({ reader: { token: 1, grants: '{ connections: read }' } }),
      settings: { FAILURES_PER_MINUTE: '3' },
    });
    try {
      const codes = [];
      for (let i = 0; i < 5; i += 1) {
        const socket = await openSocket(own.url);
        socket.send({ type: 'connection_init', payload: bearer(100 + i) });
        codes.push(await socket.end());
      }
      expect(codes).toEqual([4403, 4403, 4403, 1013, 1013]);
      const { status } = await fetch(`${own.url}/graphql?query={viewer{mode}}`, { headers: bearer(200) });
      expect(status).toBe(429);
      await initialised(own.url, bearer(1).authorization);
      expect(own.audit.map(({ reason }) => reason).slice(0, 4)).toEqual([
        'no valid credential',
        'no valid credential',
        'no valid credential',
        'too many refused credentials from its address',
      ]);
    } finally {
      await own.close();
    }
  });

  it('waits too where Fivetran has refused the key that it has brought', async () => {
    const own = await openServer({
      emulator: { credentials: [{ key: 'good', secret: 'good' }] },
      settings: { FIVETRAN_CREDENTIALS: 'passthrough', FAILURES_PER_MINUTE: '2' },
    });
    try {
      for (let i = 0; i < 2; i += 1) {
        const socket = await initialised(own.url, basic('good', `guess${i}`).authorization);
        socket.send(subscription('1', EVENTS));
        const { payload } = await socket.message(({ type }) => type === 'next' || type === 'error');
        expect(JSON.stringify(payload)).toContain('UNAUTHENTICATED');
        socket.socket.close();
        await socket.end();
      }
      own.emulator.clearCalls();
      const late = await openSocket(own.url);
      late.send({ type: 'connection_init', payload: basic('good', 'another guess') });
      expect(await late.end()).toBe(1013);
      expect([...own.emulator.calls]).toEqual([]);
    } finally {
      await own.close();
    }
  });
});
