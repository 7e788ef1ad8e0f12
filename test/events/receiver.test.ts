import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Intake } from '../../src/events/intake.ts';
import { listen } from '../support/listener.ts';
import { startServer, type TestServer } from '../support/server.ts';

const secret = 'a secret of webhooks';
const sign = (body: string | Buffer, key = secret) => createHmac('sha256', key).update(body).digest('hex');

/** As a real one looks (fivetran-facts 5.3). */
const real = {
  event: 'sync_end',
  created: new Date().toISOString(),
  connector_type: 'postgres',
  connector_id: 'some_connection',
  connector_name: 'pg',
  sync_id: '6c4f7a52-0000-4000-8000-000000000000',
  destination_group_id: 'some_group',
  data: { status: 'SUCCESSFUL' },
};

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signature?: string | undefined;
  readonly agent?: Agent;
}

/** Sends a body with a good signature, unless another one is named. */
async function send(server: TestServer, body: string | Buffer, options: Sent = {}) {
  const { method = 'POST', headers = {}, agent } = options;
  const signature = 'signature' in options ? options.signature : sign(body);
  const sent = request(`${server.url}/webhooks/fivetran`, {
    method,
    ...(agent ? { agent } : {}),
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'x-fivetran-signature-256': signature }),
      ...headers,
    },
  });
  sent.on('error', () => {});
  sent.end(method === 'GET' ? undefined : body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response), headers: response.headers };
}

/** Bytes, JSON and texts, as a function of nothing but their number. */
const randomBodies = (count: number): Buffer[] =>
  fc.sample(
    fc
      .oneof(fc.uint8Array({ maxLength: 400 }), fc.json(), fc.string())
      .map((body) => (typeof body === 'string' ? Buffer.from(body) : Buffer.from(body))),
    { numRuns: count, seed: 6 },
  );

/** A server with the secret, and what it has told of. */
async function receiving(settings: Record<string, string> = {}) {
  const server = await startServer({ settings: { FIVETRAN_WEBHOOK_SECRET: secret, ...settings } });
  const listener = await listen(
    server,
    `subscription {
      connectionEvents { type name createdAt syncId data connection { fivetranId } group { fivetranId } sync { status } }
    }`,
  );
  /** What was told before an event that is sent now. */
  const upToNow = async () => {
    const mark = `mark_${performance.now()}`;
    await send(server, JSON.stringify({ event: 'a_mark', connector_id: mark }));
    const told = () => listener.told.map(({ data }) => data.connectionEvents);
    while (!told().some(({ connection }) => connection?.fivetranId === mark))
      await listener.has(listener.told.length + 1);
    return told().filter(({ name }) => name !== 'a_mark');
  };
  return { server, upToNow };
}

