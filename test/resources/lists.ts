import type { AccountSize } from '../../src/emulator/options.ts';
import type { Account } from '../../src/emulator/store/account.ts';
import { type JsonObject, type Place, place, quote } from './world.ts';

/** How many items every list has here: with pages of three, a page of upstream ends inside of most pages of a client. */
export const LENGTH = 7;

/** One list of the graph: a field, what it reads, and what it must hold. */
export interface List {
  /** Type and field. */
  readonly name: string;
  readonly size: AccountSize;
  /** What a size cannot say. */
  readonly prepare?: (account: Account) => void;
  /** Where it is, with these arguments. */
  readonly at: (account: Account, args?: string) => Place;
  /** The path that Fivetran has it at. */
  readonly path: (account: Account) => string;
  /** The field of the nodes that tells them apart, and its values in the order of the list. */
  readonly key: 'fivetranId' | 'name';
  readonly keys: (account: Account) => readonly string[];
  /**
   * Who pages it: Fivetran, and this server passes it on; Fivetran, and this server leaves some out; or this server, of
   * one answer that has all.
   */
  readonly paged: 'by Fivetran' | 'filtered here' | 'in memory';
  /** What Fivetran's answer is where the list is empty. */
  readonly empty: (account: Account) => JsonObject;
  /** What a 404 means: that the list's parent is gone, so that the list is null; or an error. */
  readonly gone: 'null' | 'error';
  /** Whether the field itself makes the call, and so fails with it. */
  readonly calls: boolean;
}

const NONE: AccountSize = {
  groups: 1,
  connectionsPerGroup: 1,
  users: 1,
  teams: 0,
  webhooks: 0,
  logServices: 0,
  certificatesPerConnection: 0,
};

const field = (name: string, args: string) => (args === '' ? name : `${name}(${args})`);
const ids = (rows: { list(): readonly { readonly id: string }[] }) => rows.list().map(({ id }) => id);
const first = (rows: { list(): readonly { readonly id: string }[] }): string => ids(rows)[0] ?? '';

const fromUpstream = {
  key: 'fivetranId',
  paged: 'by Fivetran',
  empty: () => ({ items: [] }),
  calls: true,
} as const;

function root(name: string, path: string, size: AccountSize, keys: List['keys'], prepare?: List['prepare']): List {
  return {
    ...fromUpstream,
    name: `Query.${name}`,
    size: { ...NONE, ...size },
    at: (_, args = '') => place(field(name, args)),
    path: () => path,
    keys,
    gone: 'error',
    ...(prepare === undefined ? {} : { prepare }),
  };
}

function ofParent(
  name: string,
  parent: (account: Account) => string,
  path: (id: string) => string,
  size: AccountSize,
  keys: List['keys'],
): List {
  const [type = '', list = ''] = name.split('.');
  const root = type === 'Connector' ? 'connection' : type.toLowerCase();
  return {
    ...fromUpstream,
    name,
    size: { ...NONE, ...size },
    at: (account, args = '') => place(`${root}(id: ${quote(parent(account))})`, field(list, args)),
    path: (account) => path(parent(account)),
    keys,
    gone: 'null',
  };
}

const connection = (account: Account): string => first(account.connections);

