import { ClientError, GraphQLClient } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { FailingDocument } from '../../schema/generated/operations.ts';
import type { TestServer } from '../support/server.ts';
import { DELETE, idle, LIST, type List, nodesOf, PAUSE, startAccount } from './operations.ts';

const connect = ({ url }: TestServer) => new GraphQLClient(`${url}/graphql`);

async function all(client: GraphQLClient) {
  const pages: List[] = [];
  do {
    pages.push(await client.request(LIST, { after: pages.at(-1)?.connections.pageInfo.endCursor ?? null }));
  } while (pages.at(-1)?.connections.pageInfo.hasNextPage);
  return pages.flatMap(nodesOf);
}

describe('graphql-request', () => {
  it('walks a list to its end', async () => {
    const server = await startAccount();
    const found = await all(connect(server));
    const ids = server.emulator.account.connections.list().map(({ id }) => id);
    expect(found.map(({ fivetranId }) => fivetranId).sort()).toEqual(ids.sort());
  });

  it('sees after a mutation what it has changed', async () => {
    const server = await startAccount();
    const client = connect(server);
    const id = idle(server);
    const shown = async () => (await all(client)).find(({ fivetranId }) => fivetranId === id);
    expect((await shown())?.paused).toBe(false);
    expect((await client.request(PAUSE, { id })).connectionPause.userErrors).toEqual([]);
    expect((await shown())?.paused).toBe(true);
    await client.request(DELETE, { id });
    expect(await shown()).toBeUndefined();
  });

  it('gives an example operation its type, and says what was wrong with another', async () => {
    const client = connect(await startAccount());
    const { connections } = await client.request(FailingDocument);
    expect(connections?.nodes.map(({ status }) => status?.setupState)).not.toContain('CONNECTED');
    const error = await client.request(LIST, { after: 'nowhere' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ClientError);
    expect((error as ClientError).response.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
