import { expect } from 'vitest';
import type { Clock } from '../../src/fivetran/clock.ts';
import { systemClock } from '../../src/fivetran/clock.ts';
import { type Case, type Left, unless } from './case.ts';
import { expectError, FAILURES, PASSING } from './faults.ts';
import { globalIdOf, scene, theOne } from './ids.cases.ts';
import { type Parts, ROWS, type Row } from './rows.ts';
import { quote } from './world.ts';

const LONGEST_SKIPPED_MS = 5_000;

/** A clock on which a short wait is over at once, and afterwards it is that much later. Time-outs are not short. */
export function skippingClock(): Clock {
  let skipped = 0;
  const now = () => systemClock.now() + skipped;
  return {
    now,
    setTimer(at, run) {
      if (at - now() > LONGEST_SKIPPED_MS) return systemClock.setTimer(at - skipped, run);
      const immediate = setImmediate(() => {
        skipped += Math.max(0, at - now());
        run();
      });
      return () => clearImmediate(immediate);
    },
  };
}

/** The field that fails where the call for a thing fails: the tree of a config is read by one field for all its parts. */
function failingField(path: readonly string[]): readonly string[] {
  const config = path.indexOf('schemaConfig');
  return config < 0 ? path : path.slice(0, config + 1);
}

/** What becomes of a resource when Fivetran does not answer, or not as it should. */
export function failureCases(row: Row): (Case | Left)[] {
  const healthy = ROWS.find(({ type }) => type === (row.type === 'Team' ? 'Group' : 'Team')) as Row;
  // A list that is not there is not a thing that is not there.
  const listOnly = row.type === 'Role';
  return [
    ...FAILURES.flatMap(({ name, fault, attempts, ...told }): Case[] => [
      {
        name: `${name}: its field is null with ${told.code}, and what stands beside it survives`,
        run: async () => {
          const { world, parts } = await scene(row);
          world.fail(row.path(parts), fault);
          const { select, path } = row.one(parts);
          const answer = await world.query(`{ ${select('id')} rateLimit { name } }`);
          expect(theOne(answer, path)).toBeNull();
          expectError(answer, failingField(path), told);
          expect(answer.data.rateLimit.length).toBeGreaterThan(0);
          const failing = `GET ${row.path(parts)}`;
          const calls = world.calls().filter((call) => call.split('?')[0] === failing);
          expect(calls).toHaveLength(attempts);
        },
      },
      {
        name: `${name}: in nodes only its own place is null`,
        run: async () => {
          const { world, parts } = await scene(row);
          const [other] = healthy.things(world.account) as [Parts];
          world.fail(row.path(parts), fault);
          const [id, otherId] = [globalIdOf(row, parts), globalIdOf(healthy, other)];
          // The healthy one first: a refused key is refused for every later call.
          const answer = await world.query(`{ nodes(ids: [${quote(otherId)}, ${quote(id)}]) { id } }`);
          expect(answer.data.nodes).toEqual([{ id: otherId }, null]);
          expectError(answer, ['nodes', 1], told);
        },
      },
    ]),
    unless(listOnly ? 'Fivetran has no call for one: what is not in the list is not there' : undefined, {
      name: '404: its field, node and its place in nodes are null, without an error',
      run: async () => {
        const { world, parts } = await scene(row);
        world.fail(row.path(parts), { status: 404, body: { code: 'NotFound', message: 'Not here' } });
        const { select, path } = row.one(parts);
        const id = quote(globalIdOf(row, parts));
        const answer = await world.query(`{ ${select('id')} node(id: ${id}) { id } nodes(ids: [${id}]) { id } }`);
        expect(answer.errors).toBeUndefined();
        expect(theOne(answer, path)).toBeNull();
        expect(answer.data).toMatchObject({ node: null, nodes: [null] });
        expect(world.calls().filter((call) => call === `GET ${row.path(parts)}`)).toHaveLength(1);
      },
    }),
    ...PASSING.map(
      ({ name, fault }): Case => ({
        name: `${name}: the call is made again, and the answer is whole`,
        run: async () => {
          const { world, parts } = await scene(row, { parts: { clock: skippingClock() } });
          world.fail(row.path(parts), fault, 1);
          const answer = await world.query(`{ node(id: ${quote(globalIdOf(row, parts))}) { __typename id } }`);
          expect(answer.errors).toBeUndefined();
          expect(answer.data.node).toEqual({ __typename: row.type, id: globalIdOf(row, parts) });
          expect(answer.extensions.fivetran).toMatchObject({ calls: 1, retries: 1 });
          const [call] = row.calls.node(parts);
          expect(world.calls()).toEqual([call, call]);
        },
      }),
    ),
    {
      name: 'a list that is refused is not followed by a call for each',
      run: async () => {
        const { world, things } = await scene(row);
        const [path = ''] = (row.calls.nodes(things)[0] ?? '').replace('GET ', '').split('?');
        world.fail(path, { status: 403, body: { code: 'Forbidden', message: 'No' } });
        const ids = things.map((parts) => globalIdOf(row, parts));
        const answer = await world.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
        const refused = answer.errors?.filter(({ extensions }) => extensions.code === 'FORBIDDEN') ?? [];
        const alone = answer.data.nodes.filter((node: unknown) => node !== null).length;
        expect(refused.length + alone).toBe(ids.length);
        expect(refused.length).toBeGreaterThan(0);
        expect(world.calls().sort()).toEqual([...row.calls.nodes(things)].sort());
      },
    },
  ];
}
