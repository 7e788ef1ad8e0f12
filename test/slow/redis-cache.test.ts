import { describe, expect, it } from 'vitest';
import { startRedis } from '../support/redis.ts';
import { startReplicas } from '../support/replicas.ts';

const GROUPS = '{ groups { nodes { fivetranId name } } }';
const CONNECTIONS = '{ connections { nodes { fivetranId paused } } }';
const PAUSE = 'mutation ($id: ID!) { connectionPause(id: $id) { connection { paused } userErrors { message } } }';

describe('Three replicas with one Redis', () => {
  it('answer with no call what one of them has fetched', async () => {
    const redis = await startRedis();
    const { all, calls } = await startReplicas({ redis });
    const [first, ...others] = all;
    const answer = await first?.query(GROUPS);
    expect(answer?.data.groups.nodes).toHaveLength(3);
    expect(calls()).toHaveLength(1);
    for (const other of others) {
      const same = await other.query(GROUPS);
      expect(same.data).toEqual(answer?.data);
      expect(same.extensions.fivetran).toMatchObject({ calls: 0, cacheHits: 1 });
    }
    expect(calls()).toEqual([]);
  });

  it('see a write on one at once on the others', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis });
    const ids = emulator.account.connections.list().filter(({ paused }) => !paused);
    for (const [index, { id }] of ids.entries()) {
      await Promise.all(all.map((replica) => replica.query(CONNECTIONS)));
      const written = await all[index % 3]?.query(PAUSE, { id });
      expect(written?.data.connectionPause.userErrors).toEqual([]);
      for (const replica of all) {
        const { data } = await replica.query(CONNECTIONS);
        const node = data.connections.nodes.find(({ fivetranId }: { fivetranId: string }) => fivetranId === id);
        expect(node.paused).toBe(true);
      }
    }
  });
});
