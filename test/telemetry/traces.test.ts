import { channel } from 'node:diagnostics_channel';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  bearer,
  clientsFile,
  openServer,
  post,
  type SecuredServer,
  serverKey,
  tokenNumber,
} from '../security/servers.ts';
import { startServer } from '../support/server.ts';
import { readSettings } from '../support/settings.ts';
import { initialised } from '../support/socket.ts';
import { until } from '../support/until.ts';
import { startCollector } from './collector.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${PARENT}-01`;
const [SERVER, CLIENT] = [2, 3];

let secured: SecuredServer | undefined;
afterEach(async () => {
  await secured?.close();
  secured = undefined;
});

const traced = async (status?: number) => {
  const collector = await startCollector(status);
  return { collector, settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } };
};

describe('Traces', () => {
  it('have a span for the operation, below it its batches and calls, and are part of the trace of the caller', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings });
    const query =
      'query Deep { groups { nodes { name connections { nodes { schemaConfig { schemaChangeHandling } } } } } }';
    await server.query(query, {}, { traceparent, 'x-request-id': 'mine' });
    await server.app.close();

    const operation = collector.named('query Deep');
    expect(operation).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: SERVER, failed: false });
    expect(operation?.attributes).toMatchObject({
      'graphql.operation.name': 'Deep',
      'graphql.operation.type': 'query',
      'fivetran_graphql.operation.hash': expect.stringMatching(/^[0-9a-f]{16}$/),
      'fivetran_graphql.client': 'anonymous',
      'fivetran_graphql.outcome': 'ok',
      'fivetran_graphql.calls': 14,
      'fivetran_graphql.request_id': 'mine',
      'http.response.status_code': 200,
    });
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(collector.spans.filter(({ kind }) => kind === CLIENT)).toHaveLength(14);
    const ids = new Set([PARENT, ...collector.spans.map(({ spanId }) => spanId)]);
    expect(collector.spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([]);
    const batch = collector.named('batch connection_schema_config');
    expect(batch).toMatchObject({
      parentSpanId: operation?.spanId,
      attributes: { 'fivetran_graphql.batch.size': 12 },
    });
    const calls = collector.below(batch);
    expect(calls).toHaveLength(12);
    expect(calls[0]).toMatchObject({
      name: 'GET /v1/connections/{connectionId}/schemas',
      kind: CLIENT,
      attributes: {
        'http.request.method': 'GET',
        'url.template': '/v1/connections/{connectionId}/schemas',
        'http.response.status_code': 200,
      },
    });
    expect(collector.services).toEqual(new Set(['fivetran-graphql']));
  });

  it('go on at Fivetran: each call is sent with its own span as the parent', async () => {
    const { collector, settings } = await traced();
    const seen: IncomingHttpHeaders[] = [];
    const upstream = createServer((request, response) => {
      seen.push(request.headers);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ code: 'Success', data: { items: [] } }));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void upstream.close());
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    secured = await openServer({ settings: { ...settings, FIVETRAN_API_URL: url } });
    const headers = { traceparent, tracestate: 'vendor=of-the-caller', baggage: 'user=of-the-caller' };
    await post(secured.url, { query: '{ groups { nodes { name } } }' }, headers);
    await secured.app.close();
    const [call] = collector.spans.filter(({ kind }) => kind === CLIENT);
    expect(seen.map((sent) => sent.traceparent)).toEqual([`00-${TRACE}-${call?.spanId}-01`]);
    expect(seen.map(({ tracestate, baggage }) => [tracestate, baggage])).toEqual([[undefined, undefined]]);
    expect(collector.named('query')).toMatchObject({ spanId: call?.parentSpanId });
  });

  it('begin here where the caller is part of none, or says so in a way that nobody understands', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings });
    for (const given of ['', 'none', `00-${TRACE}-${PARENT}`, `00-${'0'.repeat(32)}-${PARENT}-01`]) {
      await server.query(`query { viewer { mode } }`, {}, given === '' ? {} : { traceparent: given });
    }
    await server.app.close();
    expect(collector.spans.map(({ parentSpanId }) => parentSpanId)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(4);
  });

  it('are not made where the caller does not record its own', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings });
    await server.query('{ groups { nodes { name } } }', {}, { traceparent: `00-${TRACE}-${PARENT}-00` });
    await server.app.close();
    expect(collector.spans).toEqual([]);
  });

  it('tell operations that run at the same time apart', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings });
    const fields = ['groups { nodes { name } }', 'users { nodes { email } }', 'teams { nodes { name } }'];
    await Promise.all(fields.map((field, at) => server.query(`query Q${at} { ${field} }`)));
    await server.app.close();
    const paths = fields.map((_, at) => collector.below(collector.named(`query Q${at}`)).map(({ name }) => name));
    expect(paths).toEqual([['GET /v1/groups'], ['GET /v1/users'], ['GET /v1/teams']]);
  });

  it('show what failed and was repeated', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings, parts: { random: () => 0 } });
    server.emulator.fault({ match: /groups/, times: 1, then: { hangUp: true } });
    server.emulator.fault({ match: /groups/, times: 1, then: { status: 503 } });
    server.emulator.fault({ match: /users/, then: { status: 403 } });
    await server.query('query Both { groups { nodes { name } } users { nodes { email } } }');
    await server.app.close();
    const operation = collector.named('query Both');
    expect(operation).toMatchObject({ failed: true, attributes: { 'fivetran_graphql.outcome': 'FORBIDDEN' } });
    const calls = collector.below(operation).filter(({ name }) => name === 'GET /v1/groups');
    const rows = calls.map(({ failed, attributes }) => [
      failed,
      attributes['http.response.status_code'],
      attributes['http.request.resend_count'],
    ]);
    expect(rows.sort((a, b) => Number(a[2] ?? 0) - Number(b[2] ?? 0))).toEqual([
      [true, undefined, undefined],
      [true, 503, 1],
      [false, 200, 2],
    ]);
  });

  it('hold no secret, no variable, no text, no id and no query string', async () => {
    const { collector, settings } = await traced();
    secured = await openServer({
      clients: clientsFile({ ops: { token: 1, grants: '{ connections: full, users: read, config: full }' } }),
      settings,
    });
    const { url, emulator, app } = secured;
    const id = emulator.account.connections.list()[0]?.id ?? '';
    const input = { config: { password: 'planted-password' } };
    await post(
      url,
      {
        query:
          'mutation U($id: ID!, $i: ConnectionUpdateInput!) { connectionUpdate(id: $id, input: $i) { userErrors { code } } }',
        variables: { id, i: input },
      },
      bearer(1),
    );
    await post(url, { query: `{ connection(id: "${id}") { schema } users(first: 7) { nodes { email } } }` }, bearer(1));
    await post(url, { query: '{ connection(id: "planted-literal") { schema } }' }, bearer(1));
    await post(url, { query: '{ users { nodes { email } } }' }, { authorization: 'Bearer planted-token' });
    emulator.fault({ match: /.*/, then: { status: 500, body: { code: 'X', message: 'planted-message' } } });
    await post(url, { query: '{ users { nodes { email } } }' }, { ...bearer(1), 'cache-control': 'no-cache' });
    await app.close();
    expect(collector.named('mutation U')).toBeDefined();
    expect(collector.spans.filter(({ name }) => name.startsWith('PATCH'))).toHaveLength(1);
    const secrets = ['planted', id, serverKey.key, serverKey.secret, tokenNumber(1), 'limit=', 'schema }'];
    expect(secrets.filter((secret) => collector.text.includes(secret))).toEqual([]);
    expect(collector.text).not.toContain(Buffer.from(`${serverKey.key}:${serverKey.secret}`).toString('base64'));
  });

  it('have a span for a write with the calls that it took', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings });
    const [connection] = server.emulator.account.connections.list();
    await server.query('mutation P($id: ID!) { connectionPause(id: $id) { userErrors { message } } }', {
      id: connection?.id,
    });
    await server.app.close();
    const names = collector.below(collector.named('mutation P')).map(({ name }) => name);
    expect(names).toContain('PATCH /v1/connections/{connectionId}');
  });
});

