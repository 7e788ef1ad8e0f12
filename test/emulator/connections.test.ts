import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { type Running, run } from './running.ts';

const database = { host: 'db.example', port: 5432, database: 'app', user: 'fivetran', password: 'secret' };
const postgres = (group: string, prefix = 'app', config: object = database) => ({
  group_id: group,
  service: 'postgres',
  config: { ...config, schema_prefix: prefix },
});

const groupOf = ({ emulator }: Running) => emulator.account.groups.list()[0]?.id ?? '';
const firstOf = ({ emulator }: Running) => emulator.account.connections.list()[0]?.id ?? '';

describe('creating a connection', () => {
  it('without tests makes one that is not set up', async () => {
    const running = await run({ size: {} });
    const made = await running.call('POST /v1/connections', { ...postgres(groupOf(running)), run_setup_tests: false });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      code: 'Success',
      message: 'Connection has been created',
      data: {
        schema: 'app',
        paused: false,
        pause_after_trial: false,
        sync_frequency: 360,
        schedule_type: 'auto',
        succeeded_at: null,
        failed_at: null,
        status: {
          setup_state: 'incomplete',
          sync_state: 'scheduled',
          update_state: 'on_schedule',
          is_historical_sync: true,
          tasks: [],
          warnings: [],
        },
        config: { host: 'db.example', port: 5432, password: '******' },
      },
    });
    expect(made.body.data.config).not.toHaveProperty('schema_prefix');
    expect(made.body.data).not.toHaveProperty('setup_tests');
    const read = await running.data(`GET /v1/connections/${made.body.data.id}`);
    expect(read).toEqual(made.body.data);
  });

  it('with tests that pass connects it and starts the first sync', async () => {
    const clock = new ManualClock();
    const running = await run({ size: {}, clock, latency: { sync: 20_000 } });
    const made = await running.data('POST /v1/connections', postgres(groupOf(running)));
    expect(made.status).toMatchObject({ setup_state: 'connected', sync_state: 'syncing' });
    expect(made.setup_tests.map(({ status }: { status: string }) => status)).toEqual(['PASSED', 'PASSED', 'PASSED']);
    expect((await running.call(`GET /v1/connections/${made.id}/schemas`)).body.code).toBe('NotFound_SchemaConfig');
    await clock.advance(20_000);
    const after = await running.data(`GET /v1/connections/${made.id}`);
    expect(after.status).toMatchObject({ sync_state: 'scheduled', is_historical_sync: false });
    expect(Date.parse(after.succeeded_at)).toBe(clock.now());
    expect((await running.data(`GET /v1/connections/${made.id}/schemas`)).schema_change_handling).toBe('ALLOW_ALL');
  });

  it('with tests that fail is a success that says so', async () => {
    const running = await run({ size: {} });
    const { status, body } = await running.call(
      'POST /v1/connections',
      postgres(groupOf(running), 'x', { host: 'unreachable.example', user: 'u', password: 'p' }),
    );
    expect([status, body.data.status.setup_state]).toEqual([201, 'incomplete']);
    expect(body.data.setup_tests).toContainEqual({
      title: 'Connecting to host',
      status: 'FAILED',
      message: 'Connection to unreachable.example timed out',
    });
  });

  it('paused stays paused; by a system key it has no user', async () => {
    const running = await run({ size: {}, credentials: [{ key: 'a', secret: 'b', systemKeyId: 'c' }] });
    const made = await running.data('POST /v1/connections', { ...postgres(groupOf(running)), paused: true });
    expect([made.paused, made.status.sync_state, made.connected_by]).toEqual([true, 'paused', null]);
  });

  it('joins the names of schema and table', async () => {
    const running = await run({ size: {} });
    const sheet = { sheet_id: 'https://sheets.example/1', named_range: 'all', schema: 'budgets', table: 'media' };
    const made = await running.data('POST /v1/connections', {
      group_id: groupOf(running),
      service: 'google_sheets',
      config: sheet,
      auth: { refresh_token: 'x' },
    });
    expect([made.schema, made.status.setup_state, 'auth' in made]).toEqual(['budgets.media', 'connected', false]);
  });

  it('is refused in Fivetran’s words', async () => {
    const running = await run({ size: {} });
    const group = groupOf(running);
    const refusals: [object, number, string, string][] = [
      [{}, 400, 'InvalidInput', "Field 'group_id' is required"],
      [{ group_id: group }, 400, 'InvalidInput', "Field 'service' is required"],
      [{ group_id: group, service: 'fax' }, 400, 'InvalidInput', "Unsupported connector service 'fax'"],
      [postgres('nobody'), 404, 'NotFound_Group', "Group with id 'nobody' does not exist."],
      [{ group_id: group, service: 'stripe', config: {} }, 400, 'InvalidInput', "Field 'schema' is required"],
      [{ group_id: group, service: 'postgres', config: {} }, 400, 'InvalidInput', "Field 'schema_prefix' is required"],
      [postgres(group, 'x', { hots: 'x' }), 400, 'InvalidInput', "Invalid 'config' object"],
      [postgres(group, 'x', { connection_type: 'SSHTunnel' }), 400, 'InvalidInput', "Invalid 'config' object"],
      [postgres(group, 'x', { port: 'many' }), 400, 'InvalidInput', "Invalid 'config' object"],
      [{ ...postgres(group), config: 'x' }, 400, 'InvalidInput', "Invalid 'config' object"],
      [{ ...postgres(group), sync_frequency: 7 }, 400, 'InvalidInput', "Invalid value of field 'sync_frequency'"],
      [
        { ...postgres(group), daily_sync_time: '03:30', sync_frequency: 1440 },
        400,
        'InvalidInput',
        "Invalid value of field 'daily_sync_time'",
      ],
    ];
    for (const [body, ...expected] of refusals) {
      const answer = await running.call('POST /v1/connections', body);
      expect([answer.status, answer.body.code, answer.body.message]).toEqual(expected);
    }
    expect(running.emulator.account.connections.size).toBe(12);
  });

  it('takes texts for numbers and booleans', async () => {
    const running = await run({ size: {} });
    const made = await running.data(
      'POST /v1/connections',
      postgres(groupOf(running), 'x', { ...database, port: '5433', always_encrypted: 'true' }),
    );
    expect(made.config).toMatchObject({ port: 5433, always_encrypted: true });
  });

  it.each([400, 409] as const)('of a schema that exists is refused with %i', async (duplicateAnswers) => {
    const running = await run({ size: {}, switches: { duplicateAnswers } });
    await running.data('POST /v1/connections', postgres(groupOf(running)));
    expect((await running.call('POST /v1/connections', postgres(groupOf(running)))).status).toBe(duplicateAnswers);
  });

  it('carries a card that was asked for', async () => {
    const running = await run({ size: {} });
    const made = await running.data('POST /v1/connections', {
      ...postgres(groupOf(running)),
      connect_card_config: { redirect_uri: 'https://app.example' },
    });
    expect(made.connect_card.uri).toContain(encodeURIComponent('https://app.example'));
  });
});

