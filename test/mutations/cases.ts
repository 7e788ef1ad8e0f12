import type { Emulator } from '../../src/emulator/emulator.ts';

/** What the cases are about: ids of an account of the emulator. */
export interface World {
  readonly connection: string;
  readonly other: string;
  /** No case is about it. */
  readonly untouched: string;
  readonly group: string;
  readonly emptyGroup: string;
  readonly loneDestination: string;
  readonly user: string;
  readonly webhook: string;
  readonly certificate: string;
  readonly logService: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** Looks ids up, and adds a group with nothing in it and a destination that nothing uses. */
export function worldOf({ account }: Emulator): World {
  const groups = account.groups.list();
  const [first, second] = account.connections.list().filter(({ service }) => service === 'postgres');
  const destination = account.destinations.list()[0];
  if (first === undefined || second === undefined || destination === undefined)
    throw new Error('The account is too small');
  const made = '2026-01-01T00:00:00.000000Z';
  account.groups.add({ id: 'empty_group', name: 'Nothing in it', created_at: made });
  account.groups.add({ id: 'lone_group', name: 'A destination alone', created_at: made });
  account.destinations.add({ ...destination, id: 'lone_group', group_id: 'lone_group' });
  const [schema = '', { tables } = { tables: new Map() }] =
    [...(account.schemaConfig(first.id)?.schemas ?? [])][0] ?? [];
  const unlocked = [...tables].find(([, table]) => table.supportsColumnsConfig && table.columns.size > 0);
  const [table = '', { columns } = { columns: new Map() }] = unlocked ?? [];
  const column = [...columns].find(([, { lock }]) => lock === undefined)?.[0] ?? '';
  return {
    connection: first.id,
    other: second.id,
    untouched: account.connections.list().find(({ service }) => service !== 'postgres')?.id ?? '',
    group: groups[0]?.id ?? '',
    emptyGroup: 'empty_group',
    loneDestination: 'lone_group',
    user: account.users.list()[1]?.id ?? '',
    webhook: account.webhooks.list()[0]?.id ?? '',
    certificate: account.certificatesOf(first.id).list()[0]?.id ?? '',
    logService: account.logServices.list()[0]?.id ?? '',
    schema,
    table,
    column,
  };
}

/** Arguments that a mutation refuses, with the code and the place that it names. */
export interface Refusal {
  readonly args: (world: World) => object;
  readonly code: string;
  readonly field: readonly string[] | null;
}

export interface MutationCase {
  /** Of its arguments, by name. */
  readonly types: Readonly<Record<string, string>>;
  readonly args: (world: World) => Readonly<Record<string, unknown>>;
  /** What is selected of its payload. */
  readonly select: string;
  /** A field of the payload that is there when it was done. */
  readonly gives: string;
  /** The call that writes, as 'METHOD /path' of the document. */
  readonly wire: RegExp;
  /** Calls that it makes before the write. @default 0 */
  readonly reads?: number;
  readonly refuses: readonly Refusal[];
  /** Arguments that name something that is not there; absent where it names nothing. */
  readonly unknown?: (world: World) => Readonly<Record<string, unknown>>;
  /** Whether it may be sent again after an answer that leaves open what has happened. */
  readonly repeatable: boolean;
  readonly level: 'write' | 'delete';
  /** One of many: what goes wrong with it is told in the place of an error. */
  readonly bulk?: true;
}

const OTHER_ID = Buffer.from(JSON.stringify(['grp', 'some_group'])).toString('base64url');
const USER_ID = Buffer.from(JSON.stringify(['usr', 'some_user'])).toString('base64url');
const config = { host: 'db.example', port: 5432, user: 'reader', password: 'hunter2', database: 'shop' };
const warehouse = {
  host: 'acme.snowflakecomputing.com',
  port: 443,
  database: 'dwh',
  user: 'loader',
  password: 'hunter2',
};
const input = (value: object) => ({ input: value });
const bad = (args: Refusal['args'], field: readonly string[] | null, code = 'INVALID_INPUT'): Refusal => ({
  args,
  field,
  code,
});
const wrongType = (name = 'id', id = OTHER_ID) => bad(() => ({ [name]: id }), [name]);

const byId = (of: keyof World, name = 'id') => ({
  args: (world: World) => ({ [name]: world[of] }),
  unknown: () => ({ [name]: 'no_such' }),
});

const deletes = (of: keyof World, wire: RegExp): MutationCase => ({
  types: { id: 'ID!' },
  ...byId(of),
  select: 'deletedId',
  gives: 'deletedId',
  wire,
  refuses: [wrongType('id', of === 'user' ? OTHER_ID : USER_ID)],
  repeatable: true,
  level: 'delete',
});

const create = { group: 'x', service: 'postgres', config: { ...config, schema_prefix: 'made' } };
const created = (world: World, more: object = {}) => input({ ...create, group: world.group, ...more });
const tested = 'connection { fivetranId status { setupState } } setupTests { title status } setupState';
const write = { level: 'write', repeatable: true } as const;
const many = {
  types: { connections: '[ID!]', filter: 'ConnectionFilter' },
  args: ({ connection, other }: World) => ({ connections: [connection, other] }),
  unknown: () => ({ connections: ['no_such'], filter: null }),
  select: 'changed { fivetranId } unchanged { fivetranId }',
  gives: 'changed',
  bulk: true,
  level: 'write',
} as const;
const manyRefuse: readonly Refusal[] = [
  bad(() => ({ connections: null, filter: null }), null),
  bad((world) => ({ connections: [world.connection], filter: { paused: true } }), null),
  bad(() => ({ connections: [], filter: null }), ['connections']),
  bad(() => ({ connections: null, filter: {} }), ['filter']),
  bad(() => ({ connections: [OTHER_ID], filter: null }), ['connections', '0']),
  bad(() => ({ connections: Array.from({ length: 101 }, (_, at) => `id_${at}`), filter: null }), ['connections']),
];

/** Every mutation: how it is called, what it sends, and what it refuses. A mutation that is not here fails a test. */
export const CASES: Readonly<Record<string, MutationCase>> = {
  connectionCreate: {
    ...write,
    types: { input: 'ConnectionCreateInput!' },
    args: (world) => created(world),
    unknown: () => input({ ...create, group: 'no_such' }),
    select: `${tested} connectCard { token uri }`,
    gives: 'connection',
    wire: /^POST \/v1\/connections$/,
    repeatable: false,
    refuses: [
      bad((world) => created(world, { group: USER_ID }), ['input', 'group']),
      bad((world) => created(world, { service: '' }), ['input', 'service']),
      bad((world) => created(world, { config: 7 }), ['input', 'config']),
      bad((world) => created(world, { config: { password: '******' } }), ['input', 'config', 'password']),
      bad((world) => created(world, { auth: { a: [{ b: '******' }] } }), ['input', 'auth', 'a', '0', 'b']),
      bad((world) => created(world, { syncFrequency: 0 }), ['input', 'syncFrequency']),
      bad((world) => created(world, { dailySyncTime: '08:00' }), ['input', 'dailySyncTime']),
      bad((world) => created(world, { dailySyncTime: '08:30', syncFrequency: 1440 }), ['input', 'dailySyncTime']),
      bad((world) => created(world, { dataDelayThreshold: 5 }), ['input', 'dataDelayThreshold']),
      bad(
        (world) => created(world, { dataDelayThreshold: -1, dataDelaySensitivity: 'CUSTOM' }),
        ['input', 'dataDelayThreshold'],
      ),
      bad((world) => created(world, { scheduleType: 'UNRECOGNIZED' }), ['input', 'scheduleType']),
      bad((world) => created(world, { networkingMethod: 'UNMANAGED_PROXY_AGENT' }), ['input', 'networkingMethod']),
      bad(
        (world) => created(world, { connectCard: { redirectUri: 'ftp://x' } }),
        ['input', 'connectCard', 'redirectUri'],
      ),
      bad((world) => created(world, { extra: [] }), ['input', 'extra']),
      bad((world) => created(world, { extra: { group_id: 'x' } }), ['input', 'extra', 'group_id']),
    ],
  },
  connectionUpdate: {
    ...write,
    types: { id: 'ID!', input: 'ConnectionUpdateInput!' },
    args: ({ connection }) => ({ id: connection, ...input({ syncFrequency: 60 }) }),
    unknown: () => ({ id: 'no_such', ...input({ syncFrequency: 60 }) }),
    select: tested,
    gives: 'connection',
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    refuses: [
      wrongType(),
      bad(() => input({}), ['input']),
      bad(() => input({ trustCertificates: true, runSetupTests: true }), ['input']),
      bad(() => input({ config: { password: '******' } }), ['input', 'config', 'password']),
      bad(() => input({ syncFrequency: 60, dailySyncTime: '08:00' }), ['input', 'dailySyncTime']),
      bad(() => input({ dataDelaySensitivity: 'UNRECOGNIZED' }), ['input', 'dataDelaySensitivity']),
      bad(() => input({ extra: { paused: true } }), ['input', 'extra', 'paused']),
      bad(() => input({ extra: { is_historical_sync: true } }), ['input', 'extra', 'is_historical_sync']),
    ],
  },
  connectionPause: {
    ...write,
    ...byId('connection'),
    types: { id: 'ID!' },
    select: 'connection { fivetranId paused }',
    gives: 'connection',
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    refuses: [wrongType()],
  },
  connectionResume: {
    ...write,
    ...byId('connection'),
    types: { id: 'ID!' },
    select: 'connection { fivetranId paused }',
    gives: 'connection',
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    refuses: [wrongType()],
  },
  connectionDelete: deletes('connection', /^DELETE \/v1\/connections\/[^/]+$/),
  connectionSync: {
    ...write,
    ...byId('connection'),
    types: { id: 'ID!', force: 'Boolean' },
    select: 'connection { fivetranId status { syncState } } previousSucceededAt previousFailedAt',
    gives: 'previousSucceededAt',
    wire: /^POST \/v1\/connections\/[^/]+\/sync$/,
    reads: 1,
    repeatable: false,
    refuses: [wrongType()],
  },
  connectionResync: {
    ...write,
    types: { id: 'ID!', scope: '[ResyncScopeInput!]' },
    args: ({ connection, schema, table }) => ({ id: connection, scope: [{ schema, tables: [table] }] }),
    unknown: () => ({ id: 'no_such' }),
    select: 'connection { fivetranId } previousSucceededAt previousFailedAt',
    gives: 'connection',
    wire: /^POST \/v1\/connections\/[^/]+\/resync$/,
    reads: 1,
    repeatable: false,
    refuses: [
      wrongType(),
      bad(() => ({ scope: [] }), ['scope']),
      bad(() => ({ scope: [{ schema: 'a', tables: [] }] }), ['scope', '0', 'tables']),
    ],
  },
  connectionTest: {
    ...write,
    ...byId('connection'),
    types: { id: 'ID!', trustCertificates: 'Boolean', trustFingerprints: 'Boolean' },
    select: tested,
    gives: 'setupTests',
    wire: /^POST \/v1\/connections\/[^/]+\/test$/,
    refuses: [wrongType()],
  },
  connectCardCreate: {
    ...write,
    types: { id: 'ID!', input: 'ConnectCardInput!' },
    args: ({ connection }) => ({ id: connection, ...input({ redirectUri: 'https://app.example/done' }) }),
    unknown: () => ({ id: 'no_such', ...input({ redirectUri: 'https://app.example/done' }) }),
    select: 'connectCard { token uri } connection { fivetranId }',
    gives: 'connectCard',
    wire: /^POST \/v1\/connections\/[^/]+\/connect-card$/,
    refuses: [wrongType(), bad(() => input({ redirectUri: 'x' }), ['input', 'redirectUri'])],
  },
  schemaConfigReload: {
    ...write,
    ...byId('connection', 'connection'),
    types: { connection: 'ID!', excludeMode: 'ReloadExcludeMode' },
    select: 'schemaConfig { schemaChangeHandling }',
    gives: 'schemaConfig',
    wire: /^POST \/v1\/connections\/[^/]+\/schemas\/reload$/,
    refuses: [wrongType('connection')],
  },
  schemaConfigUpdate: {
    ...write,
    types: { connection: 'ID!', input: 'SchemaConfigUpdateInput!' },
    args: ({ connection, schema, table, column }) => ({
      connection,
      ...input({
        schemaChangeHandling: 'BLOCK_ALL',
        schemas: [{ name: schema, tables: [{ name: table, columns: [{ name: column, hashed: true }] }] }],
      }),
    }),
    unknown: () => ({ connection: 'no_such', ...input({ schemaChangeHandling: 'BLOCK_ALL' }) }),
    select: 'schemaConfig { schemaChangeHandling }',
    gives: 'schemaConfig',
    wire: /^PATCH \/v1\/connections\/[^/]+\/schemas$/,
    refuses: [
      wrongType('connection'),
      bad(() => input({}), ['input']),
      bad(() => input({ schemaChangeHandling: 'UNRECOGNIZED' }), ['input', 'schemaChangeHandling']),
      bad(() => input({ schemas: [{ name: 'a' }] }), ['input', 'schemas', '0']),
      bad(
        () =>
          input({
            schemas: [
              { name: 'a', enabled: true },
              { name: 'a', enabled: false },
            ],
          }),
        ['input', 'schemas', '1', 'name'],
      ),
      bad(() => input({ snapshot: { schemas: {} }, schemaChangeHandling: 'ALLOW_ALL' }), ['input', 'snapshot']),
      bad(() => input({ snapshot: {} }), ['input', 'snapshot', 'schemas']),
      bad(
        () => input({ schemas: [{ name: 'a', tables: [{ name: 'b', syncMode: 'UNRECOGNIZED' }] }] }),
        ['input', 'schemas', '0', 'tables', '0', 'syncMode'],
      ),
    ],
  },
  schemaUpdate: {
    ...write,
    types: { schema: 'SchemaRef!', input: 'SchemaUpdateInput!' },
    args: ({ connection, schema }) => ({ schema: { path: { connection, schema } }, ...input({ enabled: false }) }),
    unknown: ({ connection }) => ({
      schema: { path: { connection, schema: 'no such' } },
      ...input({ enabled: false }),
    }),
    select: 'schema { name enabled }',
    gives: 'schema',
    wire: /^PATCH \/v1\/connections\/[^/]+\/schemas\/[^/]+$/,
    refuses: [bad(() => input({}), ['input']), bad(() => ({ schema: { id: OTHER_ID } }), ['schema', 'id'])],
  },
  tableUpdate: {
    ...write,
    types: { table: 'TableRef!', input: 'TableUpdateInput!' },
    args: ({ connection, schema, table }) => ({
      table: { path: { connection, schema, table } },
      ...input({ enabled: false }),
    }),
    unknown: ({ connection, schema }) => ({
      table: { path: { connection, schema, table: 'no such' } },
      ...input({ enabled: false }),
    }),
    select: 'table { name enabled } schemaConfig { schemaChangeHandling }',
    gives: 'table',
    wire: /^PATCH \/v1\/connections\/[^/]+\/schemas\/[^/]+\/tables\/[^/]+$/,
    refuses: [
      bad(() => input({}), ['input']),
      bad(() => input({ syncMode: 'UNRECOGNIZED' }), ['input', 'syncMode']),
      bad(() => ({ table: { id: 'not global' } }), ['table', 'id']),
      bad(
        () => ({ table: { path: { connection: OTHER_ID, schema: 'a', table: 'b' } } }),
        ['table', 'path', 'connection'],
      ),
    ],
  },
  columnUpdate: {
    ...write,
    types: { column: 'ColumnRef!', input: 'ColumnUpdateInput!' },
    args: ({ connection, schema, table, column }) => ({
      column: { path: { connection, schema, table, column } },
      ...input({ enabled: false }),
    }),
    unknown: ({ connection, schema, table }) => ({
      column: { path: { connection, schema, table, column: 'no such' } },
      ...input({ enabled: false }),
    }),
    select: 'column { name enabled }',
    gives: 'column',
    wire: /^PATCH \/v1\/connections\/[^/]+\/schemas\/[^/]+\/tables\/[^/]+\/columns\/[^/]+$/,
    refuses: [bad(() => input({}), ['input']), bad(() => ({ column: { id: OTHER_ID } }), ['column', 'id'])],
  },
  tablesResync: {
    ...write,
    types: { tables: '[TableRef!]!' },
    args: ({ connection, schema, table }) => ({ tables: [{ path: { connection, schema, table } }] }),
    unknown: ({ connection, schema }) => ({ tables: [{ path: { connection, schema, table: 'no such' } }] }),
    select: 'connection { fivetranId status { syncState } }',
    gives: 'connection',
    wire: /^POST \/v1\/connections\/[^/]+\/schemas\/tables\/resync$/,
    repeatable: false,
    refuses: [
      bad(() => ({ tables: [] }), ['tables']),
      bad(
        ({ connection, other }) => ({
          tables: [connection, other].map((each) => ({ path: { connection: each, schema: 'a', table: 'b' } })),
        }),
        ['tables'],
      ),
      bad(() => ({ tables: [{ id: OTHER_ID }] }), ['tables', '0', 'id']),
    ],
  },
  destinationCreate: {
    ...write,
    types: { input: 'DestinationCreateInput!' },
    args: ({ emptyGroup }) =>
      input({ group: emptyGroup, service: 'snowflake', timeZoneOffset: '+1', config: warehouse }),
    unknown: () => input({ group: 'no_such', service: 'snowflake', timeZoneOffset: '+1', config: warehouse }),
    select: 'destination { fivetranId setupStatus } setupTests { title status } setupState',
    gives: 'destination',
    wire: /^POST \/v1\/destinations$/,
    repeatable: false,
    refuses: [
      bad(() => input({ group: USER_ID, service: 'a', timeZoneOffset: '0' }), ['input', 'group']),
      bad(() => input({ group: 'a', service: '', timeZoneOffset: '0' }), ['input', 'service']),
      bad(() => input({ group: 'a', service: 'a', timeZoneOffset: '+13' }), ['input', 'timeZoneOffset']),
      bad(
        () => input({ group: 'a', service: 'a', timeZoneOffset: '0', config: { password: '******' } }),
        ['input', 'config', 'password'],
      ),
    ],
  },
  destinationUpdate: {
    ...write,
    types: { id: 'ID!', input: 'DestinationUpdateInput!' },
    args: ({ group }) => ({ id: group, ...input({ timeZoneOffset: '0' }) }),
    unknown: () => ({ id: 'no_such', ...input({ timeZoneOffset: '0' }) }),
    select: 'destination { fivetranId timeZoneOffset } setupTests { title } setupState',
    gives: 'destination',
    wire: /^PATCH \/v1\/destinations\/[^/]+$/,
    refuses: [
      wrongType(),
      bad(() => input({}), ['input']),
      bad(() => input({ timeZoneOffset: '1' }), ['input', 'timeZoneOffset']),
      bad(() => input({ networkingMethod: 'UNKNOWN' }), ['input', 'networkingMethod']),
    ],
  },
  destinationDelete: deletes('loneDestination', /^DELETE \/v1\/destinations\/[^/]+$/),
  destinationTest: {
    ...write,
    ...byId('group'),
    types: { id: 'ID!', trustCertificates: 'Boolean', trustFingerprints: 'Boolean' },
    select: 'destination { fivetranId } setupTests { title status } setupState',
    gives: 'setupTests',
    wire: /^POST \/v1\/destinations\/[^/]+\/test$/,
    refuses: [wrongType()],
  },
  groupCreate: {
    ...write,
    types: { input: 'GroupCreateInput!' },
    args: () => input({ name: 'A new one' }),
    select: 'group { fivetranId name }',
    gives: 'group',
    wire: /^POST \/v1\/groups$/,
    repeatable: false,
    refuses: [bad(() => input({ name: ' ' }), ['input', 'name'])],
  },
  groupUpdate: {
    ...write,
    types: { id: 'ID!', input: 'GroupUpdateInput!' },
    args: ({ group }) => ({ id: group, ...input({ name: 'Another name' }) }),
    unknown: () => ({ id: 'no_such', ...input({ name: 'Another name' }) }),
    select: 'group { fivetranId name }',
    gives: 'group',
    wire: /^PATCH \/v1\/groups\/[^/]+$/,
    refuses: [wrongType('id', USER_ID), bad(() => input({ name: '' }), ['input', 'name'])],
  },
  groupDelete: deletes('emptyGroup', /^DELETE \/v1\/groups\/[^/]+$/),
  userInvite: {
    ...write,
    types: { input: 'UserInviteInput!' },
    args: () => input({ email: 'ada@new.example', givenName: 'Ada', familyName: 'Byron', role: 'Account Reviewer' }),
    select: 'user { fivetranId email invited }',
    gives: 'user',
    wire: /^POST \/v1\/users$/,
    repeatable: false,
    refuses: [
      bad(() => input({ email: 'ada', givenName: 'Ada', familyName: 'Byron' }), ['input', 'email']),
      bad(() => input({ email: 'a@b.example', givenName: '', familyName: 'Byron' }), ['input', 'givenName']),
      bad(() => input({ email: 'a@b.example', givenName: 'Ada', familyName: ' ' }), ['input', 'familyName']),
      bad(() => input({ email: 'a@b.example', givenName: 'A', familyName: 'B', role: OTHER_ID }), ['input', 'role']),
    ],
  },
  userUpdate: {
    ...write,
    types: { id: 'ID!', input: 'UserUpdateInput!' },
    args: ({ user }) => ({ id: user, ...input({ familyName: 'Lovelace' }) }),
    unknown: () => ({ id: 'no_such', ...input({ familyName: 'Lovelace' }) }),
    select: 'user { fivetranId familyName }',
    gives: 'user',
    wire: /^PATCH \/v1\/users\/[^/]+$/,
    refuses: [
      wrongType(),
      bad(() => input({}), ['input']),
      bad(() => input({ givenName: '' }), ['input', 'givenName']),
    ],
  },
  userDelete: deletes('user', /^DELETE \/v1\/users\/[^/]+$/),
  accountWebhookCreate: {
    ...write,
    types: { input: 'WebhookCreateInput!' },
    args: () =>
      input({ url: 'https://hooks.example/fivetran', events: ['sync_end'], active: false, secret: 'hunter2' }),
    select: 'webhook { fivetranId url hasSecret }',
    gives: 'webhook',
    wire: /^POST \/v1\/webhooks\/account$/,
    repeatable: false,
    refuses: [
      bad(() => input({ url: 'http://hooks.example', events: ['sync_end'] }), ['input', 'url']),
      bad(() => input({ url: 'https://hooks.example', events: [] }), ['input', 'events']),
      bad(() => input({ url: 'https://hooks.example', events: ['a'], secret: '******' }), ['input', 'secret']),
    ],
  },
  groupWebhookCreate: {
    ...write,
    types: { group: 'ID!', input: 'WebhookCreateInput!' },
    args: ({ group }) => ({ group, ...input({ url: 'https://hooks.example/g', events: ['sync_end'], active: false }) }),
    unknown: () => ({ group: 'no_such', ...input({ url: 'https://h.example', events: ['sync_end'], active: false }) }),
    select: 'webhook { fivetranId group { fivetranId } }',
    gives: 'webhook',
    wire: /^POST \/v1\/webhooks\/group\/[^/]+$/,
    repeatable: false,
    refuses: [wrongType('group', USER_ID), bad(() => input({ url: '/x', events: ['a'] }), ['input', 'url'])],
  },
  webhookUpdate: {
    ...write,
    types: { id: 'ID!', input: 'WebhookUpdateInput!' },
    args: ({ webhook }) => ({ id: webhook, ...input({ active: false }) }),
    unknown: () => ({ id: 'no_such', ...input({ active: false }) }),
    select: 'webhook { fivetranId active }',
    gives: 'webhook',
    wire: /^PATCH \/v1\/webhooks\/[^/]+$/,
    refuses: [
      wrongType(),
      bad(() => input({}), ['input']),
      bad(() => input({ url: 'http://hooks.example' }), ['input', 'url']),
      bad(() => input({ events: [''] }), ['input', 'events']),
    ],
  },
  webhookDelete: deletes('webhook', /^DELETE \/v1\/webhooks\/[^/]+$/),
  webhookTest: {
    ...write,
    types: { id: 'ID!', event: 'String!' },
    args: ({ webhook }) => ({ id: webhook, event: 'sync_end' }),
    unknown: () => ({ id: 'no_such', event: 'sync_end' }),
    select: 'succeeded status message',
    gives: 'status',
    wire: /^POST \/v1\/webhooks\/[^/]+\/test$/,
    repeatable: false,
    refuses: [wrongType(), bad(() => ({ event: '' }), ['event'])],
  },
  certificateApprove: {
    ...write,
    types: { connection: 'ID!', input: 'CertificateApproveInput!' },
    args: ({ connection }) => ({ connection, ...input({ hash: 'aGFzaA==', encodedCert: 'Y2VydA==' }) }),
    unknown: () => ({ connection: 'no_such', ...input({ hash: 'aGFzaA==', encodedCert: 'Y2VydA==' }) }),
    select: 'certificate { fivetranId hash }',
    gives: 'certificate',
    wire: /^POST \/v1\/connections\/[^/]+\/certificates$/,
    refuses: [
      wrongType('connection'),
      bad(() => input({ hash: '', encodedCert: 'x' }), ['input', 'hash']),
      bad(() => input({ hash: 'x', encodedCert: '' }), ['input', 'encodedCert']),
    ],
  },
  certificateRevoke: {
    ...deletes('certificate', /^DELETE \/v1\/connections\/[^/]+\/certificates\/[^/]+$/),
    types: { certificate: 'CertificateRef!' },
    args: ({ connection, certificate }) => ({ certificate: { path: { connection, certificate } } }),
    unknown: ({ connection }) => ({ certificate: { path: { connection, certificate: 'no_such' } } }),
    refuses: [bad(() => ({ certificate: { id: OTHER_ID } }), ['certificate', 'id'])],
  },
  logServiceCreate: {
    ...write,
    types: { input: 'LogServiceCreateInput!' },
    args: ({ emptyGroup }) =>
      input({ group: emptyGroup, service: 'datadog_log', config: { api_key: 'hunter2', region: 'EU' }, enabled: true }),
    unknown: () => input({ group: 'no_such', service: 'datadog_log', config: { api_key: 'hunter2' } }),
    select: 'logService { fivetranId service } setupTests { title status }',
    gives: 'logService',
    wire: /^POST \/v1\/external-logging$/,
    repeatable: false,
    refuses: [
      bad(() => input({ group: USER_ID, service: 'a', config: {} }), ['input', 'group']),
      bad(() => input({ group: 'a', service: '', config: {} }), ['input', 'service']),
      bad(() => input({ group: 'a', service: 'a', config: [] }), ['input', 'config']),
    ],
  },
  logServiceUpdate: {
    ...write,
    types: { id: 'ID!', input: 'LogServiceUpdateInput!' },
    args: ({ logService }) => ({ id: logService, ...input({ enabled: false }) }),
    unknown: () => ({ id: 'no_such', ...input({ enabled: false }) }),
    select: 'logService { fivetranId enabled } setupTests { title }',
    gives: 'logService',
    wire: /^PATCH \/v1\/external-logging\/[^/]+$/,
    refuses: [wrongType('id', USER_ID), bad(() => input({ runSetupTests: true }), ['input'])],
  },
  logServiceDelete: deletes('logService', /^DELETE \/v1\/external-logging\/[^/]+$/),
  logServiceTest: {
    ...write,
    ...byId('logService'),
    types: { id: 'ID!' },
    select: 'logService { fivetranId setupState } setupTests { title status }',
    gives: 'setupTests',
    wire: /^POST \/v1\/external-logging\/[^/]+\/test$/,
    refuses: [wrongType('id', USER_ID)],
  },
  connectionsPause: {
    ...many,
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    repeatable: true,
    refuses: manyRefuse,
  },
  connectionsResume: {
    ...many,
    args: () => ({ filter: { paused: true } }),
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    repeatable: true,
    refuses: manyRefuse,
  },
  connectionsSync: {
    ...many,
    types: { ...many.types, force: 'Boolean' },
    wire: /^POST \/v1\/connections\/[^/]+\/sync$/,
    repeatable: false,
    refuses: manyRefuse,
  },
  connectionsTest: {
    ...many,
    types: { ...many.types, trustCertificates: 'Boolean', trustFingerprints: 'Boolean' },
    select: 'changed { fivetranId setupTests { title status } } unchanged { fivetranId }',
    wire: /^POST \/v1\/connections\/[^/]+\/test$/,
    repeatable: true,
    refuses: manyRefuse,
  },
  connectionsUpdate: {
    ...many,
    types: { ...many.types, input: 'ConnectionUpdateInput!' },
    args: ({ connection, other }) => ({ connections: [connection, other], ...input({ syncFrequency: 120 }) }),
    unknown: () => ({ connections: ['no_such'], ...input({ syncFrequency: 120 }) }),
    wire: /^PATCH \/v1\/connections\/[^/]+$/,
    repeatable: true,
    refuses: [...manyRefuse, bad(() => input({}), ['input']), bad(() => input({ config: 'x' }), ['input', 'config'])],
  },
};

/** The operation that calls a mutation with any of its arguments. */
export function operationOf(name: string, { types, select, bulk }: MutationCase): string {
  const all = { ...types, dryRun: 'Boolean' };
  const declared = Object.entries(all).map(([arg, type]) => `$${arg}: ${type}`);
  const passed = Object.keys(all).map((arg) => `${arg}: $${arg}`);
  const request = bulk ? 'requests { method path body }' : 'request { method path body }';
  return `mutation (${declared.join(', ')}) { it: ${name}(${passed.join(', ')}) {
    ${select} userErrors { __typename message code field ... on BulkUserError { index id } } ${request} } }`;
}
