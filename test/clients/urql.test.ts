import { Client, fetchExchange } from '@urql/core';
import { type Cache, cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { DELETE, EVENTS, idle, LIST, type List, nodesOf, PAUSE, startAccount } from './operations.ts';

/** With its normalised cache, and with subscriptions by its own `fetch`, over server-sent events. */
function connect({ url }: TestServer): Client {
  const warnings: string[] = [];
  onTestFinished(() => expect(warnings).toEqual([]));
  return new Client({
    url: `${url}/graphql`,
    fetchSubscriptions: true,
    exchanges: [
      cacheExchange({
        keys: { ConnectionStatus: () => null },
        resolvers: { Query: { connections: relayPagination() } },
        updates: {
          Mutation: { connectionDelete: ({ connectionDelete }, _, cache) => forget(cache, connectionDelete) },
        },
        logger: (severity, message) => /warn|error/.test(severity) && warnings.push(message),
      }),
      fetchExchange,
    ],
  });
}

function forget(cache: Cache, payload: unknown): void {
  const { deletedId } = payload as { deletedId: string | null };
  if (deletedId !== null) cache.invalidate({ __typename: 'Connector', id: deletedId });
}

/** The whole list as an application has it on the screen: `latest` is what it shows now. */
async function watchAll(client: Client) {
  const shown: List[] = [];
  const { unsubscribe } = client.query(LIST, {}).subscribe(({ data, error }) => {
    expect(error).toBeUndefined();
    if (data) shown.push(data);
  });
  onTestFinished(unsubscribe);
  await until(() => shown.length > 0);
  for (let page = shown[0]; page?.connections.pageInfo.hasNextPage; ) {
    const { endCursor } = page.connections.pageInfo;
    page = (await client.query(LIST, { after: endCursor }).toPromise()).data;
  }
  return { latest: () => nodesOf(shown.at(-1)) };
}

describe('urql', () => {
  it('walks a list to its end, and has it in its cache as one', async () => {
    const server = await startAccount();
    const { latest } = await watchAll(connect(server));
    await until(() => latest().length === 12);
    const all = server.emulator.account.connections.list().map(({ id }) => id);
    expect(latest().map(({ fivetranId }) => fivetranId)).toEqual(expect.arrayContaining(all));
  });

  it('shows what a mutation has changed', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const id = idle(server);
    const { data } = await client.mutation(PAUSE, { id }).toPromise();
    expect(data?.connectionPause.userErrors).toEqual([]);
    await until(() => latest().find(({ fivetranId }) => fivetranId === id)?.paused === true);
  });

  it('forgets what was deleted, by `deletedId`', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const id = idle(server);
    await client.mutation(DELETE, { id }).toPromise();
    await until(() => latest().length === 11);
    expect(latest().map(({ fivetranId }) => fivetranId)).not.toContain(id);
  });

  it('shows what an event tells, over server-sent events', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const told: unknown[] = [];
    const { unsubscribe } = client
      .subscription(EVENTS, {})
      .subscribe(({ data }) => void told.push(data?.connectionEvents.type));
    onTestFinished(unsubscribe);
    await until(() => server.app.listeners() > 0);
    const id = idle(server);
    server.emulator.account.startSync(id);
    await until(() => latest().find(({ fivetranId }) => fivetranId === id)?.status.syncState === 'SYNCING');
    expect(told).toEqual(['SYNC_START']);
  });
});
