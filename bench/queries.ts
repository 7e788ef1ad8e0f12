/** An operation of the benches, with what it may cost. */
export interface Query {
  readonly name: string;
  readonly text: string;
  /** REST calls of a cold cache on the account of `ACCOUNT`, and the depth of their dependencies. */
  readonly calls: number;
  readonly trips: number;
}

/** The account that the figures are of. */
export const ACCOUNT = {
  groups: 20,
  connectionsPerGroup: 10,
  users: 1000,
  teams: 50,
  membersPerTeam: 20,
  schemasPerConnection: 2,
  tablesPerSchema: 10,
} as const;

const CONNECTION = 'fivetranId service schema paused succeededAt status { setupState syncState }';

/** groups > connections, under a name of its own so that no two texts need be alike. */
export const groupsAndConnections = (operation = 'Groups') =>
  `query ${operation} { groups { nodes { fivetranId name connections { nodes { ${CONNECTION} } } } } }`;

/** Each connection's schema config, which lists do not have: one call for each connection. */
const schemaConfigs = `query SchemaConfigs { groups { nodes { name connections { nodes { service
  schemaConfig { schemas { nodes { name enabled tables { nodes { name enabled } } } } } } } } } }`;

export const QUERIES: readonly Query[] = [
  { name: 'groups > connections', text: groupsAndConnections(), calls: 2, trips: 1 },
  {
    name: 'groups > connections, destination',
    text: `{ groups { nodes { name destination { service region } connections { nodes { ${CONNECTION} } } } } }`,
    calls: 3,
    trips: 1,
  },
  { name: 'groups > connections > schema config', text: schemaConfigs, calls: 202, trips: 2 },
  {
    name: '200 connections: connectedBy, group',
    text: '{ connections(first: 200) { nodes { service connectedBy { email } group { name } } } }',
    calls: 3,
    trips: 2,
  },
  {
    name: 'teams > members > e-mail',
    text: '{ teams { nodes { name members { edges { node { email } } } } } }',
    calls: 52,
    trips: 2,
  },
  {
    name: 'one list under two aliases',
    text: '{ a: groups { nodes { name } } b: groups { nodes { fivetranId } } }',
    calls: 1,
    trips: 1,
  },
];
