import type { Account } from '../../src/emulator/emulator.ts';
import {
  groupSample,
  logServiceSample,
  roleSample,
  type Sample,
  teamSample,
  userSample,
  webhookSample,
} from './sample.ts';
import {
  certificateSample,
  columnSample,
  connectionSample,
  destinationSample,
  schemaConfigSample,
  schemaSample,
  tableSample,
} from './sample-connections.ts';
import { type JsonObject, type Place, place, quote } from './world.ts';

/** What tells a thing from others of its type: the ids and names from the outermost to its own. */
export type Parts = readonly [string, ...string[]];

/** One resource: how its things are asked for, by which calls, and what they look like. */
export interface Row {
  /** The name of the Node type. */
  readonly type: string;
  /** The type's tag in global ids: a published constant. */
  readonly tag: string;
  /** Three things that are there. */
  readonly things: (account: Account) => readonly Parts[];
  /** Where one is in the graph; the last of its parts may be of either form where `addressed` says so. */
  readonly one: (parts: Parts) => Place;
  /** What a field takes that gives one thing: ids of either form, the name at the source, or nothing of its own. */
  readonly addressed: 'by id' | 'by name' | 'through its parent';
  /** The REST calls that must be made for one thing by its field, by `node`, and for three of them by `nodes`. */
  readonly calls: {
    readonly one: (parts: Parts) => readonly string[];
    readonly node: (parts: Parts) => readonly string[];
    readonly nodes: (three: readonly Parts[]) => readonly string[];
  };
  /** The call that has the thing, without its query. */
  readonly path: (parts: Parts) => string;
  /** What that call answers for a thing with these fields. */
  readonly data: (parts: Parts, wire: JsonObject) => JsonObject;
  /** The fields of the graph that say which thing it is, beside `id`. */
  readonly identity: (parts: Parts) => JsonObject;
  readonly sample: Sample;
}

const own = (parts: Parts): string => parts.at(-1) ?? '';
const firstThree = (ids: readonly string[]): Parts[] => ids.slice(0, 3).map((id) => [id]);

/** A resource with an id of its own, a details call and a list. */
function collection(
  type: string,
  tag: string,
  field: string,
  path: string,
  rows: (account: Account) => { list(): readonly { readonly id: string }[] },
  sample: Sample,
): Row {
  const one = ([id]: Parts) => [`GET ${path}/${id}`];
  return {
    type,
    tag,
    things: (account) =>
      firstThree(
        rows(account)
          .list()
          .map(({ id }) => id),
      ),
    one: ([id]) => place(`${field}(id: ${quote(id)})`),
    addressed: 'by id',
    calls: { one, node: one, nodes: () => [`GET ${path}?limit=1000`] },
    path: ([id]) => `${path}/${id}`,
    data: ([id], wire) => ({ ...wire, id }),
    identity: ([id]) => ({ fivetranId: id }),
    sample,
  };
}

// Fivetran has no call for one role: the list is all there is.
const roles = () => ['GET /v1/roles?limit=1000'];
const role: Row = {
  type: 'Role',
  tag: 'rol',
  things: ({ roles }) => firstThree(roles.list().map(({ name }) => name)),
  one: ([name]) => place(`role(id: ${quote(name)})`),
  addressed: 'by id',
  calls: { one: roles, node: roles, nodes: roles },
  path: () => '/v1/roles',
  data: ([name], wire) => ({ items: [{ ...wire, name }] }),
  identity: ([name]) => ({ fivetranId: name, name }),
  sample: roleSample,
};

const certificates = (connection: string) => `/v1/connections/${connection}/certificates`;
const certificateCall = ([connection, id]: Parts) => `GET ${certificates(connection)}/${id}`;
const certificate: Row = {
  type: 'Certificate',
  tag: 'crt',
  things: (account) => {
    const connection = firstConnection(account);
    return account
      .certificatesOf(connection)
      .list()
      .slice(0, 3)
      .map(({ id }) => [connection, id]);
  },
  one: (parts) => place(`connection(id: ${quote(parts[0])})`, `certificate(id: ${quote(own(parts))})`),
  addressed: 'by id',
  calls: {
    one: (parts) => [`GET /v1/connections/${parts[0]}`, certificateCall(parts)],
    node: (parts) => [certificateCall(parts)],
    nodes: (three) => three.map(certificateCall),
  },
  path: (parts) => `${certificates(parts[0])}/${own(parts)}`,
  data: (parts, wire) => ({ ...wire, id: own(parts) }),
  identity: (parts) => ({ fivetranId: own(parts) }),
  sample: certificateSample,
};

