import { describe, expect, it } from 'vitest';
import { type AccountEvent, ManualClock } from '../../src/emulator/emulator.ts';
import { run } from './running.ts';

const minute = 60_000;

async function oneConnection(options: Parameters<typeof run>[0] = {}) {
  const clock = new ManualClock();
  const running = await run({
    size: { groups: 1, connectionsPerGroup: 1 },
    clock,
    latency: { sync: 20_000 },
    ...options,
  });
  const { account } = running.emulator;
  const id = account.connections.list()[0]?.id ?? '';
  const events: AccountEvent[] = [];
  account.onEvent((event) => events.push(event));
  return {
    ...running,
    account,
    clock,
    id,
    events,
    names: () => events.map(({ event, data }) => (event === 'sync_end' ? `sync_end ${data.status}` : event)),
    status: () => account.connections.get(id)?.status,
  };
}

describe('a sync', () => {
  it('runs, ends, and is told with one id', async () => {
    const { call, clock, id, events, names, status, account } = await oneConnection();
    const { status: code, body } = await call(`POST /v1/connections/${id}/sync`, {});
    expect([code, body]).toEqual([
      200,
      { code: 'Success', message: `Sync has been successfully triggered for connection with id '${id}'` },
    ]);
    expect(status()?.sync_state).toBe('syncing');
    await call(`POST /v1/connections/${id}/sync`, { force: false });
    await clock.advance(20_000);
    expect(status()?.sync_state).toBe('scheduled');
    expect(names()).toEqual(['sync_start', 'sync_end SUCCESSFUL']);
    expect(events[0]?.syncId).toBe(events[1]?.syncId);
    expect(Date.parse(account.connections.get(id)?.succeeded_at ?? '')).toBe(clock.now());
  });

  it('takes no timer when it takes no time', async () => {
    const { call, clock, id, names } = await oneConnection({ latency: { sync: 0 } });
    await call(`POST /v1/connections/${id}/sync`);
    expect([clock.pending, names()]).toEqual([0, ['sync_start', 'sync_end SUCCESSFUL']]);
  });

  it('that is forced stops the running one and starts again', async () => {
    const { call, id, names, status } = await oneConnection();
    await call(`POST /v1/connections/${id}/sync`);
    for (const line of [`POST /v1/connections/${id}/sync`, `POST /v1/connectors/${id}/force`]) {
      await call(line, { force: true });
    }
    expect(names()).toEqual([
      'sync_start',
      ...Array(2).fill(['sync_end CANCELED', 'force_update_connector', 'sync_start']).flat(),
    ]);
    expect(status()?.sync_state).toBe('syncing');
  });

  it.each([200, 400] as const)('of a paused connection answers %i and starts nothing', async (syncOfPaused) => {
    const { call, id, status, events } = await oneConnection({ switches: { syncOfPaused } });
    await call(`PATCH /v1/connections/${id}`, { paused: true, run_setup_tests: false });
    expect((await call(`POST /v1/connections/${id}/sync`, { force: true })).status).toBe(syncOfPaused);
    expect([status()?.sync_state, events.map(({ event }) => event)]).toEqual(['paused', ['pause_connector']]);
  });

  it.each([200, 400] as const)('of one that is not set up answers %i and starts nothing', async (syncOfIncomplete) => {
    const { call, id, account, events } = await oneConnection({ switches: { syncOfIncomplete } });
    account.setStatus(id, { setup_state: 'incomplete' });
    expect((await call(`POST /v1/connections/${id}/sync`)).status).toBe(syncOfIncomplete);
    expect(events).toEqual([]);
  });

  it('may fail, with a task that breaks the connection or without, or wait for its source', async () => {
    const { account, id, names, status, clock } = await oneConnection();
    account.behave(id, { outcomes: ['FAILURE', 'RESCHEDULED', 'FAILURE_WITH_TASK'] });
    for (let turn = 0; turn < 3; turn++) {
      account.startSync(id);
      await clock.advance(20_000);
      if (turn === 0)
        expect(status()).toMatchObject({ setup_state: 'connected', sync_state: 'scheduled', update_state: 'delayed' });
      if (turn === 1)
        expect(status()).toMatchObject({
          sync_state: 'rescheduled',
          rescheduled_for: new Date(clock.now() + 60 * minute).toISOString(),
        });
    }
    expect(names().filter((name) => name !== 'sync_start')).toEqual([
      'sync_end FAILURE',
      'sync_end RESCHEDULED',
      'sync_end FAILURE_WITH_TASK',
    ]);
    expect(status()).toMatchObject({ setup_state: 'broken', tasks: [{ code: 'reconnect' }], rescheduled_for: null });
  });

  it('without an end runs until somebody ends it', async () => {
    const { account, id, clock, status } = await oneConnection({ latency: { sync: Number.POSITIVE_INFINITY } });
    account.startSync(id);
    await clock.advance(1_000 * minute);
    expect(status()?.sync_state).toBe('syncing');
    account.finishSync(id, 'SUCCESSFUL');
    expect(status()?.sync_state).toBe('scheduled');
  });
});

