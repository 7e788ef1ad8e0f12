import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { run } from './running.ts';

describe('a scripted fault', () => {
  it('answers as told, as often as told, where it matches', async () => {
    const { call, emulator } = await run({ size: {} });
    emulator.fault({ match: 'GET /v1/groups', times: 1, then: { status: 429, headers: { 'Retry-After': '7' } } });
    expect((await call('GET /v1/users')).status).toBe(200);
    const struck = await call('GET /v1/groups?limit=5');
    expect([struck.status, struck.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await call('GET /v1/groups')).status).toBe(200);
  });

  it('matches by text, expression or function, and can be taken back', async () => {
    const { call, emulator } = await run({ size: {} });
    const status = async (line: string) => (await call(line)).status;
    for (const match of [
      'GET /v1/teams?limit=3',
      /teams\?limit=3$/,
      (record: { line: string }) => record.line.endsWith('limit=3'),
    ]) {
      const takeBack = emulator.fault({ match, then: { status: 503, body: 'upstream is down' } });
      const found = [
        await call('GET /v1/teams?limit=3').catch(() => 'not JSON'),
        await status('GET /v1/teams?limit=4'),
      ];
      expect(found).toEqual(['not JSON', 200]);
      takeBack();
      expect(await status('GET /v1/teams?limit=3')).toBe(200);
    }
  });

  it('with a probability strikes the same calls for the same seed', async () => {
    const pattern = async () => {
      const { call, emulator } = await run({ size: {}, seed: 7 });
      emulator.fault({ match: /./, probability: 0.5, then: { status: 500 } });
      const statuses: number[] = [];
      for (let index = 0; index < 20; index++) statuses.push((await call('GET /v1/roles')).status);
      return statuses;
    };
    const first = await pattern();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await pattern()).toEqual(first);
  });

  it('cuts the body or the line', async () => {
    const { call, emulator } = await run({ size: {} });
    for (const then of [{ truncate: true }, { hangUp: true }] as const) {
      emulator.fault({ match: /roles/, times: 1, then });
      await expect(call('GET /v1/roles')).rejects.toThrow();
    }
    expect((await call('GET /v1/roles')).status).toBe(200);
  });

  it('delays by the clock, or never answers', async () => {
    const clock = new ManualClock();
    const { call, emulator } = await run({ size: {}, clock });
    emulator.fault({ match: /roles/, times: 1, then: { delayMs: 5_000 } });
    let answered = false;
    const late = call('GET /v1/roles').then(({ status }) => {
      answered = true;
      return status;
    });
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(4_999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await late).toBe(200);

    emulator.fault({ match: /teams/, then: { never: true } });
    const silent = call('GET /v1/teams');
    await call('GET /v1/roles');
    expect(emulator.inFlight).toBeGreaterThanOrEqual(1);
    await emulator.close();
    await expect(silent).rejects.toThrow();
  });

  it('changes an answer, or the account between two pages', async () => {
    const { data, emulator } = await run({ size: { users: 4 } });
    emulator.fault({
      match: 'GET /v1/roles',
      times: 1,
      then: { patch: () => ({ code: 'Success', data: { items: [{ odd: true }] } }) },
    });
    expect((await data('GET /v1/roles')).items).toEqual([{ odd: true }]);

    const [first, , third, fourth] = emulator.account.users.list().map(({ id }) => id);
    emulator.fault({ match: /cursor/, times: 1, then: { page: (account) => account.users.remove(first ?? '') } });
    const page = await data('GET /v1/users?limit=2');
    const next = await data(`GET /v1/users?limit=2&cursor=${page.next_cursor}`);
    expect(
      next.items.map(({ id }: { id: string }) => id),
      'offset paging skips a row',
    ).toEqual([fourth]);
    expect(emulator.account.users.list().map(({ id }) => id)).toContain(third);
  });
});