describe("The receiver of Fivetran's webhooks", () => {
  it.each([
    ['lower case', sign],
    ['upper case', (body: string) => sign(body).toUpperCase()],
  ])('takes an event that is signed in %s', async (_, signed) => {
    const { server, upToNow } = await receiving();
    const body = JSON.stringify(real);
    expect((await send(server, body, { signature: signed(body) })).status).toBe(202);
    expect(await upToNow()).toEqual([
      {
        type: 'SYNC_END',
        name: 'sync_end',
        createdAt: real.created,
        syncId: real.sync_id,
        data: real.data,
        connection: { fivetranId: 'some_connection' },
        group: { fivetranId: 'some_group' },
        sync: { status: 'SUCCESSFUL' },
      },
    ]);
  });

  it('takes both of two secrets while one is exchanged for the other', async () => {
    const { server } = await receiving({ FIVETRAN_WEBHOOK_SECRET: `${secret},another secret` });
    const body = JSON.stringify(real);
    expect((await send(server, body, { signature: sign(body, 'another secret') })).status).toBe(202);
    expect((await send(server, body)).status).toBe(202);
    expect((await send(server, body, { signature: sign(body, 'a third one') })).status).toBe(401);
  });

  it('tells once of what comes twice, and answers alike', async () => {
    const { server, upToNow } = await receiving();
    const body = JSON.stringify(real);
    const answers = [await send(server, body), await send(server, body), await send(server, body)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await upToNow()).toHaveLength(1);
  });

  it('passes on what it does not know, understands older names, and keeps probes and old news to itself', async () => {
    const { server, upToNow } = await receiving();
    const old = new Date(Date.now() - 25.1 * 60 * 60_000).toISOString();
    for (const body of [
      { event: 'something_new', connector_id: 'one', data: { of: [1] }, more: true },
      { event: 'sync_start', created: real.created, connector_id: 'two', group_id: 'older_name' },
      { event: 'test_event', created: real.created, connector_id: '_connector_1', group_id: '_destination_1' },
      { ...real, created: old },
      { event: 'dbt_run_failed', created: real.created, data: { result: { description: 'no' } } },
    ]) {
      expect((await send(server, JSON.stringify(body))).status).toBe(202);
    }
    expect(await upToNow()).toMatchObject([
      { type: 'UNRECOGNIZED', name: 'something_new', data: { of: [1] } },
      { type: 'SYNC_START', connection: { fivetranId: 'two' }, group: { fivetranId: 'older_name' }, syncId: null },
      { type: 'UNRECOGNIZED', name: 'dbt_run_failed', connection: null, group: null },
    ]);
  });

  it('refuses what is forged, before it reads it', async () => {
    const { server, upToNow } = await receiving();
    const body = JSON.stringify(real);
    const good = sign(body);
    const statuses = [];
    for (const signature of [
      undefined,
      '',
      good.slice(2),
      `${good}00`,
      `sha256=${good}`,
      `${good.slice(0, 63)}${good.endsWith('0') ? '1' : '0'}`,
      sign(body, 'guessed'),
      sign(`${body} `),
      'z'.repeat(64),
    ]) {
      statuses.push((await send(server, body, { signature })).status);
    }
    statuses.push((await send(server, '{"no JSON', { signature: good })).status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await upToNow()).toEqual([]);
  });

  it('says what is wrong with a request that cannot be an event', async () => {
    const { server, upToNow } = await receiving();
    const body = JSON.stringify(real);
    const status = async (sent: string | Buffer, options?: Sent) => (await send(server, sent, options)).status;
    const get = await send(server, body, { method: 'GET' });
    expect([get.status, get.headers.allow]).toEqual([405, 'POST']);
    expect(await status(body, { method: 'PUT' })).toBe(405);
    expect(await status(body, { headers: { 'content-type': 'text/plain' } })).toBe(415);
    expect(await status(body, { headers: { 'content-encoding': 'gzip' } })).toBe(415);
    expect(await status(' '.repeat(256 * 1024 + 1))).toBe(413);
    expect(await status(' '.repeat(256 * 1024 + 1), { headers: { 'transfer-encoding': 'chunked' } })).toBe(413);
    for (const malformed of [
      body.slice(0, -1),
      '',
      'null',
      '[]',
      '{}',
      '{"event":7}',
      '{"event":""}',
      JSON.stringify({ ...real, created: 'yesterday' }),
      JSON.stringify({ ...real, connector_id: { $ne: null } }),
      JSON.stringify({ ...real, data: 'text' }),
      JSON.stringify({ ...real, event: 'x'.repeat(501) }),
      Buffer.from(body, 'utf16le'),
      Buffer.concat([Buffer.from('{"event":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    ]) {
      expect([malformed, await status(malformed)]).toEqual([malformed, 400]);
    }
    expect((await send(server, '{"event":7}')).body).toBe('{"error":"\\"event\\" must be a string, got number"}\n');
    expect(await upToNow()).toEqual([]);
  });

  it('outlives ten thousand random bodies, and takes none of them', async () => {
    const published: unknown[] = [];
    const intake = new Intake({ secrets: () => [secret], now: () => 0, publish: (news) => published.push(news) });
    const verdicts = new Map<string, number>();
    for (const [index, body] of randomBodies(10_000).entries()) {
      const { kind } = intake.take(body, index % 2 === 0 ? sign(body) : sign(body, `guess ${index}`));
      verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(verdicts)).toEqual({ malformed: 5000, 'not signed': 5000 });
    expect(published).toEqual([]);
  });

  it('answers random bodies over the wire', async () => {
    const { server, upToNow } = await receiving();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    onTestFinished(() => agent.destroy());
    const statuses = await Promise.all(
      randomBodies(500).map(async (body, index) => {
        const signature = index % 2 === 0 ? sign(body) : sign(body, `guess ${index}`);
        return (await send(server, body, { agent, signature })).status;
      }),
    );
    expect([...new Set(statuses)].sort()).toEqual([400, 401]);
    expect(await upToNow()).toEqual([]);
  });

  it('is not there where a webhook could not be told whose it is, and says what it lacks where it has no secret', async () => {
    const key = { FIVETRAN_API_KEY: 'emulator-key', FIVETRAN_API_SECRET: 'emulator-secret' };
    const without = await startServer({ settings: key });
    expect((await send(without, '{}')).status).toBe(503);
    const polling = await startServer({ settings: { EVENTS: 'polling' } });
    expect((await send(polling, '{}')).status).toBe(404);
    const passThrough = await startServer({ settings: { FIVETRAN_CREDENTIALS: 'passthrough' } });
    expect((await send(passThrough, '{}')).status).toBe(404);
  });
});