describe('Subscriptions', () => {
  it('by WebSocket are part of the trace that their extensions name; what is read for an event is not', async () => {
    const { collector, settings } = await traced();
    const server = await startServer({ settings, webhooks: true });
    const { send, message, socket } = await initialised(server.url);
    const query = 'subscription States { connectionEvents { connection { status { syncState } } } }';
    send({ id: '1', type: 'subscribe', payload: { query, extensions: { traceparent } } });
    await until(() => server.app.listeners() === 1);
    const [connection] = server.emulator.account.connections.list();
    const sync = 'mutation ($id: ID!) { connectionSync(id: $id, force: true) { userErrors { message } } }';
    await server.query(sync, { id: connection?.id });
    await message(({ type }) => type === 'next');
    socket.close();
    await until(() => server.app.listeners() === 0);
    await server.app.close();
    const subscription = collector.named('subscription States');
    expect(subscription).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, failed: false });
    // All who listen share what is read for an event, so it is a trace of its own.
    const read = collector.named('batch list_connections');
    expect([read?.parentSpanId, collector.below(read).map(({ name }) => name)]).toEqual([
      undefined,
      ['GET /v1/connections/{connectionId}'],
    ]);
  });
});

describe('A collector that', () => {
  it('refuses spans harms nobody', async () => {
    const { settings } = await traced(500);
    const server = await startServer({ settings });
    const { errors } = await server.query('{ groups { nodes { name } } }');
    expect(errors).toBeUndefined();
    const begun = performance.now();
    await server.app.close();
    expect(performance.now() - begun).toBeLessThan(8_000);
  }, 15_000);

  it('is not there is told of in the log, without its address', async () => {
    secured = await openServer({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/collector' } });
    await post(secured.url, { query: '{ groups { nodes { name } } }' });
    const { log, app } = secured;
    await app.close();
    await until(() => log.some((line) => line.includes('Traces could not be delivered')));
    expect(log.join()).not.toContain('127.0.0.1:9');
  }, 15_000);
});

describe('Without a collector', () => {
  it('nobody listens for when operations, batches and calls begin', async () => {
    const server = await startServer();
    await server.query('{ groups { nodes { name } } }');
    const names = ['operation-begun', 'batch-begun', 'batch', 'call-begun'];
    expect(names.filter((name) => channel(`fivetran-graphql:${name}`).hasSubscribers)).toEqual([]);
  });
});

describe('OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it.each(['ftp://127.0.0.1', 'collector:4318', 'http://user:password@127.0.0.1', 'http://127.0.0.1/?token=x'])(
    'is refused as %s',
    (url) => {
      expect(readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).problems).toEqual([
        expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT must /),
      ]);
    },
  );
});
