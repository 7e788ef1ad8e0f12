import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** A client that can go away. */
function client({ url }: TestServer, query: string, headers: Record<string, string> = {}) {
  const going = new AbortController();
  const answer = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query }),
    signal: going.signal,
  }).then((response) => response.text());
  const gone = answer.then(
    () => false,
    () => true,
  );
  return { answer: async () => JSON.parse(await answer), leave: () => going.abort(), gone };
}

let cancelled: unknown[] = [];
const note = (message: unknown) => {
  const call = message as { readonly cancelled: boolean; readonly endpoint: { readonly name: string } };
  if (call.cancelled) cancelled.push({ endpoint: call.endpoint.name });
};
beforeEach(() => {
  cancelled = [];
  subscribe('fivetran-graphql:call', note);
});
afterEach(() => {
  unsubscribe('fivetran-graphql:call', note);
});

/** Answers take a second of the emulator's clock, which stands still until it is told to move. */
async function slowServer() {
  const clock = new ManualClock();
  const server = await startServer({ emulator: { clock, latency: { call: 1000 } } });
  return { server, clock };
}

/** What was sent before is there, and who has left is gone: several requests have gone to and fro since. */
async function arrived({ url }: TestServer): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await (await fetch(`${url}/healthz`)).text();
}

describe('a client that goes away', () => {
  it('cancels the reads that nobody else waits for', async () => {
    const { server } = await slowServer();
    const one = client(server, '{ groups { nodes { name } } users { nodes { email } } }');
    await until(() => server.emulator.inFlight === 2);
    one.leave();
    await until(() => server.emulator.inFlight === 0);
    expect(await one.gone).toBe(true);
    expect(cancelled.toSorted()).toEqual([{ endpoint: 'list_all_groups' }, { endpoint: 'list_all_users' }]);
    expect(server.calls()).toHaveLength(2);
  });

  it('is no error of the server: its line in the log says that it has gone, and nothing else', async () => {
    const { server } = await slowServer();
    const one = client(server, '{ connections { nodes { group { name } connectedBy { email } } } }');
    await until(() => server.emulator.inFlight > 0);
    one.leave();
    await until(() => server.log.some((line) => line.includes('"status":499')));
    await arrived(server);
    expect(server.log.filter((line) => JSON.parse(line).level > 40)).toEqual([]);
  });

  it('does not cancel what another operation waits for', async () => {
    const { server, clock } = await slowServer();
    const one = client(server, '{ groups { nodes { name } } users { nodes { email } } }');
    await until(() => server.emulator.inFlight === 2);
    const query = '{ groups { nodes { fivetranId } } destinations { nodes { service } } }';
    const other = client(server, query, { 'x-trace-calls': 'true' });
    await until(() => server.emulator.inFlight === 3);
    one.leave();
    await until(() => server.emulator.inFlight === 2);
    await clock.advance(1000);
    const { data, errors, extensions } = await other.answer();
    expect([errors, data.groups.nodes.length]).toEqual([undefined, 3]);
    expect(extensions.fivetran.calls).toBe(1);
    expect(extensions.fivetran.trace.map(({ from }: { from: string }) => from).sort()).toEqual(['flight', 'wire']);
    expect(cancelled).toEqual([{ endpoint: 'list_all_users' }]);
    expect(server.calls()).toHaveLength(3);
  });

  it('does not cancel what another client with the same request waits for', async () => {
    const { server, clock } = await slowServer();
    const query = '{ groups { nodes { name } } }';
    const one = client(server, query);
    await until(() => server.emulator.inFlight === 1);
    const other = client(server, query);
    await arrived(server);
    one.leave();
    await one.gone;
    await arrived(server);
    await clock.advance(1000);
    expect((await other.answer()).data.groups.nodes).toHaveLength(3);
    expect([server.calls().length, cancelled]).toEqual([1, []]);
  });

  it('and another with the same request cancel it when both have gone', async () => {
    const { server } = await slowServer();
    const query = '{ groups { nodes { name } } }';
    const one = client(server, query);
    await until(() => server.emulator.inFlight === 1);
    const other = client(server, query);
    await arrived(server);
    one.leave();
    await one.gone;
    other.leave();
    await until(() => server.emulator.inFlight === 0);
    expect(cancelled).toEqual([{ endpoint: 'list_all_groups' }]);
  });

  it('ends a walk: no page is asked for after the one that is in the air', async () => {
    const clock = new ManualClock();
    const server = await startServer({ emulator: { clock, latency: { call: 1000 } }, parts: { pageSize: 2 } });
    const one = client(server, '{ connections(filter: { search: "nowhere" }) { nodes { service } } }');
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(1000);
    await until(() => server.emulator.log.length === 2);
    one.leave();
    await until(() => server.emulator.inFlight === 0);
    await clock.advance(10_000);
    expect(server.calls()).toHaveLength(2);
  });

  it('ends what would be repeated', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock } });
    server.emulator.fault({ match: /groups/, then: { status: 500 } });
    const one = client(server, '{ groups { nodes { name } } }');
    await until(() => server.emulator.log[0]?.status === 500 && clock.pending > 0);
    one.leave();
    await until(() => clock.pending === 0);
    await clock.advance(60_000);
    expect(server.calls()).toHaveLength(1);
  });

  it('cancels what it has put off, once it has the first part', async () => {
    const { server, clock } = await slowServer();
    const going = new AbortController();
    const response = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824, application/json' },
      body: JSON.stringify({ query: '{ viewer { mode } ... @defer { groups { nodes { name } } } }' }),
      signal: going.signal,
    });
    const reader = (await response).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('EMULATOR');
    await until(() => server.emulator.inFlight === 1);
    going.abort();
    await until(() => server.emulator.inFlight === 0);
    await clock.advance(1000);
    expect(cancelled).toEqual([{ endpoint: 'list_all_groups' }]);
  });

  it('leaves the server in good order', async () => {
    const { server, clock } = await slowServer();
    for (let turn = 0; turn < 8; turn += 1) {
      const one = client(server, `{ groups(first: ${(turn % 4) + 1}) { nodes { name } } }`);
      await until(() => server.emulator.inFlight === 1);
      one.leave();
      await until(() => server.emulator.inFlight === 0);
    }
    const last = client(server, '{ groups { nodes { name } } }');
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(1000);
    expect((await last.answer()).data.groups.nodes).toHaveLength(3);
    expect(cancelled).toHaveLength(8);
  });
});
