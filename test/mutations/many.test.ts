import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const PAUSE = `mutation ($connections: [ID!], $filter: ConnectionFilter) {
  connectionsPause(connections: $connections, filter: $filter) {
    changed { fivetranId paused } unchanged { fivetranId } userErrors { code ... on BulkUserError { index } } } }`;

/** 130 connections of which every one runs. */
async function large(switches = {}) {
  const server = await startServer({
    emulator: { size: { groups: 10, connectionsPerGroup: 13 }, switches },
    parts: { random: () => 0 },
  });
  const ids = server.emulator.account.connections.list().map(({ id }) => id);
  return { server, ids };
}

describe.each([{}, { patchTests: 'always', listsLagWritesMs: 2000 }])(
  'Pausing a hundred connections (%j)',
  (switches) => {
    it('spends no setup test, and pausing paused ones spends no call for them', async () => {
      const { server, ids } = await large(switches);
      const { data } = await server.query(PAUSE, { connections: ids.slice(0, 100) });
      expect(data.connectionsPause.userErrors).toEqual([]);
      expect(data.connectionsPause.changed).toHaveLength(100);
      expect(data.connectionsPause.changed.every(({ paused }: { paused: boolean }) => paused)).toBe(true);
      const calls = server.calls();
      expect(calls.filter((call) => call.startsWith('PATCH '))).toHaveLength(100);
      expect(calls).toHaveLength(101);
      const limits = await server.query('{ rateLimit { pools { name used } } }');
      const tests =
        limits.data?.rateLimit?.pools?.filter(({ name }: { name: string }) => /SETUP|SOURCE/i.test(name)) ?? [];
      for (const { used } of tests) expect(used).toBe(0);

      server.calls();
      const again = await server.query(PAUSE, { connections: ids.slice(0, 100) });
      expect(again.data.connectionsPause.unchanged).toHaveLength(100);
      expect(again.data.connectionsPause.changed).toEqual([]);
      expect(server.calls().filter((call) => !call.startsWith('GET /v1/connections?'))).toEqual([]);
    });
  },
);

describe('A mutation of many', () => {
  it('refuses more than a hundred matches, and touches none', async () => {
    const { server } = await large();
    const { data } = await server.query(PAUSE, { filter: { paused: false } });
    expect(data.connectionsPause.userErrors).toEqual([{ code: 'INVALID_INPUT' }]);
    expect(server.calls()).toEqual(['GET /v1/connections?limit=1000']);
  });

  it('finds by a filter what is so now, whatever is cached', async () => {
    const { server, ids } = await large();
    await server.query('{ connections(first: 1000) { nodes { paused } } }');
    server.emulator.account.connections.update(ids[7] ?? '', { paused: true });
    const { data } = await server.query(
      'mutation { connectionsResume(filter: { paused: true }) { changed { fivetranId paused } userErrors { code } } }',
    );
    expect(data.connectionsResume).toEqual({ changed: [{ fivetranId: ids[7], paused: false }], userErrors: [] });
  });

  it('tells each that failed, and goes on with the others', async () => {
    const { server, ids } = await large();
    server.emulator.fault({ match: `PATCH /v1/connections/${ids[1]}`, then: { status: 409 } });
    server.emulator.fault({ match: `PATCH /v1/connections/${ids[3]}`, then: { status: 403 } });
    server.emulator.account.connections.update(ids[2] ?? '', { paused: true });
    const { data, errors } = await server.query(PAUSE, { connections: [...ids.slice(0, 5), 'no_such'] });
    expect(errors).toBeUndefined();
    const { changed, unchanged, userErrors } = data.connectionsPause;
    const idsOf = (list: { fivetranId: string }[]) => list.map(({ fivetranId }) => fivetranId);
    expect(idsOf(changed)).toEqual([ids[0], ids[4]]);
    expect(idsOf(unchanged)).toEqual([ids[2]]);
    expect(userErrors).toEqual([
      { code: 'CONFLICT', index: 1 },
      { code: 'FORBIDDEN', index: 3 },
      { code: 'NOT_FOUND', index: 5 },
    ]);
  });

  it('is refused whole where its calls do not fit the budget', async () => {
    const server = await startServer({ settings: { MAX_CALLS_PER_OPERATION: '5' } });
    const { data, errors } = await server.query(PAUSE, { filter: { paused: false } });
    expect(data).toEqual({ connectionsPause: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', limit: 5 });
    expect(server.calls()).toEqual(['GET /v1/connections?limit=1000']);
  });

  it('has no more than eight writes in the air', async () => {
    const { server, ids } = await large();
    server.emulator.fault({ match: /^PATCH /, then: { delayMs: 5 } });
    await server.query(PAUSE, { connections: ids.slice(0, 60) });
    expect(server.emulator.peakInFlight).toBeLessThanOrEqual(8);
    expect(server.emulator.peakInFlight).toBeGreaterThan(1);
  });

  it('leaves settings alone that are so already', async () => {
    const { server, ids } = await large();
    const update = `mutation ($ids: [ID!]!, $input: ConnectionUpdateInput!) { connectionsUpdate(connections: $ids, input: $input) {
      changed { fivetranId } unchanged { fivetranId } userErrors { code } } }`;
    const first = await server.query(update, { ids: ids.slice(0, 4), input: { syncFrequency: 360 } });
    expect(first.data.connectionsUpdate.unchanged).toHaveLength(4);
    expect(server.calls()).toEqual(['GET /v1/connections?limit=1000']);
    const second = await server.query(update, { ids: ids.slice(0, 4), input: { syncFrequency: 60 } });
    expect(second.data.connectionsUpdate.changed).toHaveLength(4);
  });
});
