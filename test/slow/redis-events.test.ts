import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../support/redis.ts';
import { type Replica, startReplicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';

const SECRET = 'a-secret-of-webhooks-that-is-long';
const WITH_SECRET = { FIVETRAN_WEBHOOK_SECRET: SECRET };
const EVENTS =
  'subscription ($after: ID) { connectionEvents(after: $after) { id type source connection { fivetranId } } }';

interface Told {
  readonly data?: { connectionEvents: { id: string; type: string; source: string } | null } | null;
  readonly errors?: readonly object[];
}

/** Listens at a replica; what it was told grows. */
function listen({ url }: Replica, after?: string): Told[] {
  const client = createClient({ url: `${url}/graphql`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  const told: Told[] = [];
  const events = client.iterate<Told['data']>({ query: EVENTS, variables: { after } });
  void (async () => {
    for await (const result of events) told.push(result as Told);
  })().catch(() => {});
  return told;
}

/** Sends what Fivetran would. */
async function send({ url }: Replica, connection: string, number: number, type = 'sync_start'): Promise<number> {
  const body = JSON.stringify({
    event: type,
    created: new Date().toISOString().replace(/\d{3}Z$/, `${100 + number}Z`),
    connector_id: connection,
    sync_id: `sync ${number}`,
    data: {},
  });
  return sendBody({ url }, body);
}

async function sendBody({ url }: { readonly url: string }, body: string): Promise<number> {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
  return (await fetch(`${url}/webhooks/fivetran`, { method: 'POST', headers, body })).status;
}

const listening = (all: readonly Replica[]) => until(() => all.every(({ app }) => app.listeners() > 0));
const idsOf = (told: readonly Told[]) => told.map(({ data }) => data?.connectionEvents?.id);

describe('An event received by one of three replicas', () => {
  it('reaches subscribers of all, in one order, and once, whichever gets the repetition', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis, settings: WITH_SECRET });
    const [{ id } = { id: '' }] = emulator.account.connections.list();
    const told = all.map((replica) => listen(replica));
    await listening(all);
    for (let number = 0; number < 30; number += 1) {
      const replica = all[number % 3];
      if (replica) expect(await send(replica, id, number)).toBe(202);
    }
    const created = new Date().toISOString();
    const body = JSON.stringify({ event: 'sync_end', created, connector_id: id, data: { status: 'SUCCESSFUL' } });
    await Promise.all(all.map((replica) => sendBody(replica, body)));
    await until(() => told.every((list) => list.length >= 31));
    const [first, ...others] = told.map(idsOf);
    expect(new Set(first).size).toBe(31);
    for (const other of others) expect(other).toEqual(first);
  });

  it('is replayed by any of them behind any event that another has told', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis, settings: WITH_SECRET });
    const [{ id } = { id: '' }] = emulator.account.connections.list();
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('expected three');
    const told = listen(first);
    await until(() => first.app.listeners() > 0);
    for (let number = 0; number < 5; number += 1) await send(second, id, number);
    await until(() => told.length === 5);
    const later = listen(third, idsOf(told)[1]);
    await until(() => later.length === 3);
    expect(idsOf(later)).toEqual(idsOf(told).slice(2));
  });

  it('reaches its own subscribers while Redis is gone, and the others as soon as it is back', async () => {
    const redis = await startRedis();
    const { all, emulator } = await startReplicas({ redis, settings: WITH_SECRET });
    const [{ id } = { id: '' }] = emulator.account.connections.list();
    const [first, second] = all;
    if (!first || !second) throw new Error('expected two');
    const told = listen(first);
    const elsewhere = listen(second);
    await listening([first, second]);
    await send(first, id, 1);
    await until(() => told.length === 1 && elsewhere.length === 1);
    await redis.kill();
    await send(first, id, 2);
    await until(() => told.length === 2);
    expect(elsewhere).toHaveLength(1);
    await redis.start();
    await until(() => elsewhere.length === 2);
    expect(told).toHaveLength(2);
    await send(second, id, 3);
    await until(() => told.length === 3 && elsewhere.length === 3);
    expect([...told, ...elsewhere].flatMap(({ errors }) => errors ?? [])).toEqual([]);
  });
});

describe('Three replicas', () => {
  it('register one webhook', async () => {
    const redis = await startRedis();
    // Stands in front of them all, and takes what Fivetran asks before it makes a webhook.
    const proxy = createServer((_, response) => response.writeHead(202).end()).listen(0, '127.0.0.1');
    onTestFinished(() => void proxy.close());
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const { emulator } = await startReplicas({
      redis,
      settings: { ...WITH_SECRET, WEBHOOK_PUBLIC_URL: `http://127.0.0.1:${port}` },
      parts: { webhooks: true },
    });
    expect(emulator.calls.filter((call) => call === 'POST /v1/webhooks/account')).toHaveLength(1);
  });

  it('that poll look at the list about as often as one, and all see what has changed', async () => {
    const redis = await startRedis();
    const { all, emulator, calls } = await startReplicas({
      redis,
      settings: { EVENTS: 'polling' },
      parts: { pollMs: 200 },
    });
    const told = all.map((replica) => listen(replica));
    await listening(all);
    await new Promise((resolve) => setTimeout(resolve, 600));
    calls();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(calls().length).toBeLessThanOrEqual(13);
    const connection = emulator.account.connections.list().find(({ paused }) => !paused);
    await all[0]?.query('mutation ($id: ID!) { connectionPause(id: $id) { userErrors { message } } }', {
      id: connection?.id,
    });
    await until(() =>
      told.every((list) => list.some(({ data }) => data?.connectionEvents?.type === 'PAUSE_CONNECTOR')),
    );
  });
});
