import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { run } from './running.ts';

describe('a large account', () => {
  it('has 300 groups, 5000 connections, 3000 users and a connection of 3000 tables', async () => {
    const { data, emulator } = await run({
      size: { groups: 300, connectionsPerGroup: 17, users: 3000, tablesOfFirstConnection: 3000 },
    });
    const { connections, groups, users } = emulator.account;
    expect([groups.size, connections.size, users.size]).toEqual([300, 5100, 3000]);
    expect(new Set(connections.list().map(({ id }) => id)).size).toBe(5100);
    const [first, second] = connections.list().map(({ id }) => id);
    expect(Object.keys((await data(`GET /v1/connections/${first}/schemas`)).schemas.schema_1.tables)).toHaveLength(
      3000,
    );
    expect(Object.keys((await data(`GET /v1/connections/${second}/schemas`)).schemas.schema_1.tables)).toHaveLength(3);
    expect((await data('GET /v1/connections?limit=1000')).items).toHaveLength(1000);
  });

  it('is a pure function of seed and size', async () => {
    const ids = async (seed: number) => {
      const { emulator } = await run({ size: { groups: 5 }, seed });
      const { account } = emulator;
      return JSON.stringify(
        [account.groups, account.connections, account.users, account.teams].map((rows) =>
          rows.list().map(({ id }) => id),
        ),
      );
    };
    expect(await ids(3)).toBe(await ids(3));
    expect(await ids(3)).not.toBe(await ids(4));
  });
});

describe('lists that lag', () => {
  it('show the state before a write for that long, details at once', async () => {
    const clock = new ManualClock();
    const { data, call } = await run({ size: { groups: 1 }, clock, switches: { listsLagWritesMs: 2_000 } });
    const names = async () => (await data('GET /v1/groups')).items.map(({ name }: { name: string }) => name);
    const { id } = await data('POST /v1/groups', { name: 'Fresh' });
    expect((await call(`GET /v1/groups/${id}`)).status).toBe(200);
    expect(await names()).toEqual(['Group_1']);
    await clock.advance(1_000);
    await data(`PATCH /v1/groups/${id}`, { name: 'Renamed' });
    expect(await names()).toEqual(['Group_1']);
    await clock.advance(1_000);
    expect(await names()).toEqual(['Group_1', 'Fresh']);
    await clock.advance(1_000);
    expect(await names()).toEqual(['Group_1', 'Renamed']);
  });
});
