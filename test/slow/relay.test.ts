import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { exampleFolder, prepareExample } from '../support/example.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

interface Shown {
  readonly id: string;
  readonly schema: string;
  readonly paused: boolean;
  readonly syncState: string;
}

interface Event {
  readonly type: string;
  readonly connection: { readonly id: string; readonly schema: string };
}

/** What `headless.ts` of the example gives. Its own types are checked where Relay's are installed: in the example. */
interface Headless {
  load(count: number): Promise<void>;
  loadNext(count: number): Promise<void>;
  list(): readonly Shown[];
  hasNext(): boolean;
  remove(id: string): Promise<{ connectionDelete: { deletedId: string | null; userErrors: readonly object[] } }>;
  pause(id: string): Promise<{ connectionPause: { userErrors: readonly { message: string }[] } }>;
  listen(onEvent: (event: Event) => void): () => void;
}

let createHeadless: (url: string, filter: object) => Headless;

beforeAll(async () => {
  prepareExample('relay');
  ({ createHeadless } = await import(join(exampleFolder, 'test/headless.ts')));
});

async function start() {
  const server = await startServer({
    webhooks: true,
    emulator: { size: { groups: 2, connectionsPerGroup: 4 }, latency: { sync: Number.POSITIVE_INFINITY } },
  });
  return {
    server,
    account: server.emulator.account,
    board: createHeadless(`${server.url}/graphql`, { failing: false }),
  };
}

const schemasOf = (board: Headless) => board.list().map(({ schema }) => schema);

describe('Relay, with documents that its compiler made of the schema', () => {
  it('reads a list page by page, and its connection handler puts the pages together', async () => {
    const { account, board } = await start();
    const all = account.connections.list().map(({ schema }) => schema);
    await board.load(3);
    expect(schemasOf(board)).toEqual(all.slice(0, 3));
    await board.loadNext(3);
    expect(schemasOf(board)).toEqual(all.slice(0, 6));
    expect(board.hasNext()).toBe(true);
    await board.loadNext(3);
    expect(schemasOf(board)).toEqual(all);
    expect(board.hasNext()).toBe(false);
  });

  it('takes a connection out of its store by deletedId and @deleteRecord', async () => {
    const { account, board } = await start();
    await board.load(8);
    const [gone, ...others] = board.list();
    const { connectionDelete } = await board.remove(gone?.id ?? '');
    expect(connectionDelete).toMatchObject({ deletedId: gone?.id, userErrors: [] });
    expect(board.list()).toEqual(others);
    expect(account.connections.list()).toHaveLength(7);
  });

  it('shows a change before it is made, and as it was where the server refuses', async () => {
    const { account, board } = await start();
    await board.load(8);
    const [first, second] = board.list();
    const done = board.pause(first?.id ?? '');
    expect(board.list()[0]).toMatchObject({ paused: true, syncState: 'PAUSED' });
    expect((await done).connectionPause.userErrors).toEqual([]);
    expect(board.list()[0]).toMatchObject({ paused: true, syncState: 'PAUSED' });

    account.connections.remove(account.connections.list()[1]?.id ?? '');
    const refused = board.pause(second?.id ?? '');
    expect(board.list()[1]).toMatchObject({ paused: true });
    expect((await refused).connectionPause.userErrors).toHaveLength(1);
    expect(board.list()[1]).toMatchObject({ paused: false });
  });

  it('receives events, which change the records that they concern', async () => {
    const { server, account, board } = await start();
    await board.load(8);
    const events: Event[] = [];
    onTestFinished(board.listen((event) => events.push(event)));
    await until(() => server.app.listeners() === 1);
    const place = 2;
    account.lifecycle.start(account.connections.list()[place]?.id ?? '');
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ type: 'SYNC_START', connection: { id: board.list()[place]?.id } });
    expect(board.list().map(({ syncState }) => syncState === 'SYNCING')).toEqual(
      board.list().map((_, index) => index === place),
    );
  });
});
