// cspell:ignore letrec
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/emulator/routes.ts';
import { run } from './running.ts';

const names = [
  'group_id',
  'service',
  'config',
  'auth',
  'paused',
  'sync_frequency',
  'daily_sync_time',
  'schedule_type',
  'run_setup_tests',
  'connect_card_config',
  'redirect_uri',
  'scope',
  'force',
  'schemas',
  'tables',
  'columns',
  'enabled',
  'sync_mode',
  'hashed',
  'exclude_mode',
  'name',
  'email',
  'given_name',
  'family_name',
  'role',
  'url',
  'events',
  'active',
  'secret',
  'event',
  'hash',
  'encoded_cert',
  'time_zone_offset',
  'region',
  'schema',
  'schema_prefix',
  'table',
  'host',
  'port',
  'schema_1',
  'table_1',
  'id',
  '__proto__',
  'constructor',
];
const values = [
  'postgres',
  'google_sheets',
  'snowflake',
  'splunkLog',
  'auto',
  'HISTORY',
  'PRESERVE',
  '******',
  'sync_end',
  'https://x.example',
  '0',
  '',
  60,
  1440,
  true,
  false,
  null,
];

const body = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...values),
    fc.jsonValue({ maxDepth: 1 }),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
})).object;

const writes = routes.filter(({ method }) => method !== 'GET');

describe('any body to any write', () => {
  it('is answered with a success or a refusal, in the shape that the document permits', async () => {
    const { call, emulator } = await run({ quota: 'none', size: { groups: 2, connectionsPerGroup: 2 } });
    const { account } = emulator;
    const parameter = (name: string): string => {
      const first = (rows: readonly { id: string }[]) => rows.at(-1)?.id ?? 'none';
      const known: Record<string, string> = {
        connectionId: first(account.connections.list()),
        destinationId: first(account.destinations.list()),
        groupId: first(account.groups.list()),
        userId: first(account.users.list()),
        id: first(account.users.list()),
        webhookId: first(account.webhooks.list()),
        logId: first(account.logServices.list()),
        schemaName: 'schema_1',
        tableName: 'table_1',
        columnName: 'id',
      };
      return known[name] ?? 'none';
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...writes), body, fc.boolean(), async ({ method, path }, sent, grouped) => {
        const group = account.groups.list()[0]?.id;
        const line = `${method} ${path.replace(/\{(\w+)\}/g, (_, name) => parameter(name))}`;
        const { status, body: answered } = await call(
          line,
          method === 'DELETE' ? undefined : grouped ? { ...(sent as object), group_id: group } : sent,
        );
        expect(status, `${line} ${JSON.stringify(sent)}`).toBeLessThan(500);
        expect(typeof answered.code).toBe('string');
      }),
      { seed: 4, numRuns: 1_000 },
    );
  });
});
