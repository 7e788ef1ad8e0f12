import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { basic, run } from './running.ts';

describe('credentials', () => {
  it('are required, and wrong ones are told apart by nothing', async () => {
    const { call } = await run({ size: {} });
    for (const authorization of [
      '',
      'Basic',
      'Basic !!!',
      'Bearer x',
      basic('emulator-key', 'wrong'),
      basic('nobody', 'emulator-secret'),
    ]) {
      const { status, body } = await call('GET /v1/groups', undefined, { authorization });
      expect([status, body]).toEqual([401, { code: 'AuthFailed', message: 'Invalid authorization credentials' }]);
    }
  });

  it('of one account share its data and quota, of different ones neither', async () => {
    const { call } = await run({
      size: {},
      credentials: [
        { key: 'a', secret: '1', account: 'first' },
        { key: 'b', secret: '2', account: 'first' },
        { key: 'c', secret: '3', account: 'second' },
      ],
    });
    const groups = async (key: string, secret: string) => {
      const { headers, body } = await call('GET /v1/groups', undefined, { authorization: basic(key, secret) });
      return {
        remaining: headers.get('x-rate-limit-remaining'),
        ids: body.data.items.map((row: { id: string }) => row.id),
      };
    };
    const [a, b, c] = [await groups('a', '1'), await groups('b', '2'), await groups('c', '3')];
    expect([a.remaining, b.remaining, c.remaining]).toEqual(['19999', '19998', '19999']);
    expect(b.ids).toEqual(a.ids);
    expect(c.ids).not.toEqual(a.ids);
  });

  it('of a role that may not read something get 403 there only', async () => {
    const { call } = await run({ size: {}, credentials: [{ key: 'a', secret: '1', forbidden: ['/v1/users'] }] });
    expect((await call('GET /v1/users')).body.code).toBe('Forbidden');
    expect((await call('GET /v1/groups')).status).toBe(200);
  });

  it('are a user’s, or the system’s', async () => {
    const { data, emulator } = await run({ size: {} });
    expect(await data('GET /v1/account/info')).toMatchObject({ user_id: emulator.account.ownerId });
    const system = await run({ size: {}, credentials: [{ key: 'a', secret: '1', systemKeyId: 'amber_key' }] });
    expect(await system.data('GET /v1/account/info')).toMatchObject({ system_key_id: 'amber_key' });
  });
});

