import { expect } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import { type Case, type Left, unless } from './case.ts';
import type { Parts, Row } from './rows.ts';
import { at, quote, startWorld, type World } from './world.ts';

const MISSING = 'no_such_thing';

export const globalIdOf = (row: Row, parts: Parts): string => encodeGlobalId(row.tag, parts);

const missing = (parts: Parts): Parts => [...parts.slice(0, -1), MISSING] as unknown as Parts;

/** The thing at the end of a path; null where there is none, also where what gives it is a list. */
export function theOne(answer: Parameters<typeof at>[0], path: readonly string[]): unknown {
  const found = at(answer, path);
  return (Array.isArray(found) ? found[0] : found) ?? null;
}

const identified = (row: Row, parts: Parts) => ({
  __typename: row.type,
  id: globalIdOf(row, parts),
  ...row.identity(parts),
});

const identity = (row: Row, parts: Parts) => `__typename id ${Object.keys(row.identity(parts)).join(' ')}`;

const sorted = (calls: readonly string[]) => [...calls].sort();

interface Scene {
  readonly world: World;
  readonly things: readonly Parts[];
  readonly parts: Parts;
}

/** A server, and three things of the resource. */
export async function scene(row: Row, ...options: Parameters<typeof startWorld>): Promise<Scene> {
  const world = await startWorld(...options);
  const things = row.things(world.account);
  const [parts] = things;
  if (parts === undefined || things.length !== 3)
    throw new Error(`three things are needed, there are ${things.length}`);
  return { world, things, parts };
}

/** Ways to a thing, and to none. `others`: the rows of all other types. */
export function idCases(row: Row, others: readonly Row[]): (Case | Left)[] {
  const noId = {
    'by id': undefined,
    'by name': 'it is asked for by its name at the source, within what it belongs to',
    'through its parent': 'it is asked for through its connection, whose ids are tested with the connection',
  }[row.addressed];
  const field = async ({ world, parts }: Scene, last: string) => {
    const place = row.one([...parts.slice(0, -1), last] as unknown as Parts);
    const answer = await world.query(`{ ${place.select(identity(row, parts))} }`);
    return { answer, path: place.path };
  };
  return [
    {
      name: row.addressed === 'by id' ? "by Fivetran's own id" : `by its field, ${row.addressed}`,
      run: async () => {
        const it = await scene(row);
        const { answer, path } = await field(it, it.parts.at(-1) ?? '');
        expect(answer.errors).toBeUndefined();
        expect(theOne(answer, path)).toEqual(identified(row, it.parts));
        expect(sorted(it.world.calls())).toEqual(sorted(row.calls.one(it.parts)));
      },
    },
    unless(noId, {
      name: 'by its global id, at the same cost',
      run: async () => {
        const it = await scene(row);
        const { answer, path } = await field(it, globalIdOf(row, it.parts));
        expect(answer.errors).toBeUndefined();
        expect(theOne(answer, path)).toEqual(identified(row, it.parts));
        expect(sorted(it.world.calls())).toEqual(sorted(row.calls.one(it.parts)));
      },
    }),
    {
      name: 'by node',
      run: async () => {
        const { world, parts } = await scene(row);
        const answer = await world.query(
          `{ node(id: ${quote(globalIdOf(row, parts))}) { ... on ${row.type} { ${identity(row, parts)} } } }`,
        );
        expect(answer.errors).toBeUndefined();
        expect(answer.data.node).toEqual(identified(row, parts));
        expect(world.calls()).toEqual(row.calls.node(parts));
      },
    },
    {
      name: 'by nodes, several at once, in their order, also twice',
      run: async () => {
        const { world, things } = await scene(row);
        const asked = [2, 0, 1, 0].map((index) => things[index] as Parts);
        const answer = await world.query('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
          ids: asked.map((parts) => globalIdOf(row, parts)),
        });
        expect(answer.errors).toBeUndefined();
        const expected = asked.map((parts) => ({ __typename: row.type, id: globalIdOf(row, parts) }));
        expect(answer.data.nodes).toEqual(expected);
        expect(sorted(world.calls())).toEqual(sorted(row.calls.nodes(things)));
      },
    },
    unless(noId, {
      name: 'not by the id of another type, which is named',
      run: async () => {
        const it = await scene(row);
        for (const other of others) {
          const wrong = globalIdOf(other, other.things(it.world.account)[0] as Parts);
          const { answer, path } = await field(it, wrong);
          expect(theOne(answer, path)).toBeNull();
          expect(answer.errors).toEqual([
            {
              message: `Argument "id" must be the id of a ${row.type}, got the id of a ${other.type}`,
              path,
              locations: expect.any(Array),
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ]);
        }
      },
    }),
    unless(noId, {
      name: 'not by an empty id',
      run: async () => {
        const it = await scene(row);
        const { answer, path } = await field(it, '');
        expect(theOne(answer, path)).toBeNull();
        expect(answer.errors).toMatchObject([{ path, extensions: { code: 'BAD_USER_INPUT' } }]);
      },
    }),
    {
      name: "not by node with Fivetran's id, which says nothing of the type",
      run: async () => {
        const { world, parts } = await scene(row);
        const answer = await world.query('query ($id: ID!) { node(id: $id) { id } }', { id: parts.at(-1) });
        expect(answer.data).toEqual({ node: null });
        expect(answer.errors).toMatchObject([{ path: ['node'], extensions: { code: 'BAD_USER_INPUT' } }]);
        expect(world.calls()).toEqual([]);
      },
    },
    {
      name: 'is null by its field where there is none, without an error',
      run: async () => {
        const it = await scene(row);
        const { answer, path } = await field(it, MISSING);
        expect(answer.errors).toBeUndefined();
        expect(theOne(answer, path)).toBeNull();
      },
    },
    {
      name: 'is null by node where there is none, at no more than the cost of one that is there',
      run: async () => {
        const { world, parts } = await scene(row);
        const none = missing(parts);
        const answer = await world.query(`{ node(id: ${quote(globalIdOf(row, none))}) { id } }`);
        expect(answer).toMatchObject({ status: 200, data: { node: null } });
        expect(answer.errors).toBeUndefined();
        // Of a column that nobody has set the source must be asked, too.
        const live = row.type === 'Column' ? [expect.stringMatching(/\/columns$/)] : [];
        expect(world.calls()).toEqual([...row.calls.node(none), ...live]);
      },
    },
    {
      name: 'is null at its place in nodes where there is none, or where the id is none',
      run: async () => {
        const { world, things, parts } = await scene(row);
        const [a, b] = things.map((thing) => globalIdOf(row, thing));
        const answer = await world.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
          ids: [a, globalIdOf(row, missing(parts)), 'no id at all', b],
        });
        expect(answer.data.nodes).toEqual([{ id: a }, null, null, { id: b }]);
        expect(answer.errors).toMatchObject([{ path: ['nodes', 2], extensions: { code: 'BAD_USER_INPUT' } }]);
      },
    },
  ];
}
