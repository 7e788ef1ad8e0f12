import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startServer, type TestServer } from '../support/server.ts';

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: a result's shape is what a test is about
  readonly data?: any;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
}
type Subscribe = (query: string, variables?: Record<string, unknown>) => AsyncIterableIterator<Result>;

/** Clients of other people, as they come. */
const clients: Record<string, (server: TestServer) => Subscribe> = {
  'graphql-ws': ({ url }) => {
    const client = createWsClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    onTestFinished(() => void client.dispose());
    return (query, variables = {}) => client.iterate({ query, variables }) as AsyncIterableIterator<Result>;
  },
  'graphql-sse': ({ url }) => {
    const client = createSseClient({ url: `${url}/graphql`, retryAttempts: 0 });
    onTestFinished(() => client.dispose());
    return (query, variables = {}) => client.iterate({ query, variables }) as AsyncIterableIterator<Result>;
  },
};

const SYNC = 'mutation ($id: ID!) { connectionSync(id: $id) { previousSucceededAt previousFailedAt } }';
const STATE = 'query ($id: ID!) { connection(id: $id) { succeededAt status { syncState } } }';

const start = () => startServer({ webhooks: true, emulator: { latency: { call: 0, sync: 200 } } });

/** A connection that can be synced. */
function connectionOf({ emulator }: TestServer): string {
  const found = emulator.account.connections
    .list()
    .find(({ paused, status }) => !paused && status.setup_state === 'connected');
  if (found === undefined) throw new Error('expected a connection that can be synced');
  return found.id;
}

async function next(events: AsyncIterableIterator<Result>): Promise<Result> {
  const { value } = await events.next();
  return value as Result;
}

/** Waits until the server has a listener: what happens before is not told. */
async function listening(server: TestServer, count = 1): Promise<void> {
  while (server.app.listeners() < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each(Object.entries(clients))('A subscription by %s', (_, connect) => {
  it('tells the start and the end of a sync, and a query right after shows when it has succeeded', async () => {
    const server = await start();
    const id = connectionOf(server);
    const events = connect(server)(
      `subscription ($id: ID!) {
        connectionEvents(connections: [$id]) {
          id type name source syncId sync { status } data group { fivetranId }
          connection { fivetranId succeededAt status { syncState } }
        }
      }`,
      { id },
    );
    const first = next(events);
    await listening(server);
    const before = await server.query(STATE, { id });
    expect((await server.query(SYNC, { id })).errors).toBeUndefined();
    const begun = (await first).data.connectionEvents;
    expect(begun).toMatchObject({ type: 'SYNC_START', source: 'WEBHOOK', sync: null, connection: { fivetranId: id } });
    const ended = (await next(events)).data.connectionEvents;
    expect(ended).toMatchObject({
      type: 'SYNC_END',
      name: 'sync_end',
      syncId: begun.syncId,
      sync: { status: 'SUCCESSFUL' },
    });
    const after = await server.query(STATE, { id });
    expect(after.data.connection.succeededAt).not.toBe(before.data.connection.succeededAt);
    expect(after.data.connection).toMatchObject({ status: { syncState: 'SCHEDULED' } });
    expect(ended.connection).toMatchObject(after.data.connection);
    expect(ended.id).not.toBe(begun.id);
    await events.return?.();
  });

  it('waits for the end of a sync, and completes', async () => {
    const server = await start();
    const id = connectionOf(server);
    const { data } = await server.query(SYNC, { id });
    const { previousSucceededAt, previousFailedAt } = data.connectionSync;
    const after = ['1970-01-01T00:00:00Z', previousSucceededAt, previousFailedAt].filter(Boolean).sort().at(-1);
    const subscribe = connect(server);
    const query =
      'subscription ($id: ID!, $after: DateTime) { connectionSyncEnd(id: $id, after: $after) { sync { status } } }';
    const results: Result[] = [];
    for await (const result of subscribe(query, { id, after })) results.push(result);
    expect(results).toHaveLength(1);
    expect(results[0]?.data).toEqual({ connectionSyncEnd: { sync: { status: 'SUCCESSFUL' } } });
    // It has come already.
    for await (const result of subscribe(query, { id, after })) results.push(result);
    expect(results).toHaveLength(2);
  });

  it('takes a sync that is put off as ended', async () => {
    const server = await start();
    const id = connectionOf(server);
    server.emulator.account.behave(id, { outcomes: ['RESCHEDULED'] });
    const events = connect(server)(
      'subscription ($id: ID!) { connectionSyncEnd(id: $id) { sync { status rescheduledAt } } }',
      { id },
    );
    const end = next(events);
    await listening(server);
    server.emulator.account.startSync(id);
    expect((await end).data.connectionSyncEnd.sync).toEqual({
      status: 'RESCHEDULED',
      rescheduledAt: expect.any(String),
    });
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('goes on behind an event, and says where events are missing', async () => {
    const server = await start();
    const id = connectionOf(server);
    const subscribe = connect(server);
    const events = subscribe('subscription { connectionEvents { id type } }');
    const first = next(events);
    await listening(server);
    server.emulator.account.startSync(id);
    const begun = (await first).data.connectionEvents;
    const ended = (await next(events)).data.connectionEvents;
    await events.return?.();

    const after = 'subscription ($after: ID!) { connectionEvents(after: $after) { id type } }';
    const again = subscribe(after, { after: begun.id });
    expect((await next(again)).data.connectionEvents).toEqual(ended);
    await again.return?.();
    const other = subscribe(after, { after: 'other.7' });
    const gap = await next(other);
    expect(gap.data ?? null).toBeNull();
    expect(gap.errors?.[0]?.extensions).toEqual({ code: 'EVENTS_DROPPED', droppedCount: null });
    expect((await next(other)).data.connectionEvents).toEqual(begun);
    expect((await next(other)).data.connectionEvents).toEqual(ended);
    await other.return?.();
  });

  it('leaves nothing behind when it is ended', async () => {
    const server = await start();
    const events = connect(server)('subscription { connectionEvents { id } }');
    const waiting = events.next();
    await listening(server);
    await events.return?.();
    await waiting.catch(() => {});
    while (server.app.listeners() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.app.listeners()).toBe(0);
  });
});

describe('A subscription', () => {
  it('refuses what it cannot mean, by name', async () => {
    const server = await start();
    const subscribe = clients['graphql-sse']?.(server) as Subscribe;
    const messages = [];
    for (const [query, variables] of [
      ['subscription { connectionEvents(after: "no id") { id } }', {}],
      ['subscription { connectionEvents(types: [UNRECOGNIZED]) { id } }', {}],
      ['subscription { connectionSyncEnd(id: "nobody") { id } }', {}],
    ] as const) {
      const { errors } = await next(subscribe(query, variables));
      messages.push([errors?.[0]?.extensions.code, errors?.[0]?.message]);
    }
    expect(messages).toEqual([
      ['BAD_USER_INPUT', 'Argument "after" must be the id of an event, got "no id"'],
      ['BAD_USER_INPUT', 'Argument "types" must name events that Fivetran has, got UNRECOGNIZED'],
      ['BAD_USER_INPUT', 'Argument "id" must be the id of a connection, got "nobody"'],
    ]);
    expect(server.app.listeners()).toBe(0);
  });
});
