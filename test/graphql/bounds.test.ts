import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { operations } from '../support/generated-operations.ts';
import { startServer, type TestServer } from '../support/server.ts';

// What is generated may cost as much as it likes: neither quota nor limits are what is tested here.
const unlimited = {
  MAX_CALLS_PER_OPERATION: '5000',
  REQUESTS_PER_MINUTE: '1000000',
  MAX_DEPTH: '100',
  MAX_ALIASES: '10000',
  MAX_TOKENS: '100000',
};

/** Generated operations of one run; more are a matter of patience. */
const RUNS = 150;
const size = { groups: 4, connectionsPerGroup: 3, users: 6, teams: 3, membersPerTeam: 2, logServices: 2 };

async function idsOf(server: TestServer) {
  const { data } = await server.query('{ groups { nodes { id fivetranId } } connections { nodes { id fivetranId } } }');
  const both = [...data.groups.nodes, ...data.connections.nodes] as { id: string; fivetranId: string }[];
  return {
    groups: data.groups.nodes.map(({ fivetranId }: { fivetranId: string }) => fivetranId),
    connections: data.connections.nodes.map(({ fivetranId }: { fivetranId: string }) => fivetranId),
    global: both.map(({ id }) => id),
  };
}

describe('what an operation costs lies within the bounds that were foreseen', () => {
  for (const pageSize of [1000, 2]) {
    it(`with pages of ${pageSize}, cold, warm and fresh`, { timeout: 60_000 }, async () => {
      const server = await startServer({
        emulator: { size, quota: 'none' },
        parts: { pageSize },
        settings: unlimited,
      });
      const ids = await idsOf(server);
      const fresh = { 'cache-control': 'no-cache' };
      await fc.assert(
        fc.asyncProperty(operations(graphqlSchema, ids), fc.constantFrom({}, fresh), async (query, headers) => {
          server.calls();
          const { extensions, data, errors } = await server.query(query, {}, headers);
          expect(data ?? errors).toBeTruthy();
          const { estimate, calls } = extensions.fivetran;
          // A call that was begun ahead and turned out not to be needed may still be on its way.
          await expect.poll(() => server.emulator.calls.length).toBe(calls);
          expect(estimate.least, JSON.stringify(errors?.slice(0, 2))).toBeLessThanOrEqual(calls);
          if (estimate.most !== null) expect(estimate.most).toBeGreaterThanOrEqual(calls);
        }),
        { numRuns: RUNS },
      );
    });
  }
});

describe('what is shared or cached', () => {
  it('is what would be read without any cache', { timeout: 60_000 }, async () => {
    const server = await startServer({ emulator: { size, quota: 'none' }, settings: unlimited });
    const ids = await idsOf(server);
    await fc.assert(
      fc.asyncProperty(operations(graphqlSchema, ids), async (query) => {
        const warm = await server.query(query);
        const again = await server.query(query);
        const uncached = await server.query(query, {}, { 'cache-control': 'no-cache' });
        expect(warm.data).toEqual(uncached.data);
        expect(again.data).toEqual(uncached.data);
      }),
      { numRuns: RUNS },
    );
  });
});
