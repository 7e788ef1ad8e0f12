import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { bearer, clientsFile, openServer, post, type SecuredServer, serverKey } from '../security/servers.ts';
import { listen } from '../support/listener.ts';
import { startServer } from '../support/server.ts';
import { passing, until } from '../support/until.ts';
import { scrape, sum } from './scrape.ts';

let secured: SecuredServer | undefined;
afterEach(async () => {
  await secured?.close();
  secured = undefined;
});

describe('Operations', () => {
  it('are counted by name, client and outcome, and timed', async () => {
    const server = await startServer();
    await server.query('query Names { groups { nodes { name } } }');
    await server.query('{ groups { nodes { id } } }');
    await server.query('{ groups { nodes { nothing } } }');
    server.emulator.fault({ match: /users/, then: { status: 403 } });
    await server.query('query Users { users { nodes { email } } }');
    const samples = await scrape(server.app);
    const count = (labels: Record<string, string>) => sum(samples, 'operations_total', labels);
    expect(count({ operation: 'Names', client: 'anonymous', outcome: 'ok' })).toBe(1);
    expect(count({ operation: 'anonymous', outcome: 'ok' })).toBe(1);
    expect(count({ operation: 'anonymous', outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
    expect(count({ operation: 'Users', outcome: 'FORBIDDEN' })).toBe(1);
    expect(count({})).toBe(4);
    expect(sum(samples, 'operation_duration_seconds_count', { operation: 'Names', type: 'query' })).toBe(1);
    expect(sum(samples, 'operation_rest_calls_total', { operation: 'Names' })).toBe(1);
  });

  it('have at most a hundred names of their own, whoever invents more', async () => {
    const server = await startServer();
    for (let at = 0; at < 120; at += 1) await server.query(`query N${at} { viewer { mode } }`);
    await server.query(`query ${'N'.repeat(65)} { viewer { mode } }`);
    const samples = await scrape(server.app);
    const names = samples
      .filter(({ name }) => name === 'fivetran_graphql_operations_total')
      .map(({ labels }) => labels);
    expect(new Set(names.map(({ operation }) => operation)).size).toBe(101);
    expect(sum(samples, 'operations_total', { operation: 'other' })).toBe(21);
    expect(sum(samples, 'operations_total')).toBe(121);
  });

  it('that got a whole answer which was there are counted as shared', async () => {
    const server = await startServer();
    for (let times = 0; times < 4; times += 1) await server.query('query Kept { groups { nodes { name } } }');
    const samples = await scrape(server.app);
    expect(sum(samples, 'answers_shared_total', { how: 'kept' })).toBe(2);
    expect(sum(samples, 'operations_total', { operation: 'Kept', outcome: 'ok' })).toBe(4);
    expect(sum(samples, 'operation_rest_calls_total', { operation: 'Kept' })).toBe(1);
  });

  it('that were not let in are counted too, of an unknown client', async () => {
    secured = await openServer({
      clients: clientsFile({ ops: { token: 1, grants: '{ groups: read }' } }),
      settings: { MANAGEMENT_PORT: '0' },
    });
    await post(secured.url, { query: '{ groups { nodes { name } } }' }, bearer(2));
    await post(secured.url, { query: 'query Groups { groups { nodes { name } } }' }, bearer(1));
    const samples = await scrape(secured.app);
    expect(sum(samples, 'operations_total', { client: 'unknown', outcome: 'UNAUTHENTICATED' })).toBe(1);
    expect(sum(samples, 'operations_total', { client: 'ops', operation: 'Groups', outcome: 'ok' })).toBe(1);
  });

  it('of callers with keys of their own are not told apart by key', async () => {
    secured = await openServer({ settings: { FIVETRAN_CREDENTIALS: 'passthrough', MANAGEMENT_PORT: '0' } });
    const authorization = `Basic ${Buffer.from(`${serverKey.key}:${serverKey.secret}`).toString('base64')}`;
    await post(secured.url, { query: '{ groups { nodes { name } } }' }, { authorization });
    const samples = await scrape(secured.app);
    expect(sum(samples, 'operations_total', { client: 'key', outcome: 'ok' })).toBe(1);
    expect(sum(samples, 'operations_total')).toBe(1);
  });
});

describe('Calls to Fivetran', () => {
  it('are counted by endpoint and status, and timed, with what was repeated', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    server.emulator.fault({ match: /groups/, times: 1, then: { status: 500 } });
    server.emulator.fault({ match: /users/, times: 1, then: { hangUp: true } });
    const [connection] = server.emulator.account.connections.list();
    await server.query(
      `{ groups { nodes { name } } users { nodes { email } } connection(id: "${connection?.id}") { schema } }`,
    );
    const samples = await scrape(server.app);
    const calls = (labels: Record<string, string>) => sum(samples, 'rest_calls_total', { method: 'GET', ...labels });
    expect([
      calls({ endpoint: '/v1/groups', status: '500' }),
      calls({ endpoint: '/v1/groups', status: '200' }),
    ]).toEqual([1, 1]);
    expect([calls({ endpoint: '/v1/users', status: 'none' }), calls({ endpoint: '/v1/users', status: '200' })]).toEqual(
      [1, 1],
    );
    expect(calls({ endpoint: '/v1/connections/{connectionId}', status: '200' })).toBe(1);
    expect(sum(samples, 'rest_retries_total')).toBe(2);
    expect(sum(samples, 'rest_call_duration_seconds_count', { endpoint: '/v1/groups' })).toBe(2);
    expect(sum(samples, 'quota_wait_seconds_count')).toBe(5);
    expect(JSON.stringify(samples)).not.toContain(connection?.id);
  });

  it('show what the quota is and what is left of it', async () => {
    const server = await startServer();
    await server.query('{ groups { nodes { name } } users { nodes { email } } }');
    const samples = await scrape(server.app);
    const pool = { pool: 'requestsHour' };
    expect(sum(samples, 'quota_limit', pool)).toBe(20_000);
    expect(sum(samples, 'quota_remaining', pool)).toBe(19_998);
    expect(sum(samples, 'quota_reserve', pool)).toBe(4_000);
    expect(sum(samples, 'quota_limit', { pool: 'userCreationHour' })).toBe(500);
    expect(sum(samples, 'quota_waiting')).toBe(0);
  });

  it('that need not be made are counted by what was there instead', async () => {
    const server = await startServer();
    await server.query('{ groups { nodes { name } } }');
    await server.query('{ groups { nodes { id name } } }');
    const samples = await scrape(server.app);
    expect(sum(samples, 'reads_total', { from: 'wire' })).toBe(1);
    expect(sum(samples, 'reads_total', { from: 'cache' })).toBe(1);
    expect(sum(samples, 'cache_bytes')).toBeGreaterThan(100);
    expect(sum(samples, 'cache_max_bytes')).toBe(24 * 1024 ** 2);
  });

  it('that bring more than the cache holds show as evictions', async () => {
    const server = await startServer({ settings: { CACHE_BYTES: '12000' } });
    for (const { id } of server.emulator.account.connections.list()) {
      await server.query(`{ connection(id: "${id}") { schema } }`);
    }
    const samples = await scrape(server.app);
    expect(sum(samples, 'cache_evictions_total')).toBeGreaterThan(0);
    expect(sum(samples, 'cache_bytes')).toBeLessThanOrEqual(12_000);
  });

  it('that Fivetran does not answer open the circuit', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock, random: () => 0 }, emulator: { clock } });
    expect(sum(await scrape(server.app), 'circuit_open')).toBe(0);
    server.emulator.fault({ match: /.*/, then: { hangUp: true } });
    for (let at = 0; at < 4; at += 1) {
      await passing(clock, server.query(`{ groups { nodes { a${at}: name } } }`));
      await clock.advance(400);
    }
    expect(sum(await scrape(server.app), 'circuit_open')).toBe(1);
  });
});