/** A list of the first connection's schema config, which one call has as a whole. */
function inConfig(
  name: string,
  steps: readonly string[],
  size: AccountSize,
  prefix: string,
  empty: JsonObject,
  more: Partial<List> = {},
): List {
  const [last = ''] = steps.slice(-1);
  const fixed = last.includes('(') ? `${last.slice(last.indexOf('(') + 1, -1)}` : '';
  return {
    name,
    size: { ...NONE, schemasPerConnection: 1, tablesPerSchema: 1, columnsPerTable: 9, setColumnsPerTable: 1, ...size },
    at: (account, args = '') =>
      place(
        `connection(id: ${quote(connection(account))})`,
        'schemaConfig',
        ...steps.slice(0, -1),
        field(last.replace(/\(.*/, ''), [fixed, args].filter(Boolean).join(', ')),
      ),
    path: (account) => `/v1/connections/${connection(account)}/schemas`,
    key: 'name',
    keys: () => Array.from({ length: LENGTH }, (_, index) => `${prefix}_${index + 1}`),
    paged: 'in memory',
    empty: () => empty,
    gone: 'null',
    calls: false,
    ...more,
  };
}

const table = ['schema(name: "schema_1")', 'table(name: "table_1")'];
const inTable = (columns: JsonObject): JsonObject => ({ schemas: { schema_1: { tables: { table_1: { columns } } } } });
const sorted = (names: Iterable<string>): string[] => [...names].sort();
const members = (rows: { list(): readonly { readonly user_id: string }[] }) =>
  rows.list().map(({ user_id }) => user_id);

/** Every list. A field of a type `…Connection` that is not here fails a test. */
export const LISTS: readonly List[] = [
  root('groups', '/v1/groups', { groups: LENGTH }, ({ groups }) => ids(groups)),
  root('connections', '/v1/connections', { connectionsPerGroup: LENGTH }, ({ connections }) => ids(connections)),
  root('destinations', '/v1/destinations', { groups: LENGTH }, ({ destinations }) => ids(destinations)),
  root('users', '/v1/users', { users: LENGTH }, ({ users }) => ids(users)),
  root('teams', '/v1/teams', { teams: LENGTH }, ({ teams }) => ids(teams)),
  root(
    'roles',
    '/v1/roles',
    {},
    ({ roles }) => roles.list().map(({ name }) => name),
    ({ roles }) => {
      for (const { name } of roles.list().slice(LENGTH)) roles.remove(name);
    },
  ),
  root('webhooks', '/v1/webhooks', { webhooks: LENGTH }, ({ webhooks }) => ids(webhooks)),
  root('logServices', '/v1/external-logging', { groups: LENGTH, logServices: LENGTH }, (account) =>
    ids(account.logServices),
  ),
  ofParent(
    'Group.connections',
    ({ groups }) => first(groups),
    (id) => `/v1/groups/${id}/connections`,
    { groups: 2, connectionsPerGroup: LENGTH },
    (account) => ids(account.connections).slice(0, LENGTH),
  ),
  ofParent(
    'Destination.connections',
    ({ destinations }) => first(destinations),
    (id) => `/v1/groups/${id}/connections`,
    { groups: 2, connectionsPerGroup: LENGTH },
    (account) => ids(account.connections).slice(0, LENGTH),
  ),
  ofParent(
    'Group.users',
    ({ groups }) => first(groups),
    (id) => `/v1/groups/${id}/users`,
    { users: 9, usersPerGroup: LENGTH },
    (account) => members(account.membersOfGroup(first(account.groups))),
  ),
  {
    ...ofParent(
      'Group.webhooks',
      ({ groups }) => first(groups),
      () => '/v1/webhooks',
      { groups: 2, webhooks: 2 * LENGTH },
      ({ groups, webhooks }) =>
        webhooks
          .list()
          .filter(({ group_id }) => group_id === first(groups))
          .map(({ id }) => id),
    ),
    // Every second one is the group's.
    prepare: ({ groups, webhooks }) => {
      const group_id = first(groups);
      ids(webhooks).forEach((id, index) => {
        if (index % 2 === 1) webhooks.update(id, { type: 'group', group_id });
      });
    },
    paged: 'filtered here',
    gone: 'error',
  },
  ofParent(
    'Team.members',
    ({ teams }) => first(teams),
    (id) => `/v1/teams/${id}/users`,
    { users: 9, teams: 1, membersPerTeam: LENGTH },
    (account) => members(account.membersOfTeam(first(account.teams))),
  ),
  ofParent(
    'Connector.certificates',
    connection,
    (id) => `/v1/connections/${id}/certificates`,
    { certificatesPerConnection: LENGTH },
    (account) => ids(account.certificatesOf(connection(account))),
  ),
  inConfig('SchemaConfig.schemas', ['schemas'], { schemasPerConnection: LENGTH }, 'schema', { schemas: {} }),
  inConfig('SchemaConfig.tables', ['tables'], { tablesPerSchema: LENGTH }, 'table', { schemas: { schema_1: {} } }),
  inConfig('Schema.tables', ['schema(name: "schema_1")', 'tables'], { tablesPerSchema: LENGTH }, 'table', {
    schemas: { schema_1: { tables: {} } },
  }),
  inConfig('Table.columns', [...table, 'columns'], { setColumnsPerTable: LENGTH }, '', inTable({}), {
    keys: (account) => {
      const config = account.schemaConfig(connection(account));
      return sorted(config?.schemas.get('schema_1')?.tables.get('table_1')?.columns.keys() ?? []);
    },
  }),
  inConfig(
    'Table.columns',
    [...table, 'columns(source: LIVE)'],
    { columnsPerTable: LENGTH },
    '',
    { columns: {} },
    {
      path: (account) => `/v1/connections/${connection(account)}/schemas/schema_1/tables/table_1/columns`,
      keys: (account) => {
        const [of] = account.connections.list();
        return of === undefined ? [] : sorted(account.source.columns(of, 'schema_1', 'table_1').keys());
      },
      calls: true,
    },
  ),
];