describe('routes', () => {
  it('that do not exist are 404 NotFound, wrong verbs 405, unknown ids NotFound of their kind', async () => {
    const { call } = await run({ size: {} });
    const codes: Record<string, [number, string]> = {
      'GET /v1/nothing': [404, 'NotFound'],
      'GET /': [404, 'NotFound'],
      'DELETE /v1/groups': [405, 'MethodNotAllowed'],
      'PUT /v1/connections/x': [405, 'MethodNotAllowed'],
      'GET /v1/groups/x': [404, 'NotFound_Group'],
      'GET /v1/connections/x': [404, 'NotFound_Connection'],
      'GET /v1/connectors/x/schemas': [404, 'NotFound_Connection'],
      'GET /v1/destinations/x': [404, 'NotFound_Destination'],
      'GET /v1/users/x': [404, 'NotFound_User'],
      'GET /v1/teams/x/users': [404, 'NotFound_Team'],
      'GET /v1/webhooks/x': [404, 'NotFound_Webhook'],
      'GET /v1/external-logging/account': [404, 'NotFound_LogService'],
    };
    for (const [line, expected] of Object.entries(codes)) {
      const { status, body } = await call(line);
      expect([status, body.code], line).toEqual(expected);
    }
  });

  it('check what is accepted and what is sent', async () => {
    const { call } = await run({ size: {} });
    for (const accept of [
      'application/json',
      'application/json;version=2',
      'application/json; version=1',
      '*/*',
      'text/html, */*;q=0.1',
    ]) {
      expect((await call('GET /v1/groups', undefined, { accept })).status, accept).toBe(200);
    }
    for (const accept of ['text/html', 'application/json;version=3', 'application/xml']) {
      expect((await call('GET /v1/groups', undefined, { accept })).status, accept).toBe(406);
    }
    expect(
      (await call('POST /v1/groups', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    expect((await call('POST /v1/groups', '{"name":')).body.code).toBe('InvalidInput');
    expect((await call('POST /v1/groups', '[]')).body.code).toBe('InvalidInput');
  });
});

describe('pages', () => {
  it('are cut by an unpadded base64 of a skip count, absent on the last', async () => {
    const { data } = await run({ size: { users: 5 } });
    const first = await data('GET /v1/users?limit=2');
    expect(first.next_cursor).toBe('eyJza2lwIjoyfQ');
    const second = await data(`GET /v1/users?limit=2&cursor=${first.next_cursor}`);
    const third = await data(`GET /v1/users?limit=2&cursor=${second.next_cursor}`);
    expect([second.next_cursor, third.next_cursor, third.items.length]).toEqual(['eyJza2lwIjo0fQ', undefined, 1]);
  });

  it('have 100 rows by default, 1 to 1000 on demand, and no row of a cursor that is garbage', async () => {
    const { data, call } = await run({ size: { users: 101 } });
    expect((await data('GET /v1/users')).items).toHaveLength(100);
    expect((await data('GET /v1/users?limit=1000')).items).toHaveLength(101);
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=-1',
      'limit=x',
      'cursor=x',
      'cursor=',
      'cursor=eyJza2lwIjotMX0',
      'active=perhaps',
    ]) {
      const { status, body } = await call(`GET /v1/users?${query}`);
      expect([status, body.code], query).toEqual([400, 'InvalidInput']);
    }
    expect(await data('GET /v1/users?cursor=eyJza2lwIjo1MDAwfQ')).toEqual({ items: [] });
  });

  it('filter connections by group and exact schema', async () => {
    const { data, emulator } = await run({ size: { groups: 2, connectionsPerGroup: 2 } });
    const [, group] = emulator.account.groups.list();
    const all = await data(`GET /v1/connections?group_id=${group?.id}`);
    expect(all).toEqual(await data(`GET /v1/groups/${group?.id}/connections`));
    expect(new Set(all.items.map((row: { group_id: string }) => row.group_id))).toEqual(new Set([group?.id]));
    expect((await data(`GET /v1/connections?schema=${all.items[0].schema}`)).items).toEqual([all.items[0]]);
    expect((await data('GET /v1/connections?schema=mysql')).items).toEqual([]);
  });
});

describe('quota', () => {
  it('is told on every answer of a known account and refused with Retry-After when it is gone', async () => {
    const clock = new ManualClock();
    const { call } = await run({ size: {}, clock, quota: { all: 3, windowMs: 10_000 } });
    const told = async (line: string) => {
      const { status, headers } = await call(line);
      return [status, headers.get('x-rate-limit'), headers.get('x-rate-limit-remaining')];
    };
    expect(await told('GET /v1/groups')).toEqual([200, '3', '2']);
    await clock.advance(4_000);
    expect(await told('GET /v1/nothing')).toEqual([404, '3', '1']);
    expect(await told('GET /v1/groups/x')).toEqual([404, '3', '0']);
    const refused = await call('GET /v1/groups');
    expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([
      429,
      { code: 'TooManyRequests', message: 'Max 3 api calls allowed in one-hour rolling time period' },
      '6',
    ]);
    await clock.advance(6_000);
    expect(await told('GET /v1/groups')).toEqual([200, '3', '0']);
    expect((await call('GET /v1/groups')).headers.get('retry-after')).toBe('4');
  });

  it('is spent by others too', async () => {
    const { call, emulator } = await run({ size: {}, quota: 'trial' });
    emulator.account.spend('all', 400);
    expect((await call('GET /v1/groups')).headers.get('x-rate-limit-remaining')).toBe('99');
  });

  it('of the source is drawn by live columns, minute by minute', async () => {
    const { call, emulator } = await run({ size: {}, quota: { sourceMinute: 2 } });
    const line = `GET /v1/connections/${emulator.account.connections.list()[0]?.id}/schemas/schema_1/tables/table_1/columns`;
    const statuses = [await call(line), await call(line), await call(line)].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await call('GET /v1/groups')).status).toBe(200);
  });
});

describe('the log of calls', () => {
  it('has them in the order of arrival, counts them, and can be emptied', async () => {
    const { call, emulator } = await run({ size: {} });
    await call('GET /v1/groups?limit=2');
    await call('GET /v1/groups');
    expect(emulator.calls).toEqual(['GET /v1/groups?limit=2', 'GET /v1/groups']);
    expect(emulator.countsByPath()).toEqual(new Map([['GET /v1/groups', 2]]));
    emulator.clearCalls();
    expect(emulator.calls).toEqual([]);
  });

  it('knows how many were in the air at once', async () => {
    const clock = new ManualClock();
    const { call, emulator } = await run({ size: {}, clock, latency: { call: 1_000 } });
    const answers = [1, 2, 3].map(() => call('GET /v1/groups'));
    while (clock.pending < 3) await new Promise((resolve) => setImmediate(resolve));
    expect([emulator.inFlight, emulator.peakInFlight]).toEqual([3, 3]);
    await clock.advance(1_000);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
