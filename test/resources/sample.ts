import type { JsonObject } from './world.ts';

/** What a field refers to, and how that is read. */
export interface Reference {
  /** The id of the target in the sample; absent where it is that of the thing itself, or of what it is part of. */
  readonly id?: string;
  /** The path by which a target is read that nobody has asked for yet; absent where it is here with the thing. */
  readonly read?: (id: string) => string;
  /** A field of the target that its id does not answer. */
  readonly field: string;
  /** Whether there may be no target in good order, and the field is null then. */
  readonly mayBeAbsent?: boolean;
}

/** A resource as REST has it with nothing left out, and what the graph makes of it. */
export interface Sample {
  /** Every field of REST but what identifies the thing. */
  readonly wire: JsonObject;
  /** Every field of the type but its ids and those of `elsewhere`. */
  readonly graph: JsonObject;
  /** Fields that are lists, or cost calls, or need an argument, and where they are tested. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** What the graph says where REST has only what identifies the thing; all that is not named here is null. */
  readonly bare?: JsonObject;
  /** Where in the wire a word of a closed set stands, as a path with dots. */
  readonly words: readonly string[];
  readonly references: Readonly<Record<string, Reference>>;
}

/** The wire with another value at a path with dots. */
export function changed<Value>(wire: Value, path: string, value: unknown): Value {
  const [step = '', ...rest] = path.split('.');
  const old = wire as Record<string, unknown>;
  const inner = rest.length === 0 ? value : changed(old[step], rest.join('.'), value);
  if (Array.isArray(wire)) return wire.map((item, index) => (String(index) === step ? inner : item)) as Value;
  return { ...old, [step]: inner } as Value;
}

/** The wire with fields in every object of it that nobody has heard of. */
export function withMore(wire: unknown, freeMaps: readonly string[]): unknown {
  if (Array.isArray(wire)) return wire.map((item) => withMore(item, freeMaps));
  if (typeof wire !== 'object' || wire === null) return wire;
  const entries = Object.entries(wire).map(([name, value]) => [
    name,
    freeMaps.includes(name) ? value : withMore(value, freeMaps),
  ]);
  return { ...Object.fromEntries(entries), brand_new: { of: ['Fivetran', 2027] }, __typename: 'Nothing' };
}

const list = 'a list: lists.ts';
const role: Omit<Reference, 'id'> = { read: () => '/v1/roles', field: 'description' };
const user: Omit<Reference, 'id'> = { read: (id) => `/v1/users/${id}`, field: 'email' };
const group: Omit<Reference, 'id'> = { read: (id) => `/v1/groups/${id}`, field: 'name' };

export const groupSample: Sample = {
  wire: { name: 'Warehouse', created_at: '2024-01-02T03:04:05.678901Z' },
  graph: { name: 'Warehouse', createdAt: '2024-01-02T03:04:05.678901Z' },
  elsewhere: {
    connections: list,
    users: list,
    webhooks: list,
    destination: 'another resource: references.cases.ts',
    logService: 'another resource: references.cases.ts',
  },
  words: [],
  references: {
    destination: { read: (id) => `/v1/destinations/${id}`, field: 'service', mayBeAbsent: true },
    logService: { read: (id) => `/v1/external-logging/${id}`, field: 'service', mayBeAbsent: true },
  },
};

export const userSample: Sample = {
  wire: {
    email: 'ada@example.com',
    given_name: 'Ada',
    family_name: 'Byron',
    verified: true,
    invited: false,
    picture: 'https://example.com/ada.png',
    phone: '+44 20 7946 0000',
    role: 'Account Analyst',
    active: true,
    logged_in_at: '2026-10-31T23:59:59.999Z',
    created_at: '2024-01-02T03:04:05.678901Z',
  },
  graph: {
    email: 'ada@example.com',
    givenName: 'Ada',
    familyName: 'Byron',
    verified: true,
    invited: false,
    picture: 'https://example.com/ada.png',
    phone: '+44 20 7946 0000',
    role: { fivetranId: 'Account Analyst' },
    active: true,
    loggedInAt: '2026-10-31T23:59:59.999Z',
    createdAt: '2024-01-02T03:04:05.678901Z',
  },
  elsewhere: {},
  words: [],
  references: { role: { id: 'Account Analyst', ...role } },
};

export const teamSample: Sample = {
  wire: { name: 'Finance', description: 'Who pays', role: 'Account Reviewer' },
  graph: { name: 'Finance', description: 'Who pays', role: { fivetranId: 'Account Reviewer' } },
  elsewhere: { members: list },
  words: [],
  references: { role: { id: 'Account Reviewer', ...role } },
};

export const roleSample: Sample = {
  wire: {
    description: 'Sees everything',
    scope: ['ACCOUNT', 'TEAM'],
    is_custom: false,
    is_deprecated: true,
    replacement_role_name: 'Account Reviewer',
  },
  graph: {
    description: 'Sees everything',
    scopes: ['ACCOUNT', 'TEAM'],
    isCustom: false,
    isDeprecated: true,
    replacementRole: { fivetranId: 'Account Reviewer' },
  },
  elsewhere: {},
  words: ['scope.0', 'scope.1'],
  references: { replacementRole: { id: 'Account Reviewer', field: 'description' } },
};

export const webhookSample: Sample = {
  wire: {
    type: 'group',
    url: 'https://hooks.example.com/fivetran',
    events: ['sync_start', 'an_event_of_tomorrow'],
    active: true,
    secret: '******',
    group_id: 'sample_group',
    created_at: '2026-01-02T03:04:05.678Z',
    created_by: 'sample_user',
  },
  graph: {
    type: 'GROUP',
    url: 'https://hooks.example.com/fivetran',
    events: ['sync_start', 'an_event_of_tomorrow'],
    active: true,
    hasSecret: true,
    group: { fivetranId: 'sample_group' },
    createdAt: '2026-01-02T03:04:05.678Z',
    createdBy: { fivetranId: 'sample_user' },
  },
  elsewhere: {},
  bare: { hasSecret: false },
  words: ['type'],
  references: { group: { id: 'sample_group', ...group }, createdBy: { id: 'sample_user', ...user } },
};

export const logServiceSample: Sample = {
  wire: {
    service: 'datadog_log',
    enabled: true,
    status: { setup_state: 'broken', tasks: [{ code: 'reconnect', message: 'Reconnect', details: 'by hand' }] },
    config: { api_key: '******', region: 'EU' },
    setup_tests: [{ title: 'Connect', status: 'FAILED', message: 'Refused', details: ['a', 1] }],
  },
  graph: {
    service: 'datadog_log',
    enabled: true,
    setupState: 'BROKEN',
    tasks: [{ code: 'reconnect', message: 'Reconnect', details: 'by hand' }],
    config: { api_key: '******', region: 'EU' },
    setupTests: [{ title: 'Connect', status: 'FAILED', message: 'Refused', details: ['a', 1] }],
  },
  elsewhere: { group: 'it has the id of the group: references.cases.ts' },
  bare: { tasks: [] },
  words: ['status.setup_state', 'setup_tests.0.status'],
  references: { group },
};