describe('pausing', () => {
  it('stops the running sync, and resuming schedules the next', async () => {
    const { data, id, names, status } = await oneConnection();
    await data(`POST /v1/connections/${id}/sync`);
    expect(
      (await data(`PATCH /v1/connections/${id}`, { paused: true, run_setup_tests: false })).status.sync_state,
    ).toBe('paused');
    await data(`PATCH /v1/connections/${id}`, { paused: false, run_setup_tests: false });
    expect(status()?.sync_state).toBe('scheduled');
    expect(names()).toEqual(['sync_start', 'sync_end CANCELED', 'pause_connector', 'resume_connector']);
  });
});

describe('a resync', () => {
  it('of everything starts a historical sync, or waits until the connection is resumed', async () => {
    const { call, data, id, names, status } = await oneConnection({ latency: { sync: 0 } });
    await call(`POST /v1/connections/${id}/resync`);
    expect(names()).toEqual(['resync_connector', 'sync_start', 'sync_end SUCCESSFUL']);
    await data(`PATCH /v1/connections/${id}`, { paused: true, run_setup_tests: false });
    await call(`POST /v1/connections/${id}/resync`, { scope: null });
    expect(status()).toMatchObject({ is_historical_sync: true, sync_state: 'paused' });
    await data(`PATCH /v1/connections/${id}`, { paused: false, run_setup_tests: false });
    expect(status()).toMatchObject({ is_historical_sync: false, sync_state: 'scheduled' });
  });

  it('of tables needs tables that are there, of a service that can', async () => {
    const { call, account, id, names } = await oneConnection({ latency: { sync: 0 } });
    const scopes: [unknown, number][] = [
      [{}, 400],
      [{ schema_1: [] }, 400],
      [{ schema_1: 'table_1' }, 400],
      ['all', 400],
      [{ schema_1: ['TABLE_1'] }, 404],
      [{ schema_1: ['table_1', 'table_2'] }, 200],
    ];
    for (const [scope, status] of scopes) {
      expect((await call(`POST /v1/connections/${id}/resync`, { scope })).status, JSON.stringify(scope)).toBe(status);
    }
    expect(
      (await call(`POST /v1/connections/${id}/schemas/tables/resync`, { schema_1: ['table_1'] })).body.message,
    ).toBe('Re-sync has been triggered successfully');
    expect(names().filter((name) => name.startsWith('resync'))).toEqual(['resync_table', 'resync_table']);
    account.connections.update(id, { service: 'stripe' });
    expect((await call(`POST /v1/connections/${id}/resync`, { scope: { schema_1: ['table_1'] } })).status).toBe(400);
  });

  it('conflicts with a sync that cannot be stopped', async () => {
    const { call, account, id } = await oneConnection();
    account.behave(id, { unstoppable: true });
    account.startSync(id);
    const { status, body } = await call(`POST /v1/connections/${id}/resync`);
    expect([status, body.code]).toEqual([409, 'Conflict']);
  });

  it('is what is_historical_sync in a PATCH means', async () => {
    const { data, id, names } = await oneConnection({ latency: { sync: 0 } });
    await data(`PATCH /v1/connections/${id}`, { is_historical_sync: true, run_setup_tests: false });
    expect(names()).toEqual(['resync_connector', 'sync_start', 'sync_end SUCCESSFUL']);
  });
});

describe('schedules', () => {
  it('start syncs by frequency, at the daily hour, and never for paused, manual, broken ones or without a destination', async () => {
    const { account, clock, id, events } = await oneConnection({ schedules: true });
    const starts = async (minutes: number) => {
      events.length = 0;
      await clock.advance(minutes * minute);
      return events.filter(({ event }) => event === 'sync_start').length;
    };
    const set = (change: Parameters<typeof account.connections.update>[1]) => {
      account.connections.update(id, change);
      account.lifecycle.plan(id);
    };
    await clock.advance(24 * 60 * minute);
    set({ sync_frequency: 60 });
    expect(await starts(6 * 60)).toBe(6);
    set({ sync_frequency: 1440, daily_sync_time: '04:00' });
    expect(await starts(48 * 60)).toBe(2);
    set({ sync_frequency: 60, daily_sync_time: null, schedule_type: 'manual' });
    expect(await starts(600)).toBe(0);
    set({ schedule_type: 'auto' });
    account.setStatus(id, { setup_state: 'broken' });
    account.lifecycle.plan(id);
    expect(await starts(600)).toBe(0);
  });

  it('let the demo move: in a day most of its connections have synced, and states remain of every kind', async () => {
    const clock = new ManualClock();
    const { emulator } = await run({ clock, latency: { call: 0, sync: 20_000 } });
    const ended = new Set<string>();
    emulator.account.onEvent(({ event, connection }) => {
      if (event === 'sync_end') ended.add(connection.id);
    });
    await clock.advance(24 * 60 * minute);
    expect(ended.size).toBeGreaterThan(25);
    const states = new Set(emulator.account.connections.list().map(({ status }) => status.setup_state));
    expect(states).toEqual(new Set(['connected', 'broken', 'incomplete']));
  });

  it('are a pure function of the seed', async () => {
    const history = async () => {
      const clock = new ManualClock();
      const { emulator } = await run({ clock, seed: 5, latency: { sync: 20_000 } });
      const lines: string[] = [];
      emulator.account.onEvent(({ event, connection, syncId }) =>
        lines.push(`${event} ${connection.id} ${syncId} ${clock.now()}`),
      );
      await clock.advance(180 * minute);
      return lines;
    };
    const first = await history();
    expect(first.length).toBeGreaterThan(50);
    expect(await history()).toEqual(first);
  });
});
