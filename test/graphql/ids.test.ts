import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGlobalId, encodeGlobalId } from '../../src/graphql/global-id.ts';
import { allNodeTypes } from '../../src/graphql/node.ts';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { NASTY_NAMES } from '../support/trees.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the test is about
type Json = any;

/** Any text that JSON can carry, lone surrogates too. */
const anyText = fc.oneof(fc.constantFrom(...NASTY_NAMES), fc.string({ unit: 'binary' }), fc.string(), loneSurrogates());

function loneSurrogates() {
  return fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units));
}

describe('a global id', () => {
  it('gives back what it was made of, whatever the names', () => {
    const tag = fc.constantFrom(...allNodeTypes().map((type) => type.tag));
    fc.assert(
      fc.property(tag, fc.array(anyText, { minLength: 1, maxLength: 4 }), (of, parts) => {
        expect(decodeGlobalId(encodeGlobalId(of, parts))).toEqual({ tag: of, parts });
      }),
    );
  });

  it('is another one for anything else', () => {
    const parts = fc.array(anyText, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(encodeGlobalId('tbl', a) === encodeGlobalId('tbl', b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('is never seen in what is none', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = decodeGlobalId(text);
        if (read !== undefined) expect(encodeGlobalId(read.tag, read.parts)).toBe(text);
      }),
    );
  });

  it('is that of every type that implements Node, by a tag of its own', () => {
    const node = graphqlSchema.getType('Node');
    const types = graphqlSchema.getPossibleTypes(node as never).map(({ name }) => name);
    expect(
      allNodeTypes()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...types].sort());
  });
});

const RESOURCES = ['Group', 'Connector', 'Destination', 'User'] as const;
const FIELDS = { Group: 'group', Connector: 'connection', Destination: 'destination', User: 'user' };

const IDS = `{
  groups(first: 1) { nodes { id fivetranId } } connections(first: 1) { nodes { id fivetranId } }
  destinations(first: 1) { nodes { id fivetranId } } users(first: 1) { nodes { id fivetranId } } }`;

/** An id of each kind, both forms of it. */
async function idsOf(server: TestServer) {
  const { data } = await server.query(IDS);
  const idOf = (type: (typeof RESOURCES)[number]): { id: string; fivetranId: string } =>
    data[`${FIELDS[type]}s`].nodes[0];
  return Object.fromEntries(RESOURCES.map((type) => [type, idOf(type)])) as Record<
    (typeof RESOURCES)[number],
    { id: string; fivetranId: string }
  >;
}

describe('an argument "id"', () => {
  it.each(RESOURCES)('of a %s takes its global id and its own', async (type) => {
    const server = await startServer();
    const ids = await idsOf(server);
    for (const id of Object.values(ids[type])) {
      const { data, errors } = await server.query(
        `query ($id: ID!) { it: ${FIELDS[type]}(id: $id) { id fivetranId } }`,
        {
          id,
        },
      );
      expect(errors).toBeUndefined();
      expect(data.it).toEqual(ids[type]);
    }
  });

  it.each(RESOURCES)('of a %s refuses the id of anything else, naming both', async (type) => {
    const server = await startServer();
    const ids = await idsOf(server);
    server.calls();
    for (const other of RESOURCES.filter((name) => name !== type)) {
      const { data, errors } = await server.query(`query ($id: ID!) { it: ${FIELDS[type]}(id: $id) { fivetranId } }`, {
        id: ids[other].id,
      });
      expect(data).toEqual({ it: null });
      expect(errors).toMatchObject([{ path: ['it'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors?.[0]?.message).toBe(`Argument "id" must be the id of a ${type}, got the id of a ${other}`);
    }
    expect(server.calls()).toEqual([]);
  });

  it('of a connection refuses the ids of what is in its schema config', async () => {
    const server = await startServer();
    const id = encodeGlobalId('tbl', ['a', 'b', 'c']);
    const { errors } = await server.query('query ($id: ID!) { connection(id: $id) { fivetranId } }', { id });
    expect(errors?.[0]?.message).toBe('Argument "id" must be the id of a Connector, got the id of a Table');
  });

  it.each(RESOURCES)('of a %s that there is not gives null', async (type) => {
    const server = await startServer();
    const unknown = ['no_such_id', ' ', '..', '.', 'a/b?c', '📝', '\ud800', 'x'.repeat(3000)];
    for (const id of [...unknown, ...unknown.map((name) => encodeGlobalId(tagOf(type), [name]))]) {
      const query = `query ($id: ID!) { it: ${FIELDS[type]}(id: $id) { id fivetranId } }`;
      expect(await server.query(query, { id })).toMatchObject({ status: 200, data: { it: null } });
      expect((await server.query(query, { id })).errors).toBeUndefined();
    }
  });

  it('refuses an empty one', async () => {
    const server = await startServer();
    const { errors } = await server.query('{ group(id: "") { name } }');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

function tagOf(type: string): string {
  return allNodeTypes().find(({ name }) => name === type)?.tag ?? '';
}

describe('nodes', () => {
  it('gives each in its place: null for what there is not, an error for what is no id', async () => {
    const server = await startServer();
    const ids = await idsOf(server);
    const unknown = encodeGlobalId('grp', ['no_such_group']);
    const noTag = encodeGlobalId('zzz', ['x']);
    const tooFew = encodeGlobalId('tbl', ['x']);
    const { data, errors } = await server.query('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids: [ids.User.id, unknown, ids.Group.fivetranId, ids.Group.id, noTag, tooFew, '', ids.User.id],
    });
    const user = { __typename: 'User', id: ids.User.id };
    expect(data.nodes).toEqual([user, null, null, { __typename: 'Group', id: ids.Group.id }, null, null, null, user]);
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      [2, 4, 5, 6].map((at) => [['nodes', at], 'BAD_USER_INPUT']),
    );
  });

  it('refuses more than 1000', async () => {
    const server = await startServer();
    const { errors } = await server.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 1001 }, (_, at) => encodeGlobalId('grp', [String(at)])),
    });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(server.calls()).toEqual([]);
  });

  it('of one kind cost one list, not a call each', async () => {
    const server = await startServer({ emulator: { size: { groups: 10, connectionsPerGroup: 20 } } });
    const ids = server.emulator.account.connections.list().map(({ id }) => encodeGlobalId('con', [id]));
    const { data, errors } = await server.query(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Connector { service } } }',
      { ids },
    );
    expect(errors).toBeUndefined();
    expect(data.nodes.map(({ id }: Json) => id)).toEqual(ids);
    expect(server.calls()).toEqual(['GET /v1/connections?limit=1000']);
  });
});
