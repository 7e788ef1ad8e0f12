import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { Pool } from 'undici';

/**
 * What one would write first: a Yoga server whose resolvers call REST, with a DataLoader for each kind of thing, so that
 * no operation reads a thing twice. Tuned: pages of 1000, 100 kept-alive connections, no logging, no masking.
 */
const upstream = new Pool(process.env.FIVETRAN_API_URL ?? '', { connections: 100, pipelining: 1 });

interface Row {
  readonly id: string;
  readonly [field: string]: unknown;
}
interface Context {
  readonly get: <Data>(path: string) => Promise<Data>;
  readonly all: (path: string) => Promise<readonly Row[]>;
}

const typeDefs = /* GraphQL */ `
  type Query {
    groups: Groups!
    connections(first: Int): Connectors!
    teams: Teams!
  }
  type Groups { nodes: [Group!]! }
  type Connectors { nodes: [Connector!]! }
  type Teams { nodes: [Team!]! }
  type Group { fivetranId: ID! name: String connections: Connectors destination: Destination }
  type Destination { fivetranId: ID! service: String region: String }
  type Connector {
    fivetranId: ID! service: String schema: String paused: Boolean succeededAt: String status: Status
    group: Group connectedBy: User schemaConfig: SchemaConfig
  }
  type Status { setupState: String syncState: String }
  type User { fivetranId: ID! email: String }
  type Team { fivetranId: ID! name: String members: Members }
  type Members { edges: [Member!]! }
  type Member { role: String node: User }
  type SchemaConfig { schemas: Schemas! }
  type Schemas { nodes: [Schema!]! }
  type Schema { name: String enabled: Boolean tables: Tables! }
  type Tables { nodes: [Table!]! }
  type Table { name: String enabled: Boolean }
`;

const named = (map: Record<string, object> = {}) => Object.entries(map).map(([name, value]) => ({ name, ...value }));
const nodes = async (rows: Promise<readonly Row[]>) => ({ nodes: await rows });
const own = { fivetranId: ({ id }: Row) => id };
const shout = (value: unknown) => String(value).toUpperCase();

const resolvers = {
  Query: {
    groups: (_: unknown, __: unknown, { all }: Context) => nodes(all('/v1/groups')),
    connections: (_: unknown, __: unknown, { all }: Context) => nodes(all('/v1/connections')),
    teams: (_: unknown, __: unknown, { all }: Context) => nodes(all('/v1/teams')),
  },
  Group: {
    ...own,
    connections: ({ id }: Row, _: unknown, { all }: Context) => nodes(all(`/v1/groups/${id}/connections`)),
    destination: ({ id }: Row, _: unknown, { get }: Context) => get(`/v1/destinations/${id}`),
  },
  Destination: own,
  User: own,
  Connector: {
    ...own,
    succeededAt: ({ succeeded_at }: Row) => succeeded_at,
    status: ({ status }: Row) => status,
    group: ({ group_id }: Row, _: unknown, { get }: Context) => get(`/v1/groups/${group_id}`),
    connectedBy: ({ connected_by }: Row, _: unknown, { get }: Context) => get(`/v1/users/${connected_by}`),
    schemaConfig: ({ id }: Row, _: unknown, { get }: Context) => get(`/v1/connections/${id}/schemas`),
  },
  Status: {
    setupState: ({ setup_state }: Row) => shout(setup_state),
    syncState: ({ sync_state }: Row) => shout(sync_state),
  },
  Team: {
    ...own,
    members: async ({ id }: Row, _: unknown, { all }: Context) => ({ edges: await all(`/v1/teams/${id}/users`) }),
  },
  Member: { node: ({ user_id }: Row, _: unknown, { get }: Context) => get(`/v1/users/${user_id}`) },
  SchemaConfig: { schemas: ({ schemas }: { schemas?: Record<string, object> }) => ({ nodes: named(schemas) }) },
  Schema: {
    name: ({ name_in_destination, name }: Row) => name_in_destination ?? name,
    tables: ({ tables }: { tables?: Record<string, object> }) => ({ nodes: named(tables) }),
  },
};

async function read(path: string, authorization: string): Promise<unknown> {
  const headers = { authorization, accept: 'application/json;version=2' };
  const { statusCode, body } = await upstream.request({ path, method: 'GET', headers });
  if (statusCode !== 200) throw new Error(`${path} gave ${statusCode}`);
  return ((await body.json()) as { data: unknown }).data;
}

const yoga = createYoga<object, Context>({
  schema: createSchema<Context>({ typeDefs, resolvers: resolvers as never }),
  logging: false,
  maskedErrors: false,
  graphiql: false,
  landingPage: false,
  multipart: false,
  cors: false,
  context: ({ request }) => {
    const authorization = request.headers.get('authorization') ?? '';
    const loader = new DataLoader((paths: readonly string[]) =>
      Promise.all(paths.map((path) => read(path, authorization).catch((error: Error) => error))),
    );
    const get = <Data>(path: string) => loader.load(path) as Promise<Data>;
    return { get, all: async (path) => (await get<{ items: Row[] }>(`${path}?limit=1000`)).items };
  },
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('SIGTERM', () => process.exit(0));
