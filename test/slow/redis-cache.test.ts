import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type Replica, startReplicas } from '../support/replicas.ts';
import type { Answer } from '../support/server.ts';
import { until } from '../support/until.ts';

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
        expect(pausedIn(await replica.query(CONNECTIONS), id)).toBe(true);
      }
    }
  });

  it('keep nowhere what one began to read before another wrote', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis });
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('expected three');
    const connection = emulator.account.connections.list().find(({ paused }) => !paused);
    // What it answers is from before the write, and comes after it.
    emulator.fault({ match: (call) => call.path === '/v1/connections', times: 1, then: { delayMs: 500 } });
    const slow = first.query(CONNECTIONS);
    await until(() => emulator.calls.some((call) => call.startsWith('GET /v1/connections')));
    await second.query(PAUSE, { id: connection?.id });
    expect(pausedIn(await slow, connection?.id)).toBe(false);
    for (const replica of [third, first, second]) {
      expect(pausedIn(await replica.query(CONNECTIONS), connection?.id)).toBe(true);
    }
  });

  it('forget everywhere what was read with a key that one of them sees refused', async () => {
    const redis = await startRedis();
    const { all, emulator, calls } = await startReplicas({ redis });
    const [first, second, third] = all;
    await Promise.all(all.map((replica) => replica.query(GROUPS)));
    emulator.fault({ match: /./, then: { status: 401, body: { code: 'Unauthorized', message: 'No' } } });
    calls();
    await first?.query(CONNECTIONS);
    await until(() => emulator.calls.length > 0);
    expect((await first?.query(GROUPS))?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    // One is told of it after the answer that has shown it.
    await eventually(async () => (await second?.query(GROUPS))?.errors?.[0]?.extensions.code === 'UNAUTHENTICATED');
    await eventually(async () => (await third?.query(GROUPS))?.errors?.[0]?.extensions.code === 'UNAUTHENTICATED');
  });

  it('leave nothing in Redis that can be read or that names anything', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis });
    await all[0]?.query(
      '{ groups { nodes { name } } connections { nodes { schema schemaConfig { schemas { nodes { name } } } } } }',
    );
    await all[1]?.query(PAUSE, { id: emulator.account.connections.list()[0]?.id });
    const content = await everythingIn(redis);
    expect(content.length).toBeGreaterThan(1_000);
    const [credential] = emulator.credentials;
    const words = [
      credential?.key,
      credential?.secret,
      ...emulator.account.groups.list().flatMap(({ id, name }) => [id, name]),
      ...emulator.account.connections.list().flatMap(({ id, schema }) => [id, schema]),
    ];
    expect(words.length).toBeGreaterThan(20);
    for (const word of words) expect(content).not.toContain(word);
  });

  it('start without it, find it when it comes, and survive what others say there', async () => {
    const redis = await startRedis();
    await redis.kill();
    const { all } = await startReplicas({ redis, count: 2, known: 1 });
    expect((await all[0]?.query(GROUPS))?.errors).toBeUndefined();
    await redis.start();
    await eventually(async () => (await Promise.all(all.map(isShared))).every((shared) => shared));
    const client = new Redis(redis.url);
    for (const channel of ['kills', 'events', 'heard']) await client.publish(`fivetran-graphql:1:${channel}`, '{"no');
    await client.publish('fivetran-graphql:1:events', '{}');
    client.disconnect();
    // What was read before they had told each other to forget is forgotten once more; what is read after it is shared.
    const queries = ['webhooks { nodes { url } }', 'roles { nodes { name } }', 'teams { nodes { name } }', CONNECTIONS];
    await eventually(async () => {
      const query = queries.shift() ?? CONNECTIONS;
      const text = query.startsWith('{') ? query : `{ ${query} }`;
      expect((await all[0]?.query(text))?.errors).toBeUndefined();
      return (await all[1]?.query(text))?.extensions.fivetran.calls === 0;
    });
    expect(queries.length).toBeGreaterThan(0);
  });

  it('go on each with its own cache while Redis is dumb, and are one again when it speaks', async () => {
    const redis = await startRedis();
    const { all, calls } = await startReplicas({ redis });
    await Promise.all(all.map((replica) => replica.query(GROUPS)));
    redis.freeze();
    calls();
    const begun = performance.now();
    for (const replica of all) {
      const { data, errors } = await replica.query('{ groups { nodes { name } } users { nodes { email } } }');
      expect(errors).toBeUndefined();
      expect(data.users.nodes.length).toBeGreaterThan(0);
    }
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(calls()).toHaveLength(3);
    for (const { url } of all) {
      const ready = await fetch(`${url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({ status: 'ready', store: { shared: false, replicas: 3 } });
      expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^fivetran_graphql_store_gone 1$/m);
    }
    redis.thaw();
    const back = performance.now();
    await eventually(async () => (await Promise.all(all.map(isShared))).every((shared) => shared));
    expect(performance.now() - back).toBeLessThan(5_000);
    await all[0]?.query('{ teams { nodes { name } } }');
    expect((await all[1]?.query('{ teams { nodes { name } } }'))?.extensions.fivetran.calls).toBe(0);
  });
});

function pausedIn({ data }: Answer, id: string | undefined): boolean | undefined {
  return data.connections.nodes.find((node: { fivetranId: string }) => node.fivetranId === id)?.paused;
}

async function isShared({ url }: Replica): Promise<boolean> {
  const { store } = (await (await fetch(`${url}/readyz`)).json()) as { store: { shared: boolean } };
  return store.shared;
}

/** Waits until something is so, looking again and again. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; !(await isSo()); ) {
    if (performance.now() > end) throw new Error(`never came to be so: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All keys, and all that stands behind them. */
async function everythingIn({ url }: TestRedis): Promise<string> {
  const client = new Redis(url);
  const texts: string[] = [];
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    texts.push(key);
    if (type === 'string') texts.push(String(await client.get(key)));
    else if (type === 'zset') texts.push(...(await client.zrange(key, '0', '-1')));
    else
      for (const [field, value] of Object.entries(await client.hgetallBuffer(key)))
        texts.push(field, value.toString('latin1'));
  }
  client.disconnect();
  return texts.join('\n');
}
