import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { InPartsDocument, type InPartsQuery } from '../../schema/generated/operations.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { DELETE, EVENTS, idle, LIST, type List, nodesOf, PAUSE, startAccount } from './operations.ts';

function connect({ url }: TestServer): ApolloClient {
  const socket = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: `${url}/graphql` }),
    ),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { connections: relayStylePagination(['filter']) } } },
    }),
    incrementalHandler: new Defer20220824Handler(),
  });
  onTestFinished(() => {
    client.stop();
    void socket.dispose();
  });
  return client;
}

/** The whole list as an application has it on the screen: `latest` is what it shows now. */
async function watchAll(client: ApolloClient) {
  const query = client.watchQuery({ query: LIST });
  const shown: List[] = [];
  query.subscribe(({ data, dataState }) => void (dataState === 'complete' && shown.push(data)));
  await until(() => shown.length > 0);
  for (let pages = 1; shown.at(-1)?.connections.pageInfo.hasNextPage; pages += 1) {
    await query.fetchMore({ variables: { after: shown.at(-1)?.connections.pageInfo.endCursor ?? null } });
    await until(() => nodesOf(shown.at(-1)).length > 5 * pages);
  }
  return { latest: () => nodesOf(shown.at(-1)) };
}

describe('Apollo Client', () => {
  it('walks a list to its end, and has it in its cache as one', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const all = server.emulator.account.connections.list().map(({ id }) => id);
    expect(latest().map(({ fivetranId }) => fivetranId)).toEqual(expect.arrayContaining(all));
    expect(latest()).toHaveLength(12);
    const { data } = await client.query({ query: LIST, fetchPolicy: 'cache-only' });
    expect(nodesOf(data)).toHaveLength(12);
  });

  it('shows what a mutation has changed', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const shown = () => latest().find(({ fivetranId }) => fivetranId === id);
    const id = idle(server);
    expect(shown()?.paused).toBe(false);
    const { data } = await client.mutate({ mutation: PAUSE, variables: { id } });
    expect(data?.connectionPause.userErrors).toEqual([]);
    await until(() => shown()?.paused === true);
  });

  it('forgets what was deleted, by `deletedId`', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const id = idle(server);
    await client.mutate({
      mutation: DELETE,
      variables: { id },
      update: (cache, { data }) => void cache.evict({ id: `Connector:${data?.connectionDelete.deletedId}` }),
    });
    await until(() => latest().length === 11);
    expect(latest().map(({ fivetranId }) => fivetranId)).not.toContain(id);
  });

  it('shows what an event tells, over WebSocket', async () => {
    const server = await startAccount();
    const client = connect(server);
    const { latest } = await watchAll(client);
    const told: unknown[] = [];
    client.subscribe({ query: EVENTS }).subscribe(({ data }) => void told.push(data?.connectionEvents.type));
    await until(() => server.app.listeners() > 0);
    const id = idle(server);
    server.emulator.account.startSync(id);
    await until(() => latest().find(({ fivetranId }) => fivetranId === id)?.status.syncState === 'SYNCING');
    expect(told).toEqual(['SYNC_START']);
  });

  it('takes an answer in parts', async () => {
    const server = await startServer({ emulator: { size: 'demo', latency: { call: 5 } } });
    const parts: (InPartsQuery | undefined)[] = [];
    const states: string[] = [];
    connect(server)
      .watchQuery({ query: InPartsDocument })
      .subscribe(({ data, dataState }) => {
        states.push(dataState);
        if (dataState === 'complete') parts.push(data);
      });
    await until(() => parts.length > 0);
    expect(states).toContain('streaming');
    const [connection] = parts.at(-1)?.connections?.nodes ?? [];
    expect(connection).toMatchObject({ schemaConfig: { tables: { totalCount: expect.any(Number) } } });
  });
});
