import { describe, expect, it } from 'vitest';
import { run } from './running.ts';

const snowflake = { host: 'x.snowflakecomputing.com', port: 443, database: 'd', user: 'u', password: 'p' };

describe('groups', () => {
  it('are made, renamed and deleted once they are empty', async () => {
    const { call, data, emulator } = await run({ size: {} });
    const made = await call('POST /v1/groups', { name: 'Fresh' });
    expect([made.status, made.body.message]).toEqual([201, 'Group has been created']);
    const { id } = made.body.data;
    expect((await data(`GET /v1/groups/${id}/users`)).items).toMatchObject([
      { id: emulator.account.ownerId, role: 'Destination Administrator' },
    ]);
    expect(await data(`PATCH /v1/groups/${id}`, { name: 'Renamed' })).toEqual({ ...made.body.data, name: 'Renamed' });
    expect((await call(`DELETE /v1/groups/${emulator.account.groups.list()[0]?.id}`)).body.code).toBe('Conflict');
    expect((await call(`DELETE /v1/groups/${id}`)).status).toBe(200);
    expect((await call(`GET /v1/groups/${id}`)).body.code).toBe('NotFound_Group');
    expect((await call('POST /v1/groups', {})).body.message).toBe("Field 'name' is required");
    expect((await call('POST /v1/groups', { name: 'Group_1' })).status).toBe(400);
  });
});

describe('destinations', () => {
  it('have the id of their group and bring the system’s own connection', async () => {
    const { call, data } = await run({ size: {} });
    const { id } = await data('POST /v1/groups', { name: 'Fresh' });
    const made = await call('POST /v1/destinations', {
      group_id: id,
      service: 'snowflake',
      time_zone_offset: '+2',
      region: 'AWS_EU_WEST_1',
      config: snowflake,
    });
    expect([made.status, made.body.message]).toEqual([201, 'Setup tests have been completed']);
    expect(made.body.data).toMatchObject({
      id,
      group_id: id,
      setup_status: 'connected',
      config: { port: '443', password: '******' },
    });
    expect(made.body.data.setup_tests.length).toBeGreaterThan(0);
    const { items } = await data(`GET /v1/groups/${id}/connections`);
    expect(items).toMatchObject([
      { service: 'fivetran_log', schema: 'fivetran_metadata', paused: true, connected_by: '_fivetran_system' },
    ]);
    expect((await call(`DELETE /v1/destinations/${id}`)).status).toBe(200);
    expect((await data(`GET /v1/groups/${id}/connections`)).items).toEqual([]);
  });

  it('are changed, tested, and refused while in use', async () => {
    const { call, data, emulator } = await run({ size: {} });
    const id = emulator.account.destinations.list()[0]?.id;
    const changed = await call(`PATCH /v1/destinations/${id}`, {
      config: { password: '******', role: 'LOADER' },
      time_zone_offset: '-3',
      run_setup_tests: false,
    });
    expect([changed.body.message, changed.body.data.config.role, changed.body.data.time_zone_offset]).toEqual([
      'Destination has been updated',
      'LOADER',
      '-3',
    ]);
    const broken = await data(`PATCH /v1/destinations/${id}`, { config: { host: 'unreachable.example' } });
    expect(broken.setup_status).toBe('broken');
    await data(`PATCH /v1/destinations/${id}`, { config: { host: 'x.example' }, run_setup_tests: false });
    expect((await data(`POST /v1/destinations/${id}/test`, {})).setup_status).toBe('connected');
    expect((await call(`DELETE /v1/destinations/${id}`)).status).toBe(409);
  });

  it('are refused in Fivetran’s words', async () => {
    const { call, data, emulator } = await run({ size: {} });
    const { id } = await data('POST /v1/groups', { name: 'Fresh' });
    const taken = emulator.account.groups.list()[0]?.id;
    const refusals: [object, number, string, string | undefined][] = [
      [{}, 400, 'InvalidInput', "Field 'group_id' is required"],
      [{ group_id: id, service: 'service_id' }, 400, 'InvalidInput', "Unsupported service 'service_id'"],
      [{ group_id: id, service: 'snowflake' }, 400, 'InvalidInput', "Field 'time_zone_offset' is required"],
      [
        { group_id: 'nobody', service: 'snowflake', time_zone_offset: '0' },
        404,
        'NotFound',
        'Destination with id nobody not found',
      ],
      [{ group_id: id, service: 'snowflake', time_zone_offset: '+0' }, 400, 'InvalidInput', undefined],
      [{ group_id: id, service: 'snowflake', time_zone_offset: '0', region: 'MOON' }, 400, 'InvalidInput', undefined],
      [
        { group_id: id, service: 'snowflake', time_zone_offset: '0', config: { hots: 'x' } },
        400,
        'InvalidInput',
        "Invalid 'config' object",
      ],
      [{ group_id: taken, service: 'snowflake', time_zone_offset: '0' }, 400, 'InvalidInput', undefined],
    ];
    for (const [body, status, code, message] of refusals) {
      const answer = await call('POST /v1/destinations', body);
      expect([answer.status, answer.body.code], JSON.stringify(body)).toEqual([status, code]);
      if (message !== undefined) expect(answer.body.message).toBe(message);
    }
  });
});

