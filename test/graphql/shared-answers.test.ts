import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { scrape, sum } from '../telemetry/scrape.ts';

const query = '{ groups { nodes { name connections { nodes { fivetranId schema } } } } }';

describe('whole answers', () => {
  it('are given again without a call, with the same data and an account of their own', async () => {
    const server = await startServer();
    const first = await server.query(query);
    expect(server.calls()).toHaveLength(2);
    const [second, third] = [await server.query(query), await server.query(query)];
    expect(server.calls()).toEqual([]);
    expect([second.data, third.data]).toEqual([first.data, first.data]);
    expect(third.extensions.fivetran).toMatchObject({ calls: 0, cacheHits: 2, stale: false, estimate: { most: 0 } });
  });

  it('are kept from the second time on: what is asked once takes the place of nothing', async () => {
    const server = await startServer();
    const how = async () => {
      await server.query(query);
      const samples = await scrape(server.app);
      return sum(samples, 'answers_shared_total', { how: 'kept' });
    };
    expect([await how(), await how(), await how(), await how()]).toEqual([0, 0, 1, 2]);
  });

  it('are made once for those who ask at the same time', async () => {
    const server = await startServer({ emulator: { latency: { call: 30 } } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.query(query)));
    expect(server.calls()).toHaveLength(2);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });

  it('end with the first of the reads behind them', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock } });
    await server.query(query);
    server.calls();
    await clock.advance(14_000);
    await server.query(query);
    expect(server.calls()).toEqual([]);
    await clock.advance(2_000);
    await server.query(query);
    // Groups live longer than the state of connections.
    expect(server.calls()).toEqual(['GET /v1/connections?limit=1000']);
  });

  it('are not given to who asks for fresh ones, or to see the calls', async () => {
    const server = await startServer();
    await server.query(query);
    server.calls();
    await server.query(query, {}, { 'cache-control': 'no-cache' });
    expect(server.calls()).toHaveLength(2);
    const { extensions } = await server.query(query, {}, { 'x-trace-calls': 'true' });
    expect(extensions.fivetran.trace.map(({ from }: { from: string }) => from)).toEqual(['cache', 'cache']);
  });

  it('with errors are not kept', async () => {
    const server = await startServer();
    const end = server.emulator.fault({ match: 'GET /v1/connections', then: { status: 403 } });
    expect((await server.query(query)).errors?.length).toBeGreaterThan(0);
    end();
    expect((await server.query(query)).errors).toBeUndefined();
  });

  it('that may not be shared are made anew for who has waited for one whose own client has gone', async () => {
    const server = await startServer({ emulator: { latency: { call: 50 } } });
    const missing = '{ team(id: "not_there") { name } }';
    const abort = new AbortController();
    const body = JSON.stringify({ query: missing, variables: undefined });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const gone = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: abort.signal }).catch(
      () => {},
    );
    await until(() => server.emulator.inFlight === 1);
    const waiting = server.query(missing);
    // Both wait for one call, of which the first one's client takes no notice any more.
    await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    await gone;
    expect((await waiting).data).toEqual({ team: null });
  });

  it('that tell of the caller or of the moment are made anew', async () => {
    const server = await startServer();
    const moment = '{ rateLimit { name remaining } viewer { upstream } groups { nodes { name } } }';
    await server.query(moment);
    const again = await server.query(moment);
    expect(again.extensions.fivetran).toMatchObject({ calls: 0, cacheHits: 1, estimate: { least: 0 } });
    expect(again.data.rateLimit[0].remaining).toBeLessThan(20_000);
  });

  it('never cross from one credential to another', async () => {
    const keys = ['one', 'two'].map((key) => ({ key, secret: `secret-of-${key}`, account: key }));
    const server = await startServer({
      emulator: { credentials: keys },
      settings: { FIVETRAN_CREDENTIALS: 'passthrough' },
    });
    const headers = keys.map(({ key, secret }) => ({
      authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
    }));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        server.query(query, {}, headers[i % 2]).then(({ data }) => JSON.stringify(data)),
      ),
    );
    const [even, odd] = [0, 1].map((rest) => new Set(answers.filter((_, i) => i % 2 === rest)));
    expect(even?.size).toBe(1);
    expect(odd?.size).toBe(1);
    expect(even).not.toEqual(odd);
    expect((await server.query(query, {}, { authorization: 'Basic b25lOndyb25n' })).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });
});