/** A part of a connection's schema config: one call for the whole tree answers for every part of it. */
function partOfConfig(
  type: string,
  tag: string,
  things: (account: Account) => readonly Parts[],
  steps: (parts: Parts) => readonly string[],
  data: (parts: Parts, wire: JsonObject) => JsonObject,
  sample: Sample,
): Row {
  const path = ([connection]: Parts) => `/v1/connections/${connection}/schemas`;
  const config = (parts: Parts) => [`GET ${path(parts)}`];
  const isWhole = type === 'SchemaConfig';
  return {
    type,
    tag,
    things,
    one: (parts) => place(`connection(id: ${quote(parts[0])})`, 'schemaConfig', ...steps(parts)),
    addressed: isWhole ? 'through its parent' : 'by name',
    calls: {
      one: (parts) => [`GET /v1/connections/${parts[0]}`, ...config(parts)],
      node: config,
      nodes: (three) => [...new Set(three.flatMap(config))],
    },
    path,
    data,
    identity: (parts) => (isWhole ? {} : { name: own(parts) }),
    sample,
  };
}

const firstConnection = (account: Account): string => account.connections.list()[0]?.id ?? '';

/** The names below a schema, a table or the whole config of the first connection. */
function below(account: Account, ...names: readonly string[]): readonly string[] {
  const [schema, table] = names;
  const schemas = account.schemaConfig(firstConnection(account))?.schemas;
  if (schema === undefined) return [...(schemas?.keys() ?? [])];
  const tables = schemas?.get(schema)?.tables;
  return [...((table === undefined ? tables : tables?.get(table)?.columns)?.keys() ?? [])];
}

function partsBelow(account: Account, depth: number): Parts[] {
  const above: string[] = [];
  while (above.length < depth) above.push(below(account, ...above)[0] ?? '');
  return below(account, ...above).map((name) => [firstConnection(account), ...above, name] as const);
}

const inSchema = ([, schema = '']: Parts, value: JsonObject): JsonObject => ({ schemas: { [schema]: value } });
const inTable = (parts: Parts, value: JsonObject): JsonObject =>
  inSchema(parts, { tables: { [parts[2] ?? '']: value } });
const named = (field: string, name: string | undefined) => `${field}(name: ${quote(name ?? '')})`;

const connection = collection(
  'Connector',
  'con',
  'connection',
  '/v1/connections',
  (a) => a.connections,
  connectionSample,
);
const destination = collection(
  'Destination',
  'dst',
  'destination',
  '/v1/destinations',
  (account) => account.destinations,
  destinationSample,
);
const logService = collection(
  'LogService',
  'log',
  'logService',
  '/v1/external-logging',
  (account) => account.logServices,
  logServiceSample,
);

/** Every resource. A type that implements Node and is not here fails a test. */
export const ROWS: readonly Row[] = [
  collection('Group', 'grp', 'group', '/v1/groups', ({ groups }) => groups, groupSample),
  connection,
  destination,
  collection('User', 'usr', 'user', '/v1/users', ({ users }) => users, userSample),
  collection('Team', 'tem', 'team', '/v1/teams', ({ teams }) => teams, teamSample),
  role,
  collection('Webhook', 'whk', 'webhook', '/v1/webhooks', ({ webhooks }) => webhooks, webhookSample),
  certificate,
  logService,
  partOfConfig(
    'SchemaConfig',
    'cfg',
    ({ connections }) => firstThree(connections.list().map(({ id }) => id)),
    () => [],
    (_, wire) => wire,
    schemaConfigSample,
  ),
  partOfConfig(
    'Schema',
    'sch',
    (account) => partsBelow(account, 0),
    ([, schema]) => [named('schema', schema)],
    inSchema,
    schemaSample,
  ),
  partOfConfig(
    'Table',
    'tbl',
    (account) => partsBelow(account, 1),
    ([, schema, table]) => [named('schema', schema), named('table', table)],
    inTable,
    tableSample,
  ),
  partOfConfig(
    'Column',
    'col',
    (account) => partsBelow(account, 2),
    ([, schema, table, column]) => [
      named('schema', schema),
      named('table', table),
      `columns(filter: { name: ${quote(column ?? '')} })`,
      'nodes',
    ],
    (parts, wire) => inTable(parts, { columns: { [own(parts)]: wire } }),
    columnSample,
  ),
];