describe('Events', () => {
  const send = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/webhooks/fivetran`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('that come in are counted by what became of them, and so is who listens', async () => {
    const server = await startServer({ webhooks: true });
    const listener = await listen(server, 'subscription { connectionEvents { type } }');
    expect(sum(await scrape(server.app), 'subscribers')).toBe(1);
    const [connection] = server.emulator.account.connections.list();
    await server.query('mutation ($id: ID!) { connectionSync(id: $id, force: true) { userErrors { message } } }', {
      id: connection?.id,
    });
    await send(server.url, '{}', { 'x-fivetran-signature-256': 'f00' });
    await until(async () => sum(await scrape(server.app), 'webhooks_received_total', { outcome: 'new' }) > 0);
    const samples = await scrape(server.app);
    expect(sum(samples, 'webhooks_received_total', { outcome: 'not_signed' })).toBe(1);
    expect(sum(samples, 'webhooks_received_total', { outcome: 'probe' })).toBeGreaterThan(0);
    listener.stop();
    await until(async () => sum(await scrape(server.app), 'subscribers') === 0);
  });
});

describe('What is not as it should be', () => {
  it('is counted: values of closed sets that nobody knows', async () => {
    const server = await startServer();
    const unheardOf = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll('"connected"', '"half_way"'));
    server.emulator.fault({ match: /connections/, then: { patch: unheardOf } });
    const { data } = await server.query('{ connections { nodes { status { setupState } } } }');
    const unknown = data.connections.nodes.filter((node: { status: { setupState: string } }) =>
      node.status.setupState.startsWith('UNRECOGNIZED'),
    );
    expect(unknown.length).toBeGreaterThan(0);
    const samples = await scrape(server.app);
    expect(sum(samples, 'unrecognized_enum_values_total', { enum: 'ConnectionSetupState' })).toBe(unknown.length);
    expect(JSON.stringify(samples)).not.toContain('half_way');
  });

  it('is counted: lines of the audit log that cannot be written', async () => {
    const server = await startServer({ settings: { AUDIT_LOG: '/dev/full' } });
    await server.query('{ groups { nodes { name } } }');
    await until(async () => sum(await scrape(server.app), 'audit_write_failures_total') > 0);
    expect(sum(await scrape(server.app), 'audit_lines_lost_total')).toBe(0);
  });
});

describe('The metrics', () => {
  it('are text that Prometheus reads, with those of Node and of the process', async () => {
    const server = await startServer();
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const samples = await scrape(server.app);
    expect(sum(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(sum(samples, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('have a help text each', async () => {
    const server = await startServer();
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const typed = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
    expect(helped).toEqual(typed);
  });
});