describe('users', () => {
  it('are invited, changed and deleted, with what they were members of', async () => {
    const { call, data, emulator } = await run({ size: {} });
    const made = await call('POST /v1/users', {
      email: 'new@sized.example',
      given_name: 'Ada',
      family_name: 'Byron',
      role: 'Account Reviewer',
    });
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      invited: true,
      verified: false,
      active: true,
      logged_in_at: null,
      phone: null,
    });
    const { id } = made.body.data;
    expect((await data(`PATCH /v1/users/${id}`, { phone: '+1', role: 'Account Analyst' })).role).toBe(
      'Account Analyst',
    );
    const [group] = emulator.account.groups.list();
    emulator.account
      .membersOfGroup(group?.id ?? '')
      .add({ user_id: id, role: 'Destination Analyst', created_at: '2026-01-01T00:00:00Z' });
    expect((await call(`DELETE /v1/users/${id}`)).body.message).toBe(`User with id '${id}' has been deleted`);
    expect(
      (await data(`GET /v1/groups/${group?.id}/users`)).items.map((user: { id: string }) => user.id),
    ).not.toContain(id);
  });

  it('are refused: without what is required, twice, with an unknown role, too many, the owner', async () => {
    const { call, emulator } = await run({ size: {}, quota: { userCreation: 1 } });
    const person = { email: 'new@sized.example', given_name: 'Ada', family_name: 'Byron' };
    const status = async (line: string, body?: object) => (await call(line, body)).status;
    expect(await status('POST /v1/users', { ...person, email: undefined })).toBe(400);
    expect(await status('POST /v1/users', { ...person, email: 'nobody' })).toBe(400);
    expect(await status('POST /v1/users', { ...person, role: 'King' })).toBe(400);
    expect(await status('POST /v1/users', person)).toBe(201);
    expect(await status('POST /v1/users', { ...person, email: 'NEW@sized.example' })).toBe(400);
    expect(await status('POST /v1/users', { ...person, email: 'other@sized.example' })).toBe(429);
    const { ownerId } = emulator.account;
    expect(await status(`DELETE /v1/users/${ownerId}`)).toBe(400);
    expect(await status(`PATCH /v1/users/${ownerId}`, { role: 'Account Reviewer' })).toBe(400);
    expect(await status(`PATCH /v1/users/${ownerId}`, { given_name: 'Own' })).toBe(200);
  });

  it('that are deleted take their key with them', async () => {
    const other = await run({ size: {} });
    const userId = other.emulator.account.users.list()[1]?.id ?? '';
    const { call } = await run({ size: {}, credentials: [{ key: 'a', secret: 'b', userId }] });
    expect((await call(`DELETE /v1/users/${userId}`)).status).toBe(200);
    expect((await call('GET /v1/groups')).status).toBe(401);
  });
});

describe('log services', () => {
  it('are added, tested, changed and deleted', async () => {
    const { call, data, emulator } = await run({ size: { logServices: 0 } });
    const id = emulator.account.groups.list()[0]?.id;
    const made = await call('POST /v1/external-logging', {
      group_id: id,
      service: 'splunkLog',
      config: { host: 'splunk.example', port: 8088, token: 'x' },
    });
    expect([made.status, made.body.message]).toEqual([201, 'External logging service has been added']);
    expect(made.body.data).toMatchObject({
      id,
      enabled: true,
      status: { setup_state: 'incomplete' },
      config: { token: '******' },
      setup_tests: [],
    });
    const tests = await data(`POST /v1/external-logging/${id}/test`);
    expect(tests.setup_tests.at(-1)).toMatchObject({ title: 'Validate Login', status: 'PASSED' });
    const changed = await data(`PATCH /v1/external-logging/${id}`, {
      enabled: false,
      config: { host: 'unreachable.example' },
      run_setup_tests: true,
    });
    expect([changed.enabled, changed.status.setup_state]).toEqual([false, 'broken']);
    expect((await call(`DELETE /v1/external-logging/${id}`)).status).toBe(200);
    expect((await call(`GET /v1/external-logging/${id}`)).body.code).toBe('NotFound_LogService');
  });

  it('are refused without group, service or config, and twice', async () => {
    const { call, emulator } = await run({ size: { logServices: 1 } });
    const [first, second] = emulator.account.groups.list().map(({ id }) => id);
    const refusals: [object, string][] = [
      [{}, 'InvalidInput'],
      [{ group_id: 'nobody', service: 'splunkLog', config: {} }, 'NotFound_Group'],
      [{ group_id: second, service: 'paper', config: {} }, 'InvalidInput'],
      [{ group_id: second, service: 'splunkLog' }, 'InvalidInput'],
      [{ group_id: second, service: 'splunkLog', config: { ink: 1 } }, 'InvalidInput'],
      [{ group_id: first, service: 'splunkLog', config: {} }, 'InvalidInput'],
    ];
    for (const [body, code] of refusals) expect((await call('POST /v1/external-logging', body)).body.code).toBe(code);
  });
});
