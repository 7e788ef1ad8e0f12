import { describe, expect, it } from 'vitest';
import { run } from './running.ts';

async function oneConnection(options: Parameters<typeof run>[0] = {}) {
  const running = await run({
    size: { groups: 1, connectionsPerGroup: 1, columnsPerTable: 4, setColumnsPerTable: 1 },
    ...options,
  });
  const { account } = running.emulator;
  const id = account.connections.list()[0]?.id ?? '';
  return { ...running, account, id, base: `/v1/connections/${id}/schemas` };
}

describe('a patch of the schema config', () => {
  it('merges by name and leaves the rest', async () => {
    const { data, base } = await oneConnection();
    const before = await data(`GET ${base}`);
    const after = await data(`PATCH ${base}`, {
      schema_change_handling: 'BLOCK_ALL',
      schemas: { schema_1: { tables: { table_2: { enabled: false }, table_3: { sync_mode: 'HISTORY' } } } },
    });
    const expected = structuredClone(before);
    expected.schema_change_handling = 'BLOCK_ALL';
    expected.enable_new_by_default = false;
    expected.schemas.schema_1.tables.table_2.enabled = false;
    expected.schemas.schema_1.tables.table_3.sync_mode = 'HISTORY';
    expect(after).toEqual(expected);
    expect(await data(`GET ${base}`)).toEqual(expected);
  });

  it('answers with what was named only, when switched so', async () => {
    const { data, base } = await oneConnection({ switches: { schemaPatchAnswers: 'diff' } });
    const after = await data(`PATCH ${base}/schema_1/tables/table_2`, { enabled: false });
    expect(Object.keys(after.schemas.schema_1.tables)).toEqual(['table_2']);
    expect(Object.keys((await data(`GET ${base}`)).schemas.schema_1.tables)).toHaveLength(3);
  });

  it('has a path of its own for a schema, a table, a column', async () => {
    const { call, base } = await oneConnection();
    const steps = [
      [`${base}/schema_1`, { enabled: false }, 'Database schema configuration has been modified'],
      [`${base}/schema_1/tables/table_1`, { enabled: false }, 'Table configuration has been modified'],
      [`${base}/schema_1/tables/table_1/columns/id`, { hashed: true }, 'Column configuration has been modified'],
    ] as const;
    let last: Awaited<ReturnType<typeof call>> | undefined;
    for (const [path, body, message] of steps) {
      last = await call(`PATCH ${path}`, body);
      expect([last.status, last.body.message]).toEqual([200, message]);
    }
    const schema = last?.body.data.schemas.schema_1;
    expect([schema.enabled, schema.tables.table_1.enabled, schema.tables.table_1.columns.id.hashed]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('of a column makes it one that a user has set', async () => {
    const { data, base } = await oneConnection();
    const { columns } = await data(`GET ${base}/schema_1/tables/table_1/columns`);
    const name = Object.keys(columns).at(-1) ?? '';
    const after = await data(`PATCH ${base}/schema_1/tables/table_1/columns/${name}`, { enabled: false });
    expect(after.schemas.schema_1.tables.table_1.columns[name].enabled).toBe(false);
    expect((await data(`GET ${base}/schema_1/tables/table_1/columns`)).columns[name].enabled).toBe(false);
  });

  it('changes nothing when any part of it is refused', async () => {
    const { data, call, base } = await oneConnection();
    const before = await data(`GET ${base}`);
    const refusals: [unknown, number, string][] = [
      [{ schemas: { SCHEMA_1: { enabled: false } } }, 404, 'NotFound_Schema'],
      [{ schemas: { schema_1: { enabled: false, tables: { nope: { enabled: false } } } } }, 404, 'NotFound_Table'],
      [
        { schemas: { schema_1: { tables: { table_1: { enabled: false, columns: { nope: { hashed: true } } } } } } },
        404,
        'NotFound_Column',
      ],
      [
        { schemas: { schema_1: { tables: { table_1: { columns: { id: { enabled: false } } } } } } },
        400,
        'InvalidInput',
      ],
      [{ schemas: { schema_1: { tables: { table_1: { sync_mode: 'SOMETIMES' } } } } }, 400, 'InvalidInput'],
      [{ schemas: { schema_1: { enabled: 'no' } } }, 400, 'InvalidInput'],
      [{ schema_change_handling: 'ALLOW_SOME' }, 400, 'InvalidInput'],
      [{ schemas: [] }, 400, 'InvalidInput'],
    ];
    for (const [body, ...expected] of refusals) {
      const answer = await call(`PATCH ${base}`, body);
      expect([answer.status, answer.body.code], JSON.stringify(body)).toEqual(expected);
    }
    expect(await data(`GET ${base}`)).toEqual(before);
  });

  it('respects locks and tables without column config', async () => {
    const { call, account, id, base } = await oneConnection();
    const config = account.schemaConfig(id);
    const table = config?.schemas.get('schema_1')?.tables.get('table_1');
    if (config === undefined || table === undefined) throw new Error('expected schema_1.table_1');
    table.lock = { code: 'SYSTEM_TABLE' };
    table.supportsColumnsConfig = false;
    account.setSchemaConfig(id, config);
    expect((await call(`PATCH ${base}/schema_1/tables/table_1`, { enabled: false })).status).toBe(400);
    expect((await call(`PATCH ${base}/schema_1/tables/table_1`, { enabled: true })).status).toBe(200);
    expect((await call(`PATCH ${base}/schema_1/tables/table_1/columns/id`, { hashed: true })).body).toEqual({
      code: 'InvalidInput',
      message: "Table `table_1` of schema `schema_1` doesn't supports columns configuration",
    });
  });

  it('keeps names that an object of JavaScript would lose or reorder', async () => {
    const { data, account, id, base } = await oneConnection();
    for (const table of ['zebra', '2024', '1', '__proto__']) account.addSourceTable(id, 'schema_1', table);
    await data(`POST ${base}/reload`, {});
    await data(`PATCH ${base}/schema_1/tables/__proto__`, { enabled: false });
    expect([...(account.schemaConfig(id)?.schemas.get('schema_1')?.tables.keys() ?? [])].slice(3)).toEqual([
      'zebra',
      '2024',
      '1',
      '__proto__',
    ]);
    expect(account.schemaConfig(id)?.schemas.get('schema_1')?.tables.get('__proto__')?.enabled).toBe(false);
  });
});

describe('a reload', () => {
  it('makes the config of a connection that never synced', async () => {
    const { call, account, id, base } = await oneConnection();
    account.removeSchemaConfig(id);
    expect((await call(`GET ${base}`)).body).toEqual({
      code: 'NotFound_SchemaConfig',
      message: `Connection with id '${id}' doesn't have schema config`,
    });
    expect((await call(`PATCH ${base}`, {})).body.code).toBe('NotFound_SchemaConfig');
    expect((await call(`POST ${base}/reload`, {})).body.message).toBe('Schema configuration has been reloaded');
    expect((await call(`GET ${base}`)).status).toBe(200);
  });

  it.each([
    ['ALLOW_ALL', true],
    ['ALLOW_COLUMNS', false],
    ['BLOCK_ALL', false],
  ])('finds new tables and switches them as %s says', async (handling, enabled) => {
    const { data, account, id, base } = await oneConnection();
    await data(`PATCH ${base}`, {
      schema_change_handling: handling,
      schemas: { schema_1: { tables: { table_1: { enabled: false } } } },
    });
    account.addSourceTable(id, 'schema_1', 'fresh');
    expect((await data(`GET ${base}`)).schemas.schema_1.tables).not.toHaveProperty('fresh');
    const { tables } = (await data(`POST ${base}/reload`)).schemas.schema_1;
    expect([tables.fresh.enabled, tables.table_1.enabled, tables.table_2.enabled]).toEqual([enabled, false, true]);
  });

  it('switches everything on or off when asked to', async () => {
    const { data, call, base } = await oneConnection();
    const enabled = (config: {
      schemas: { schema_1: { enabled: boolean; tables: Record<string, { enabled: boolean }> } };
    }) =>
      new Set([
        config.schemas.schema_1.enabled,
        ...Object.values(config.schemas.schema_1.tables).map((table) => table.enabled),
      ]);
    expect(enabled(await data(`POST ${base}/reload`, { exclude_mode: 'EXCLUDE' }))).toEqual(new Set([false]));
    expect(enabled(await data(`POST ${base}/reload`, { exclude_mode: 'INCLUDE' }))).toEqual(new Set([true]));
    expect((await call(`POST ${base}/reload`, { exclude_mode: 'exclude' })).status).toBe(400);
  });

  it('counts as source interaction, needs a connected connection and a service that can', async () => {
    const { call, account, id, base } = await oneConnection();
    await call(`POST ${base}/reload`, {});
    expect(account.quota.state('sourceHour').used).toBe(1);
    account.setStatus(id, { setup_state: 'incomplete' });
    expect((await call(`POST ${base}/reload`, {})).body.message).toContain("but it was 'incomplete'");
    account.connections.update(id, { service: 's3', config: {} });
    expect((await call(`POST ${base}/reload`, {})).body).toEqual({
      code: 'NotSupported_SchemaReload',
      message: 'Schema reload is not supported for this connection type',
    });
  });
});
