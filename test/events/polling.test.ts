import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import type { Watched } from '../../src/events/changes.ts';
import type { News } from '../../src/events/event.ts';
import { Polling } from '../../src/events/polling.ts';
import { listen } from '../support/listener.ts';
import { startServer } from '../support/server.ts';

const QUERY = 'subscription { connectionEvents { type source connection { fivetranId } sync { status } } }';

const one: Watched = {
  id: 'one',
  group: 'group',
  paused: false,
  setupState: 'connected',
  syncState: 'scheduled',
  historical: false,
  succeededAt: '2026-11-01T11:00:00.000001Z',
  failedAt: null,
  rescheduledFor: null,
};

/** Looks every 10 s at what `next` gives, and keeps what it tells. */
function polling(...looks: (readonly Watched[] | Error)[]) {
  const clock = new ManualClock();
  const told: News[] = [];
  const errors: unknown[] = [];
  const at: number[] = [];
  const begun = clock.now();
  const own = new Polling({
    clock,
    intervalMs: 10_000,
    publish: (news) => told.push(news),
    onError: (error) => errors.push(error),
    read: async () => {
      at.push((clock.now() - begun) / 1000);
      const look = looks.length > 1 ? looks.shift() : looks[0];
      if (look instanceof Error) throw look;
      return look ?? [];
    },
  });
  return { own, clock, told, errors, at };
}

describe('Polling', () => {
  it.each<[string, Partial<Watched>, Partial<Watched>, string[]]>([
    ['a start', {}, { syncState: 'syncing' }, ['sync_start']],
    ['a success', { syncState: 'syncing' }, { succeededAt: '2026-11-01T12:00:00.000002Z' }, ['sync_end SUCCESSFUL']],
    ['a success that began meanwhile', {}, { succeededAt: '2026-11-01T12:00:00Z' }, ['sync_end SUCCESSFUL']],
    ['a failure', { syncState: 'syncing' }, { failedAt: '2026-11-01T12:00:00Z' }, ['sync_end FAILURE']],
    [
      'a sync that is put off',
      { syncState: 'syncing' },
      { syncState: 'rescheduled', rescheduledFor: '2026-11-01T13:00:00Z' },
      ['sync_end RESCHEDULED'],
    ],
    ['a sync that was stopped', { syncState: 'syncing' }, {}, ['sync_end CANCELED']],
    [
      'one after the other',
      { syncState: 'syncing' },
      { syncState: 'syncing', succeededAt: '2026-11-01T12:00:00Z' },
      ['sync_end SUCCESSFUL', 'sync_start'],
    ],
    ['a pause', {}, { paused: true, syncState: 'paused' }, ['pause_connector']],
    ['its end', { paused: true }, {}, ['resume_connector']],
    ['a break', {}, { setupState: 'broken' }, ['connection_failure']],
    ['its mending', { setupState: 'broken' }, {}, ['connection_successful']],
    ['a re-sync', {}, { historical: true }, ['resync_connector']],
    ['nothing', {}, {}, []],
  ])('sees %s', async (_, before, after, types) => {
    const { own, clock, told } = polling([{ ...one, ...before }], [{ ...one, ...after }]);
    own.start();
    await clock.advance(10_000);
    expect(told.map(({ type, data }) => [type, data.status].filter(Boolean).join(' '))).toEqual(types);
    for (const news of told) expect(news).toMatchObject({ source: 'POLLING', connection: 'one', group: 'group' });
    own.stop();
  });

  it('sees what is new, and what is gone once it is missing twice', async () => {
    const { own, clock, told } = polling(
      [one],
      [one, { ...one, id: 'two' }],
      [one],
      [one, { ...one, id: 'two' }],
      [one],
    );
    own.start();
    await clock.advance(30_000);
    expect(told.map(({ type, connection }) => `${type} ${connection}`)).toEqual(['create_connector two']);
    await clock.advance(20_000);
    expect(told.map(({ type, connection }) => `${type} ${connection}`)).toEqual([
      'create_connector two',
      'delete_connector two',
    ]);
    own.stop();
  });

  it('looks less often where it fails, and as often as before once it does not', async () => {
    const { own, clock, at, errors } = polling([one], new Error('no quota'), new Error('no quota'), [one]);
    own.start();
    await clock.advance(90_000);
    expect(at).toEqual([0, 10, 30, 70, 80, 90]);
    expect(errors).toHaveLength(2);
    own.stop();
    await clock.advance(90_000);
    expect(at).toHaveLength(6);
  });
});

describe('A server that polls', () => {
  it('tells the same events, looks once for all who listen, and not at all while nobody does', async () => {
    const server = await startServer({
      settings: { EVENTS: 'polling', EVENTS_POLL_SECONDS: '5' },
      parts: { pollMs: 100 },
      emulator: { size: { groups: 3, connectionsPerGroup: 4 } },
    });
    const { account } = server.emulator;
    const id =
      account.connections.list().find(({ paused, status }) => !paused && status.sync_state === 'scheduled')?.id ?? '';
    expect(server.calls()).toEqual([]);
    const [first, second] = [await listen(server, QUERY), await listen(server, QUERY)];
    account.behave(id, { syncMs: Number.POSITIVE_INFINITY });
    await first.has(0);
    account.startSync(id);
    await first.has(1);
    const state = await server.query('query ($id: ID!) { connection(id: $id) { status { syncState } } }', { id });
    expect(state.data.connection.status.syncState).toBe('SYNCING');
    account.finishSync(id);
    await first.has(2);
    await second.has(2);
    const connection = { fivetranId: id };
    const expected = [
      { type: 'SYNC_START', source: 'POLLING', connection, sync: null },
      { type: 'SYNC_END', source: 'POLLING', connection, sync: { status: 'SUCCESSFUL' } },
    ];
    expect(first.told.map(({ data }) => data.connectionEvents)).toEqual(expected);
    expect(second.told).toEqual(first.told);
    first.stop();
    second.stop();
    while (server.app.listeners() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.calls();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(server.calls()).toEqual([]);
  });

  it('keeps callers with their own keys apart, and refuses a key that Fivetran refuses', async () => {
    const server = await startServer({
      settings: { FIVETRAN_CREDENTIALS: 'passthrough' },
      parts: { pollMs: 50 },
      emulator: {
        credentials: [
          { key: 'a', secret: 'a', account: 'one' },
          { key: 'b', secret: 'b', account: 'two' },
        ],
      },
    });
    const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:${key}`).toString('base64')}` });
    const [a, b] = [await listen(server, QUERY, basic('a')), await listen(server, QUERY, basic('b'))];
    const id =
      server.emulator
        .accountNamed('two')
        .connections.list()
        .find(({ paused }) => !paused)?.id ?? '';
    server.emulator.accountNamed('two').setStatus(id, { setup_state: 'broken' });
    const [told] = await b.has(1);
    expect(told?.data.connectionEvents.connection.fivetranId).toBe(id);
    expect(a.told).toEqual([]);
    const wrong = await listen(server, QUERY, basic('c'));
    await wrong.ended;
    expect(wrong.told[0]?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