describe('setup tests', () => {
  it('draw on their own pools and on those of source interaction', async () => {
    const running = await run({ size: {}, quota: { setupTestMinute: 10, sourceMinute: 10 } });
    const id = firstOf(running);
    const used = () =>
      (['setupTestMinute', 'setupTestHour', 'sourceMinute', 'sourceHour', 'connectionCreation'] as const).map(
        (pool) => running.emulator.account.quota.state(pool).used,
      );
    await running.data(`POST /v1/connections/${id}/test`, {});
    expect(used()).toEqual([1, 1, 1, 1, 0]);
    await running.data('POST /v1/connections', postgres(groupOf(running)));
    expect(used()).toEqual([2, 2, 2, 2, 1]);
    await running.data('POST /v1/connections', { ...postgres(groupOf(running), 'b'), run_setup_tests: false });
    await running.data(`PATCH /v1/connections/${id}`, { paused: true, run_setup_tests: false });
    expect(used()).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([
    ['always', 1],
    ['needed', 0],
  ] as const)('run %s on a PATCH that does not forbid them: %i for a pause', async (patchTests, expected) => {
    const running = await run({ size: {}, switches: { patchTests } });
    await running.data(`PATCH /v1/connections/${firstOf(running)}`, { paused: true });
    expect(running.emulator.account.quota.state('setupTestHour').used).toBe(expected);
  });

  it('need a body, if only an empty object', async () => {
    const running = await run({ size: {} });
    expect((await running.call(`POST /v1/connections/${firstOf(running)}/test`)).status).toBe(400);
  });

  it('show a certificate that nobody trusts; once it is approved they pass, and revoked it is gone', async () => {
    const running = await run({ size: {} });
    const made = await running.data(
      'POST /v1/connections',
      postgres(groupOf(running), 'x', { ...database, host: 'self-signed.example' }),
    );
    const test = made.setup_tests.find(({ title }: { title: string }) => title === 'Validate Certificate');
    expect(test).toMatchObject({ status: 'FAILED', message: 'No trust anchors for this connection' });
    const [{ hash, encoded_cert }] = test.details;
    const approved = await running.call(`POST /v1/connections/${made.id}/certificates`, { hash, encoded_cert });
    expect([approved.status, approved.body.message]).toEqual([200, 'The certificate has been approved.']);
    expect((await running.data(`GET /v1/connections/${made.id}/certificates`)).items).toEqual([approved.body.data]);
    expect((await running.data(`POST /v1/connections/${made.id}/test`, {})).status.setup_state).toBe('connected');
    await running.call(`DELETE /v1/connections/${made.id}/certificates/${approved.body.data.id}`);
    const gone = await running.call(`GET /v1/connections/${made.id}/certificates/${approved.body.data.id}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'NotFound_Certificate']);
    expect((await running.call(`POST /v1/connections/${made.id}/certificates`, { hash })).body.message).toBe(
      "Field 'encoded_cert' is required",
    );
  });

  it('trust a certificate when told to', async () => {
    const running = await run({ size: {} });
    const made = await running.data('POST /v1/connections', {
      ...postgres(groupOf(running), 'x', { ...database, host: 'self-signed.example' }),
      trust_certificates: true,
    });
    expect(made.status.setup_state).toBe('connected');
    expect((await running.data(`GET /v1/connections/${made.id}/certificates`)).items).toHaveLength(1);
  });

  it('that fail break what was connected, and new credentials mend it', async () => {
    const running = await run({ size: {} });
    const id = firstOf(running);
    running.emulator.account.behave(id, { revoked: true });
    const broken = await running.data(`POST /v1/connections/${id}/test`, {});
    expect(broken.status).toMatchObject({ setup_state: 'broken', tasks: [{ code: 'reconnect' }] });
    const mended = await running.data(`PATCH /v1/connections/${id}`, { config: { password: 'new' } });
    expect(mended.status).toMatchObject({ setup_state: 'connected', tasks: [] });
  });
});

describe('changing a connection', () => {
  it('merges the config; a mask that is sent back does not overwrite the secret', async () => {
    const running = await run({ size: {} });
    const id = firstOf(running);
    const secret = running.emulator.account.connections.get(id)?.config.password;
    const changed = await running.data(`PATCH /v1/connections/${id}`, {
      config: { password: '******', database: 'other' },
    });
    expect(changed.config).toMatchObject({ password: '******', database: 'other', user: 'fivetran' });
    expect(running.emulator.account.connections.get(id)?.config.password).toBe(secret);
  });

  it('needs something to store', async () => {
    const running = await run({ size: {} });
    for (const body of [{}, { run_setup_tests: false }, { group_id: 'x' }]) {
      expect((await running.call(`PATCH /v1/connections/${firstOf(running)}`, body)).body.code).toBe('InvalidInput');
    }
  });

  it('sets a daily time with a frequency of a day only, and forgets it with another', async () => {
    const running = await run({ size: {} });
    const line = `PATCH /v1/connections/${firstOf(running)}`;
    expect((await running.call(line, { daily_sync_time: '04:00' })).status).toBe(400);
    expect((await running.data(line, { daily_sync_time: '04:00', sync_frequency: 1440 })).daily_sync_time).toBe(
      '04:00',
    );
    expect((await running.data(line, { sync_frequency: 60 })).daily_sync_time).toBe(null);
  });

  it.each([200, 204] as const)('deletes with %i', async (deleteAnswers) => {
    const running = await run({ size: {}, switches: { deleteAnswers } });
    const id = firstOf(running);
    const { status, body } = await running.call(`DELETE /v1/connections/${id}`);
    expect([status, body]).toEqual([
      deleteAnswers,
      deleteAnswers === 204 ? undefined : { code: 'Success', message: `Connection with id '${id}' has been deleted` },
    ]);
    expect((await running.call(`GET /v1/connections/${id}/schemas`)).body.code).toBe('NotFound_Connection');
  });
});

describe('the Connect Card', () => {
  it('has a token, an address and its config', async () => {
    const running = await run({ size: {} });
    const id = firstOf(running);
    const card = await running.data(`POST /v1/connections/${id}/connect-card`, {
      connect_card_config: { redirect_uri: 'https://app.example/done', all_fields: true },
    });
    expect(card.connector_id).toBe(id);
    expect(card.connect_card.token.split('.')).toHaveLength(3);
    expect(card.connect_card_config).toEqual({ redirect_uri: 'https://app.example/done', all_fields: true });
    for (const body of [{}, { connect_card_config: {} }, { connect_card_config: { redirect_uri: 'ftp://x' } }]) {
      expect((await running.call(`POST /v1/connections/${id}/connect-card`, body)).status).toBe(400);
    }
  });
});
