import { channel } from 'node:diagnostics_channel';
import { expect, onTestFinished } from 'vitest';
import { type Case, type Left, unless } from './case.ts';
import { expectError } from './faults.ts';
import { globalIdOf, scene } from './ids.cases.ts';
import type { Parts, Row } from './rows.ts';
import { changed, withMore } from './sample.ts';
import { everything, fieldsOf, leavesOf } from './selection.ts';
import { type JsonObject, quote, type World } from './world.ts';

/** Objects whose keys are a service's or a source's own. */
const FREE_MAPS = 'config external_secrets_keys_config source_sync_details details schemas tables columns'.split(' ');

const byNode = (row: Row, parts: Parts, selection: string) =>
  `{ node(id: ${quote(globalIdOf(row, parts))}) { ... on ${row.type} { ${selection} } } }`;

/** What the graph says of a thing that REST has with these fields. */
async function readAs(row: Row, world: World, parts: Parts, wire: JsonObject) {
  world.serve(row.path(parts), row.data(parts, wire));
  return world.query(byNode(row, parts, everything(row.type, Object.keys(row.sample.elsewhere))));
}

/** Objects within the wire have nothing in them. */
function emptied(wire: JsonObject): JsonObject {
  const entries = Object.entries(wire).map(([name, value]) => {
    if (FREE_MAPS.includes(name) || typeof value !== 'object' || value === null) return [name, value];
    if (!Array.isArray(value)) return [name, {}];
    return [name, value.map((item) => (typeof item === 'object' ? {} : item))];
  });
  return Object.fromEntries(entries);
}

const nothing = (wire: JsonObject): JsonObject => Object.fromEntries(Object.keys(wire).map((name) => [name, null]));

/** What an answer holds: every field, whatever Fivetran sends or leaves out. */
export function fieldCases(row: Row): (Case | Left)[] {
  const { sample, type } = row;
  const of = (parts: Parts, graph: JsonObject) => ({ id: globalIdOf(row, parts), ...row.identity(parts), ...graph });
  const bare = (parts: Parts) => {
    const absent = Object.keys(sample.graph).map((name) => [name, sample.bare?.[name] ?? null]);
    return of(parts, Object.fromEntries(absent));
  };
  const hasObjects = JSON.stringify(emptied(sample.wire)) !== JSON.stringify(sample.wire);
  const [someField = ''] = Object.keys(sample.wire);
  return [
    {
      name: 'has all fields of its type in the sample',
      run: async () => {
        const { parts } = await scene(row);
        const known = [...Object.keys(of(parts, sample.graph)), ...Object.keys(sample.elsewhere)];
        expect(known.sort()).toEqual(
          fieldsOf(type)
            .map(({ name }) => name)
            .sort(),
        );
      },
    },
    {
      name: 'answers all fields at once, the same by its field, by node and among many',
      run: async () => {
        const { world, parts, things } = await scene(row);
        const selection = everything(type);
        const { select, path } = row.one(parts);
        const field = await world.query(`{ ${select(selection)} }`);
        const node = await world.query(byNode(row, parts, selection), {}, { 'cache-control': 'no-cache' });
        const many = await world.query(
          `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${selection} } } }`,
          { ids: things.map((thing) => globalIdOf(row, thing)) },
          { 'cache-control': 'no-cache' },
        );
        expect([field.errors, node.errors, many.errors]).toEqual([undefined, undefined, undefined]);
        const found = path.reduce((value, step) => value[step], field.data);
        expect(Array.isArray(found) ? found[0] : found).toEqual(node.data.node);
        expect(many.data.nodes[0]).toEqual(node.data.node);
        expect(node.data.node).toMatchObject({ id: globalIdOf(row, parts) });
      },
    },
    {
      name: 'has in each field what REST has',
      run: async () => {
        const { world, parts } = await scene(row);
        const { data, errors } = await readAs(row, world, parts, sample.wire);
        expect(errors).toBeUndefined();
        expect(data.node).toEqual(of(parts, sample.graph));
      },
    },
    {
      name: 'is null in every field that REST leaves out',
      run: async () => {
        const { world, parts } = await scene(row);
        const { data, errors } = await readAs(row, world, parts, {});
        expect(errors).toBeUndefined();
        expect(data.node).toEqual(bare(parts));
      },
    },
    {
      name: 'is null in every field that REST has as null',
      run: async () => {
        const { world, parts } = await scene(row);
        const { data, errors } = await readAs(row, world, parts, nothing(sample.wire));
        expect(errors).toBeUndefined();
        // A snapshot is what came.
        const snapshot = 'snapshot' in sample.graph ? { snapshot: nothing(sample.wire) } : {};
        expect(data.node).toEqual({ ...bare(parts), ...snapshot });
      },
    },
    unless(hasObjects ? undefined : 'REST has no objects in it', {
      name: 'bears objects of REST with nothing in them',
      run: async () => {
        const { world, parts } = await scene(row);
        const { data, errors } = await readAs(row, world, parts, emptied(sample.wire));
        expect(errors).toBeUndefined();
        expect(data.node).toMatchObject(row.identity(parts));
      },
    }),
    {
      name: 'does not mind fields that nobody has heard of',
      run: async () => {
        const { world, parts } = await scene(row);
        const more = withMore(sample.wire, FREE_MAPS) as JsonObject;
        const { data, errors } = await readAs(row, world, parts, more);
        expect(errors).toBeUndefined();
        // A snapshot is what came.
        const snapshot = 'snapshot' in sample.graph ? { snapshot: more } : {};
        expect(data.node).toEqual({ ...of(parts, sample.graph), ...snapshot });
      },
    },
    unless(sample.words.length > 0 ? undefined : 'it has no field of a closed set', {
      name: 'has UNRECOGNIZED for a word that Fivetran adds tomorrow, which is reported',
      run: async () => {
        const { world, parts } = await scene(row);
        const reported: unknown[] = [];
        const report = (message: unknown) => void reported.push(message);
        const unrecognized = channel('fivetran-graphql:unrecognized-enum-value');
        unrecognized.subscribe(report);
        onTestFinished(() => void unrecognized.unsubscribe(report));
        const wire = sample.words.reduce((json, path) => changed(json, path, 'of_tomorrow'), sample.wire);
        const { data, errors } = await readAs(row, world, parts, wire);
        expect(errors).toBeUndefined();
        const words = leavesOf(type, data.node).filter(({ closedSet }) => closedSet);
        expect(words.map(({ value }) => value)).toEqual(sample.words.map(() => 'UNRECOGNIZED'));
        expect(reported).toHaveLength(sample.words.length);
        for (const { type } of words) expect(reported).toContainEqual({ enum: type, value: 'of_tomorrow' });
      },
    }),
    {
      name: 'is an error, and tells nothing of the value, where a field is of another form',
      run: async () => {
        const { world, parts } = await scene(row);
        const answer = await readAs(row, world, parts, { ...sample.wire, [someField]: { is: 'hunter2-in-the-body' } });
        expect(answer.data.node).toBeNull();
        const fivetran = { status: 200, code: null };
        expectError(answer, ['node'], { code: 'UPSTREAM_ERROR', extensions: { fivetran } });
      },
    },
  ];
}
