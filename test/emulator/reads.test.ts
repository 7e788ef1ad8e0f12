import { describe, expect, it } from 'vitest';
import { run } from './running.ts';

describe('every read of the demo account', () => {
  it('answers as the official document says', async () => {
    const { call, emulator } = await run();
    const { account } = emulator;
    const lines = [
      '/v1/account/info',
      '/v1/groups',
      '/v1/connections',
      '/v1/connectors',
      '/v1/destinations',
      '/v1/users',
      '/v1/users?active=true',
      '/v1/teams',
      '/v1/roles',
      '/v1/webhooks',
      '/v1/external-logging',
      ...account.groups
        .list()
        .flatMap(({ id }) =>
          ['', '/connections', '/users', '/users?active=false'].map((tail) => `/v1/groups/${id}${tail}`),
        ),
      ...account.connections
        .list()
        .flatMap(({ id }) => [`/v1/connections/${id}`, `/v1/connections/${id}/certificates`]),
      ...account.destinations.list().map(({ id }) => `/v1/destinations/${id}`),
      ...account.users.list().map(({ id }) => `/v1/users/${id}`),
      ...account.teams
        .list()
        .flatMap(({ id }) => [`/v1/teams/${id}`, `/v1/teams/${id}/users`, `/v1/teams/${id}/users?active=true`]),
      ...account.webhooks.list().map(({ id }) => `/v1/webhooks/${id}`),
      ...account.logServices.list().map(({ id }) => `/v1/external-logging/${id}`),
      ...[...account.certificates].flatMap(([id, rows]) =>
        rows.list().map((row) => `/v1/connections/${id}/certificates/${row.id}`),
      ),
    ];
    for (const line of lines) expect((await call(`GET ${line}`)).status, line).toBe(200);
  });

  it('has a schema config for every connection that ever synced, and 404 NotFound_SchemaConfig for the others', async () => {
    const { call, emulator } = await run();
    let tables = 0;
    for (const { id, succeeded_at } of emulator.account.connections.list()) {
      const { status, body } = await call(`GET /v1/connections/${id}/schemas`);
      expect([status, body.code]).toEqual(succeeded_at === null ? [404, 'NotFound_SchemaConfig'] : [200, 'Success']);
      for (const schema of Object.values<{ tables: object }>(body.data?.schemas ?? {}))
        tables += Object.keys(schema.tables).length;
    }
    expect(tables).toBeGreaterThan(300);
  });

  it('looks like a company: every state of a connection, a creator who left, a group without a destination', async () => {
    const { emulator } = await run();
    const { account } = emulator;
    const connections = account.connections.list();
    expect(new Set(connections.map((row) => row.status.setup_state))).toEqual(
      new Set(['connected', 'broken', 'incomplete']),
    );
    expect(new Set(connections.map((row) => row.status.sync_state))).toEqual(
      new Set(['scheduled', 'syncing', 'paused', 'rescheduled']),
    );
    expect(
      connections.filter(
        (row) => row.connected_by !== '_fivetran_system' && account.users.get(row.connected_by ?? '') === undefined,
      ),
    ).not.toEqual([]);
    expect(account.groups.list().filter(({ id }) => account.destinations.get(id) === undefined)).toHaveLength(1);
    expect([account.groups.size, account.connections.size, account.users.size, account.teams.size]).toEqual([
      6, 44, 25, 6,
    ]);
  });
});

describe('live columns', () => {
  it('have every column of the source, with what users have set laid over it', async () => {
    const { data, emulator } = await run({ size: { columnsPerTable: 6, setColumnsPerTable: 2 } });
    const id = emulator.account.connections.list()[0]?.id;
    const config = await data(`GET /v1/connections/${id}/schemas`);
    const set = config.schemas.schema_1.tables.table_1.columns;
    const { columns } = await data(`GET /v1/connections/${id}/schemas/schema_1/tables/table_1/columns`);
    expect([Object.keys(set).length, Object.keys(columns).length]).toEqual([2, 6]);
    expect(columns).toMatchObject(set);
    expect(columns.id).toMatchObject({
      is_primary_key: true,
      enabled_patch_settings: { allowed: false, reason_code: 'OTHER' },
    });
  });

  it('are refused while the connection is not connected', async () => {
    const { call, emulator } = await run({ size: {} });
    const id = emulator.account.connections.list()[0]?.id ?? '';
    emulator.account.setStatus(id, { setup_state: 'broken' });
    const { status, body } = await call(`GET /v1/connections/${id}/schemas/schema_1/tables/table_1/columns`);
    expect([status, body.code]).toEqual([400, 'InvalidInput']);
    expect(body.message).toContain("('status.setup_state') to be 'connected', but it was 'broken'");
  });

  it('are found under names with any character, percent-encoded', async () => {
    const { data, call, emulator } = await run();
    const loyalty = emulator.account.connections.list().find((row) => row.schema === 'loyalty');
    const names = ['Order Details', 'Old "Imports"', 'sales/2019', 'price list v1.2', 'notes 📝', '100% cotton'];
    const base = `/v1/connections/${loyalty?.id}/schemas/${encodeURIComponent('legacy shop')}/tables`;
    for (const name of names) {
      const { columns } = await data(`GET ${base}/${encodeURIComponent(name)}/columns`);
      expect(Object.keys(columns), name).toContain('id');
    }
    const wrongCase = await call(`GET ${base}/${encodeURIComponent('order details')}/columns`);
    expect([wrongCase.status, wrongCase.body.code]).toEqual([404, 'NotFound_Table']);
  });
});

describe('lists and details differ', () => {
  it('in config and setup_tests of destinations and log services, and in nothing of connections', async () => {
    const { data } = await run();
    for (const [path, extra] of [
      ['destinations', ['config', 'setup_tests']],
      ['external-logging', ['config', 'setup_tests']],
      ['connections', []],
    ] as const) {
      const [item] = (await data(`GET /v1/${path}`)).items;
      const details = await data(`GET /v1/${path}/${item.id}`);
      expect(
        Object.keys(details).filter((key) => !(key in item)),
        path,
      ).toEqual(extra);
    }
  });

  it('masks every secret, and writes the port of a destination as text', async () => {
    const { data, emulator } = await run();
    const [snowflake] = emulator.account.destinations.list();
    const { config } = await data(`GET /v1/destinations/${snowflake?.id}`);
    expect(config.port).toBe('443');
    const shop = emulator.account.connections.list().find((row) => row.schema === 'shop');
    expect((await data(`GET /v1/connections/${shop?.id}`)).config).toMatchObject({ password: '******', port: 5432 });
    expect(shop?.config.password).not.toBe('******');
  });
});

describe('the role in a list of users', () => {
  it('is the one in the group for a group, the one in the account otherwise', async () => {
    const { data, emulator } = await run();
    const [group] = emulator.account.groups.list();
    const [member] = (await data(`GET /v1/groups/${group?.id}/users`)).items;
    expect(member.role).toBe('Destination Administrator');
    expect((await data(`GET /v1/users/${member.id}`)).role).toBe('Account Analyst');
  });
});
