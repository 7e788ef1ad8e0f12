import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, ManualClock } from '../../src/emulator/emulator.ts';
import { startServer } from '../support/server.ts';

/** Fivetran as its document says, and as other sources say where they disagree with it. */
const WAYS: Readonly<Record<string, NonNullable<EmulatorOptions['switches']>>> = {
  'as its document says': {},
  'as other sources say': {
    schemaPatchAnswers: 'diff',
    syncOfPaused: 400,
    syncOfIncomplete: 200,
    deleteAnswers: 204,
    approveAnswers: 201,
    duplicateAnswers: 409,
    listsLagWritesMs: 2000,
    patchTests: 'needed',
    unknownConnection: 'NotFound_Connector',
  },
};

const config = { host: 'db.example', port: 5432, user: 'reader', password: 'hunter2', database: 'shop' };
const warehouse = {
  host: 'acme.snowflakecomputing.com',
  port: 443,
  database: 'dwh',
  user: 'loader',
  password: 'hunter2',
};

describe.each(Object.entries(WAYS))('A connection, from its making to its end, with Fivetran %s', (_, switches) => {
  it('is made, tested, set up, synced, loaded anew and deleted in GraphQL alone', async () => {
    const clock = new ManualClock();
    const server = await startServer({
      emulator: { clock, switches, latency: { sync: 20_000 }, schedules: false },
      parts: { clock },
    });
    const ask = async (text: string, variables: object = {}) => {
      const { data, errors } = await server.query(text, variables);
      expect(errors).toBeUndefined();
      const [payload] = Object.values(data) as { userErrors?: unknown[] }[];
      expect(payload?.userErrors ?? []).toEqual([]);
      // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what a test is about
      return payload as any;
    };
    const state = 'succeededAt failedAt status { setupState syncState isHistoricalSync }';
    const look = (id: string) => ask(`query ($id: ID!) { connection(id: $id) { paused ${state} } }`, { id });

    // A group, and where its connections will load into
    const { group } = await ask(
      'mutation { groupCreate(input: { name: "Shop" }) { group { id name } userErrors { message } } }',
    );
    const { destination, ...tests } = await ask(
      `mutation ($input: DestinationCreateInput!) { destinationCreate(input: $input) {
        destination { id setupStatus group { id } } setupTests { title status } setupState userErrors { message } } }`,
      { input: { group: group.id, service: 'snowflake', timeZoneOffset: '-5', config: warehouse } },
    );
    expect(destination).toMatchObject({ setupStatus: 'CONNECTED', group: { id: group.id } });
    expect(tests.setupState).toBe('CONNECTED');
    expect(new Set(tests.setupTests.map(({ status }: { status: string }) => status))).toEqual(new Set(['PASSED']));

    // A connection whose password is wrong: it is made all the same, and its tests say what is wrong
    const made = await ask(
      `mutation ($input: ConnectionCreateInput!) { connectionCreate(input: $input) {
        connection { id schema status { setupState } } setupTests { title status } setupState userErrors { message } } }`,
      {
        input: {
          group: group.id,
          service: 'postgres',
          config: { ...config, password: 'wrong', schema_prefix: 'shop' },
        },
      },
    );
    const { id } = made.connection;
    expect(made).toMatchObject({ connection: { schema: 'shop' }, setupState: 'INCOMPLETE' });
    expect(made.setupTests.at(-1)).toEqual({ title: 'Validate Login', status: 'FAILED' });

    // With the right one it is connected, and its first sync starts
    const mended = await ask(
      `mutation ($id: ID!, $input: ConnectionUpdateInput!) { connectionUpdate(id: $id, input: $input) {
        connection { config } setupState setupTests { status } userErrors { message } } }`,
      { id, input: { config: { password: 'hunter2' } } },
    );
    expect(mended).toMatchObject({ setupState: 'CONNECTED', connection: { config: { password: '******' } } });
    const again = await ask(
      'mutation ($id: ID!) { connectionTest(id: $id) { setupState setupTests { status } userErrors { message } } }',
      { id },
    );
    expect(again.setupState).toBe('CONNECTED');
    expect(await look(id)).toMatchObject({ status: { syncState: 'SYNCING', isHistoricalSync: true } });
    await clock.advance(21_000);
    expect(await look(id)).toMatchObject({ status: { syncState: 'SCHEDULED', isHistoricalSync: false } });

    // What it loads: a table less, and a column that nobody may read
    const reload = await ask(
      `mutation ($id: ID!) { schemaConfigReload(connection: $id) { userErrors { message }
        schemaConfig { tables { nodes { id name enabled supportsColumnsConfig enabledSettings { allowed } schema { name }
          columns(source: LIVE) { nodes { id name hashed enabledSettings { allowed } } } } } } } }`,
      { id },
    );
    const tables = reload.schemaConfig.tables.nodes.filter(
      (table: { supportsColumnsConfig: boolean; enabledSettings: { allowed: boolean } }) =>
        table.supportsColumnsConfig && table.enabledSettings.allowed,
    );
    const [unwanted, kept] = tables;
    const off = await ask(
      `mutation ($table: TableRef!) { tableUpdate(table: $table, input: { enabled: false }) {
        table { id name enabled } schemaConfig { tables { totalCount } } userErrors { message } } }`,
      { table: { id: unwanted.id } },
    );
    expect(off.table).toMatchObject({ id: unwanted.id, enabled: false });
    expect(off.schemaConfig.tables.totalCount).toBe(reload.schemaConfig.tables.nodes.length);
    const column = kept.columns.nodes.find(({ hashed }: { hashed: boolean }) => !hashed);
    const secret = await ask(
      `mutation ($column: ColumnRef!) { columnUpdate(column: $column, input: { hashed: true }) {
        column { id name hashed } userErrors { message } } }`,
      { column: { path: { connection: id, schema: kept.schema.name, table: kept.name, column: column.name } } },
    );
    expect(secret.column).toEqual({ id: column.id, name: column.name, hashed: true });

    // A sync, waited for as a script does
    const sync = await ask(
      `mutation ($id: ID!) { connectionSync(id: $id) {
        connection { status { syncState } } previousSucceededAt previousFailedAt userErrors { message } } }`,
      { id },
    );
    expect(sync.connection.status.syncState).toBe('SYNCING');
    expect((await look(id)).succeededAt).toBe(sync.previousSucceededAt);
    await clock.advance(21_000);
    expect((await look(id)).succeededAt > sync.previousSucceededAt).toBe(true);

    // Everything anew
    const resync = await ask(
      'mutation ($id: ID!) { connectionResync(id: $id) { connection { status { syncState isHistoricalSync } } userErrors { message } } }',
      { id },
    );
    expect(resync.connection.status).toEqual({ syncState: 'SYNCING', isHistoricalSync: true });
    await clock.advance(21_000);
    expect(await look(id)).toMatchObject({ status: { syncState: 'SCHEDULED', isHistoricalSync: false } });

    // A paused connection is not synced, and says so
    await ask('mutation ($id: ID!) { connectionPause(id: $id) { connection { paused } userErrors { message } } }', {
      id,
    });
    const { data } = await server.query(
      'mutation ($id: ID!) { connectionSync(id: $id) { connection { id } userErrors { code } } }',
      { id },
    );
    expect(data.connectionSync).toEqual({ connection: null, userErrors: [{ code: 'WRONG_STATE' }] });

    // The end, in its order: the group goes last
    const groupDelete = 'mutation ($id: ID!) { groupDelete(id: $id) { deletedId userErrors { code } } }';
    const early = await server.query(groupDelete, { id: group.id });
    expect(early.data.groupDelete).toEqual({ deletedId: null, userErrors: [{ code: 'CONFLICT' }] });
    const gone = 'deletedId userErrors { message }';
    expect(await ask(`mutation ($id: ID!) { connectionDelete(id: $id) { ${gone} } }`, { id })).toMatchObject({
      deletedId: id,
    });
    expect(await look(id)).toBeNull();
    await ask(`mutation ($id: ID!) { destinationDelete(id: $id) { ${gone} } }`, { id: destination.id });
    await ask(`mutation ($id: ID!) { groupDelete(id: $id) { ${gone} } }`, { id: group.id });
    await clock.advance(2_000);
    const groups = await ask('{ groups { nodes { id } } }');
    expect(groups.nodes.map((each: { id: string }) => each.id)).not.toContain(group.id);
  });
});
