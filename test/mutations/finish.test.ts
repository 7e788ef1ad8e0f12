import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { startServer, testConfig } from '../support/server.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('A write', () => {
  it('is finished and applied to the cache when its client hangs up', async () => {
    const server = await startServer();
    const [connection] = server.emulator.account.connections.list();
    const id = connection?.id ?? '';
    const look = `{ connection(id: "${id}") { syncFrequency } }`;
    await server.query(look);
    server.calls();
    server.emulator.fault({ match: /^PATCH /, then: { delayMs: 60 } });
    const abort = new AbortController();
    const body = JSON.stringify({
      query: `mutation { connectionUpdate(id: "${id}", input: { syncFrequency: 60 }) { userErrors { code } } }`,
    });
    const headers = { 'content-type': 'application/json' };
    const gone = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: abort.signal }).catch(
      () => 'gone',
    );
    while (server.emulator.calls.length === 0) await soon();
    abort.abort();
    expect(await gone).toBe('gone');
    // A read while it runs is not kept: what it says was true before the write.
    await server.query(look);
    while (server.emulator.log.find(({ method }) => method === 'PATCH')?.status !== 200) await soon();
    await soon();
    server.calls();
    expect((await server.query(look)).data).toEqual({ connection: { syncFrequency: 60 } });
    expect(server.calls()).toEqual([]);
  });

  it('of many goes on to the last when its client hangs up', async () => {
    const server = await startServer();
    const { account } = server.emulator;
    server.emulator.fault({ match: /^PATCH /, then: { delayMs: 20 } });
    const abort = new AbortController();
    const body = JSON.stringify({
      query: 'mutation { connectionsPause(filter: { paused: false }) { userErrors { code } } }',
    });
    const headers = { 'content-type': 'application/json' };
    const gone = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: abort.signal }).catch(
      () => 'gone',
    );
    while (!server.emulator.calls.some((call) => call.startsWith('PATCH '))) await soon();
    abort.abort();
    await gone;
    while (account.connections.list().some(({ paused }) => !paused)) await soon();
    expect(account.connections.list().every(({ paused }) => paused)).toBe(true);
  });

  it('of many is finished before the server is closed', async () => {
    const server = await startServer();
    const { account } = server.emulator;
    const app = await createApp(testConfig(), pino({ level: 'silent' }), { emulator: server.emulator });
    const url = await app.listen();
    server.emulator.fault({ match: /^PATCH /, then: { delayMs: 20 } });
    const abort = new AbortController();
    const body = JSON.stringify({
      query: 'mutation { connectionsPause(filter: { paused: false }) { userErrors { code } } }',
    });
    const headers = { 'content-type': 'application/json' };
    const gone = fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: abort.signal }).catch(() => 'gone');
    while (!server.emulator.calls.some((call) => call.startsWith('PATCH '))) await soon();
    abort.abort();
    await gone;
    await app.close();
    expect(account.connections.list().every(({ paused }) => paused)).toBe(true);
  });

  it('that is a create is not repeated where it may have happened, and says how to look', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    server.emulator.fault({ match: 'POST /v1/groups', then: { hangUp: true, applied: true } });
    const { errors } = await server.query('mutation { groupCreate(input: { name: "Once" }) { group { id } } }');
    expect(errors?.[0]?.extensions.code).toBe('OUTCOME_UNKNOWN');
    expect(errors?.[0]?.message).toContain('look for a group of this name');
    expect(server.emulator.account.groups.list().filter(({ name }) => name === 'Once')).toHaveLength(1);
    // What the cache had of groups is gone: the next look tells.
    const { data } = await server.query('{ groups { nodes { name } } }');
    expect(data.groups.nodes).toContainEqual({ name: 'Once' });
  });

  it('that deletes is done where its repetition finds nothing', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    const [webhook] = server.emulator.account.webhooks.list();
    server.emulator.fault({ match: /^DELETE /, times: 1, then: { hangUp: true, applied: true } });
    const { data, errors } = await server.query(
      `mutation { webhookDelete(id: "${webhook?.id}") { deletedId userErrors { code } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.webhookDelete).toEqual({ deletedId: expect.any(String), userErrors: [] });
    expect(server.calls()).toHaveLength(2);
  });
});

describe('A mutation of several fields', () => {
  it('is refused whole where one of them is forbidden', async () => {
    const server = await startServer({ settings: { FIVETRAN_SCOPE: 'read/write' } });
    const { data, errors } = await server.query(`mutation {
      a: groupCreate(input: { name: "First" }) { group { id } }
      b: groupDelete(id: "x") { deletedId }
    }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { path: ['b'], extensions: { code: 'FORBIDDEN', area: 'groups', action: 'delete' } },
    ]);
    expect(server.calls()).toEqual([]);
  });

  it('is refused whole where its calls do not fit the budget, unless they are not sent', async () => {
    const server = await startServer({ settings: { MAX_CALLS_PER_OPERATION: '3' } });
    const fields = (dryRun: boolean) =>
      `mutation { ${['a', 'b', 'c', 'd'].map((key) => `${key}: groupCreate(dryRun: ${dryRun}, input: { name: "${key}" }) { userErrors { code } }`).join(' ')} }`;
    const { data, errors } = await server.query(fields(false));
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'COST_LIMIT_EXCEEDED', needed: 4, limit: 3 } }]);
    expect((await server.query(fields(true))).errors).toBeUndefined();
    expect(server.calls()).toEqual([]);
  });

  it('is done one after the other, and each sees what was done before it', async () => {
    const server = await startServer();
    const id = server.emulator.account.groups.list()[0]?.id;
    const { data } = await server.query(`mutation {
      a: groupUpdate(id: "${id}", input: { name: "One" }) { group { name } }
      b: groupUpdate(id: "${id}", input: { name: "Two" }) { group { name connections(first: 1) { nodes { group { name } } } } }
    }`);
    expect(data.a.group.name).toBe('One');
    expect(data.b.group).toEqual({ name: 'Two', connections: { nodes: [{ group: { name: 'Two' } }] } });
  });
});

describe('A sync', () => {
  it('leaves the connection to be read fresh for half a minute', async () => {
    const { ManualClock } = await import('../../src/emulator/emulator.ts');
    const clock = new ManualClock();
    const server = await startServer({ emulator: { clock, latency: { sync: 10_000 } }, parts: { clock } });
    const id = server.emulator.account.connections.list()[0]?.id;
    const look = async () => {
      const { data } = await server.query(`{ connection(id: "${id}") { status { syncState } } }`);
      return [data.connection.status.syncState, server.calls().length];
    };
    await server.query(`mutation { connectionSync(id: "${id}") { userErrors { code } } }`);
    server.calls();
    expect(await look()).toEqual(['SYNCING', 1]);
    expect(await look()).toEqual(['SYNCING', 1]);
    await clock.advance(11_000);
    expect(await look()).toEqual(['SCHEDULED', 1]);
    await clock.advance(20_000);
    expect(await look()).toEqual(['SCHEDULED', 1]);
    expect(await look()).toEqual(['SCHEDULED', 0]);
  });
});
