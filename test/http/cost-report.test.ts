import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { type Answer, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

interface Row {
  readonly at: number;
  readonly ms: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly from: 'wire' | 'cache' | 'flight';
}

const TRACED = { 'x-trace-calls': 'true' };
const traceOf = ({ extensions }: Answer): readonly Row[] => extensions.fivetran.trace;
const linesOf = (rows: readonly Row[], from: Row['from']) =>
  rows.filter((row) => row.from === from).map(({ method, path }) => `${method} ${path}`);

/** What an answer says of its cost must be what the other end of the line has seen. */
function expectTrue(server: TestServer, answer: Answer): void {
  const { calls, retries, cacheHits, estimate } = answer.extensions.fivetran;
  const seen = server.emulator.log.map(({ line, status = 0 }) => `${line} ${status}`);
  const rows = traceOf(answer);
  const wire = rows.filter(({ from }) => from === 'wire');
  expect(wire.map(({ method, path, status }) => `${method} ${path} ${status}`).sort()).toEqual(seen.sort());
  expect(calls + retries).toBe(seen.length);
  expect(cacheHits).toBe(rows.filter(({ from }) => from === 'cache').length);
  expect(calls).toBeGreaterThanOrEqual(estimate.least);
  if (estimate.most !== null) expect(calls).toBeLessThanOrEqual(estimate.most);
  expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted((a, b) => a - b));
  for (const { at, ms } of rows) expect(Math.min(at, ms)).toBeGreaterThanOrEqual(0);
}

const FIELDS = [
  'groups(first: 2) { nodes { name } }',
  'groups { nodes { name destination { service config } } }',
  'groups { nodes { connections { nodes { service } } users { nodes { email } } } }',
  'connections { nodes { connectedBy { email } group { name } } }',
  'connections(filter: { paused: false }) { nodes { schemaConfig { schemas { totalCount } } } }',
  'destinations { nodes { setupTests { title } group { name } } }',
  'users { nodes { email } }',
  'viewer { account { name } }',
  'connection(id: "no_such_connection") { service }',
];

describe('what an answer says of its cost', () => {
  it('is what reached the wire, whatever is asked, warm or cold', async () => {
    const server = await startServer();
    const fields = fc.uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fields, fc.boolean(), async (selected, fresh) => {
        server.calls();
        const headers = fresh ? { ...TRACED, 'cache-control': 'no-cache' } : TRACED;
        const answer = await server.query(
          `{ ${selected.map((field, at) => `f${at}: ${field}`).join(' ')} }`,
          {},
          headers,
        );
        expect(answer.errors).toBeUndefined();
        expectTrue(server, answer);
      }),
      { numRuns: 25 },
    );
  });

  it('counts what was served from the cache, and what was repeated', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    server.emulator.fault({ match: /groups/, times: 2, then: { status: 500 } });
    const cold = await server.query('{ groups { nodes { name } } }', {}, TRACED);
    expect(cold.extensions.fivetran).toMatchObject({
      calls: 1,
      retries: 2,
      cacheHits: 0,
      stale: false,
      partial: false,
    });
    expect(traceOf(cold).map(({ status, from }) => [status, from])).toEqual([
      [500, 'wire'],
      [500, 'wire'],
      [200, 'wire'],
    ]);
    server.calls();
    const warm = await server.query('{ groups { nodes { name } } }', {}, TRACED);
    expect(warm.extensions.fivetran).toMatchObject({ calls: 0, retries: 0, cacheHits: 1 });
    expect(traceOf(warm)).toMatchObject([{ method: 'GET', path: '/v1/groups?limit=1000', status: 200, from: 'cache' }]);
    expect(server.calls()).toEqual([]);
  });

  it('has a row for a call without an answer too', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    server.emulator.fault({ match: /groups/, times: 1, then: { hangUp: true } });
    const answer = await server.query('{ groups { nodes { name } } }', {}, TRACED);
    expect(traceOf(answer).map(({ status }) => status)).toEqual([0, 200]);
    expectTrue(server, answer);
  });

  it('tells when each call was sent and how long it took, since the operation began', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock }, emulator: { clock, latency: { call: 120 } } });
    const connection = server.emulator.account.connections.list()[0]?.id;
    // Users can be asked for at once; whose the connection is can be known only from it.
    const asked = server.query(
      `{ users { nodes { email } } connection(id: "${connection}") { connectedBy { active } group { name } } }`,
      {},
      TRACED,
    );
    await until(() => server.emulator.inFlight === 2);
    await clock.advance(120);
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(120);
    const answer = await asked;
    const wire = traceOf(answer).filter(({ from }) => from === 'wire');
    expect(wire.map(({ at, ms, path }) => `${at} ${ms} ${path.split(/[/?]/)[2]}`).sort()).toEqual([
      '0 120 connections',
      '0 120 users',
      '120 120 groups',
    ]);
    expectTrue(server, answer);
  });

  it('tells of a read that another operation has begun: no call of this one', async () => {
    const clock = new ManualClock();
    const server = await startServer({ emulator: { clock, latency: { call: 100 } } });
    const first = server.query('{ groups { nodes { name } } }', {}, TRACED);
    await until(() => server.emulator.inFlight === 1);
    const second = server.query('{ groups { nodes { fivetranId } } users { nodes { email } } }', {}, TRACED);
    await until(() => server.emulator.inFlight === 2);
    await clock.advance(100);
    expect((await first).extensions.fivetran.calls).toBe(1);
    expect((await second).extensions.fivetran).toMatchObject({ calls: 1, cacheHits: 0 });
    expect(linesOf(traceOf(await second), 'flight')).toEqual(['GET /v1/groups?limit=1000']);
    expect(linesOf(traceOf(await second), 'wire')).toEqual(['GET /v1/users?limit=1000']);
  });

  it('tells of the hourly quota as Fivetran last reported it', async () => {
    const server = await startServer();
    server.emulator.account.spend('all', 1234);
    await server.query('{ users { nodes { email } } }');
    const { extensions } = await server.query('{ groups { nodes { name } } }');
    expect(extensions.fivetran.rateLimit).toEqual({ limit: 20_000, remaining: 20_000 - 1234 - 2 });
  });

  it('has a trace only where the header asks for it', async () => {
    const server = await startServer();
    for (const headers of [{}, { 'x-trace-calls': 'false' }, { 'x-trace-calls': '' }]) {
      const { extensions } = await server.query('{ groups { nodes { name } } }', {}, headers as Record<string, string>);
      expect(extensions.fivetran).not.toHaveProperty('trace');
    }
  });

  it('is there also where an operation fails, or costs nothing', async () => {
    const server = await startServer();
    server.emulator.fault({ match: /groups/, then: { status: 403 } });
    const failed = await server.query('{ groups { nodes { name } } }');
    expect([failed.errors?.length, failed.extensions.fivetran.calls]).toEqual([1, 1]);
    const free = await server.query('{ viewer { mode } }');
    expect(free.extensions.fivetran).toMatchObject({ estimate: { least: 0, most: 0 }, calls: 0, cacheHits: 0 });
  });
});
