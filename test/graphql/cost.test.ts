import { describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

/** The account of the table in the design: 20 groups of 10 connections, 50 teams of 20 members, 1000 users. */
const large = {
  size: { groups: 20, connectionsPerGroup: 10, teams: 50, membersPerTeam: 20, users: 1000 },
  latency: { call: 20 },
};

/** How many waves of calls follow each other: a call that begins after another has ended waits for it. */
function roundTrips(trace: readonly { at: number; ms: number; from: string }[]): number {
  const calls = trace.filter(({ from }) => from === 'wire').sort((a, b) => a.at - b.at);
  let waves = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { at, ms } of calls) {
    if (at >= end) {
      waves += 1;
      end = at + ms;
    } else end = Math.min(end, at + ms);
  }
  return waves;
}

async function cost(server: TestServer, query: string, headers: Record<string, string> = {}) {
  const { data, errors, extensions } = await server.query(query, {}, { 'x-trace-calls': 'true', ...headers });
  expect(errors).toBeUndefined();
  const upstream = server.calls();
  const { calls, trace, estimate, cacheHits } = extensions.fivetran;
  expect(upstream).toHaveLength(calls);
  expect(estimate.least).toBeLessThanOrEqual(calls);
  if (estimate.most !== null) expect(estimate.most).toBeGreaterThanOrEqual(calls);
  return { data, calls, trips: roundTrips(trace), estimate, cacheHits, upstream };
}

const queries = {
  'groups with their connections': [
    '{ groups { nodes { name connections { nodes { fivetranId service } } } } }',
    { calls: 2, trips: 1 },
  ],
  "… and each group's destination": [
    '{ groups { nodes { name destination { service } connections { nodes { fivetranId } } } } }',
    { calls: 3, trips: 1 },
  ],
  "… and each connection's schema config": [
    '{ groups { nodes { connections { nodes { schemaConfig { schemas { totalCount } } } } } } }',
    { calls: 202, trips: 2 },
  ],
  '200 connections with their owner and group': [
    '{ connections(first: 200) { nodes { connectedBy { email } group { name } } } }',
    { calls: 3, trips: 1 },
  ],
  'teams with members and e-mail': ['{ teams { nodes { members { nodes { email } } } } }', { calls: 52, trips: 2 }],
} as const;

describe('the fewest calls', () => {
  for (const [name, [query, expected]] of Object.entries(queries)) {
    it(`${name}: ${expected.calls} calls in ${expected.trips} round trips, cold; none again`, async () => {
      const server = await startServer({ emulator: large });
      const cold = await cost(server, query);
      expect({ calls: cold.calls, trips: cold.trips }).toEqual(expected);
      const again = await cost(server, query);
      expect({ calls: again.calls, trips: again.trips }).toEqual({ calls: 0, trips: 0 });
      expect(again.data).toEqual(cold.data);
    });

    it(`${name}: the bound is at most twice the calls once the sizes of lists are known`, async () => {
      const server = await startServer({ emulator: large });
      await cost(server, query);
      const fresh = await cost(server, query, { 'cache-control': 'no-cache' });
      expect(fresh.calls).toBe(expected.calls);
      expect(fresh.estimate.most).toBeLessThanOrEqual(2 * fresh.calls);
    });
  }

  it('reads 200 connections by id from one page of the list', async () => {
    const server = await startServer({ emulator: large });
    const all = await cost(server, '{ connections(first: 200) { nodes { id } } }');
    const ids = all.data.connections.nodes.map(({ id }: { id: string }) => id);
    const { calls, trips, data } = await cost(
      server,
      `{ nodes(ids: ${JSON.stringify(ids)}) { ... on Connector { schema } } }`,
      { 'cache-control': 'no-cache' },
    );
    expect({ calls, trips }).toEqual({ calls: 1, trips: 1 });
    expect(data.nodes).toHaveLength(200);
    expect(data.nodes.every(Boolean)).toBe(true);
  });

  it('reads a resource once, under however many aliases and paths', async () => {
    const server = await startServer({ emulator: large });
    const { data } = await cost(server, '{ groups(first: 1) { nodes { fivetranId } } }');
    const group = data.groups.nodes[0].fivetranId;
    const one = await cost(
      server,
      `{ a: group(id: "${group}") { name destination { service } } b: group(id: "${group}") { createdAt destination { region } } }`,
      { 'cache-control': 'no-cache' },
    );
    expect(one.upstream.toSorted()).toEqual([`GET /v1/destinations/${group}`, `GET /v1/groups/${group}`]);
    expect(one.trips).toBe(1);
  });

  it('are none where the answer is there at once, whatever might have been needed', async () => {
    const server = await startServer();
    const { connections } = server.emulator.account;
    for (const { id } of connections.list()) connections.update(id, { connected_by: null });
    await cost(server, '{ connections { nodes { fivetranId } } }');
    await cost(server, '{ connections { nodes { connectedBy { email } } } }');
    // What is sent behind an answer would be counted with the next one.
    const { upstream } = await cost(server, '{ groups { nodes { name } } }');
    expect(upstream).toHaveLength(1);
  });
});
