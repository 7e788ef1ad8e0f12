import { expect } from 'vitest';
import type { Case } from './case.ts';
import { expectError } from './faults.ts';
import { globalIdOf, scene } from './ids.cases.ts';
import type { Parts, Row } from './rows.ts';
import type { Reference } from './sample.ts';
import { fieldsOf, isReference, typeNameOf } from './selection.ts';
import { quote, type World } from './world.ts';

const forbidden = { code: 'FORBIDDEN', extensions: { fivetran: { status: 403, code: 'Forbidden' } } };
const notFound = { status: 404, body: { code: 'NotFound', message: 'It is gone' } };
const refused = { status: 403, body: { code: 'Forbidden', message: 'Not for this key' } };

/** What of a target its id alone answers. */
const shown = (type: string): string =>
  fieldsOf(type).some(({ name }) => name === 'fivetranId') ? 'fivetranId' : 'id';

/** References of one thing to others that are gone, or hidden, or not to be read at all. */
export function referenceCases(row: Row): Case[] {
  const cases = Object.entries(row.sample.references).flatMap(([field, reference]) =>
    reference.read === undefined && reference.id === undefined
      ? withinTree(row, field)
      : casesOf(row, field, reference, reference.read ?? (() => row.path(['']))),
  );
  return [everyReference(row), ...cases];
}

function everyReference(row: Row): Case {
  return {
    name: 'has all references of its type in the sample',
    run: async () => {
      const found = fieldsOf(row.type).filter((field) => isReference(field) && field.args.length === 0);
      // The config is a part of the connection, and a row of its own.
      const names = found.map(({ name }) => name).filter((name) => name !== 'schemaConfig');
      expect(Object.keys(row.sample.references).sort()).toEqual(names.sort());
    },
  };
}

function withinTree(row: Row, field: string): Case {
  return {
    name: `${field}: is here with it and costs nothing`,
    run: async () => {
      const { world, parts } = await scene(row);
      const { data, errors } = await ask(row, world, parts, `${field} { name }`);
      expect(errors).toBeUndefined();
      expect(data.node[field]).toEqual({ name: parts.at(-2) });
      expect(world.calls()).toEqual(row.calls.node(parts));
    },
  };
}

const ask = (row: Row, world: World, parts: Parts, selection: string) =>
  world.query(`{ node(id: ${quote(globalIdOf(row, parts))}) { ... on ${row.type} { ${selection} } } }`);

function casesOf(row: Row, field: string, reference: Reference, read: (id: string) => string): Case[] {
  const target = fieldsOf(row.type).find(({ name }) => name === field);
  const ids = `__typename ${shown(target === undefined ? '' : typeNameOf(target))}`;
  const targetScene = async () => {
    const it = await scene(row);
    // Without an id of its own in the sample the target has that of the thing, which is really there.
    if (reference.id !== undefined) it.world.serve(row.path(it.parts), row.data(it.parts, row.sample.wire));
    const id = reference.id ?? it.parts[0];
    return { ...it, id, path: read(id) };
  };
  const callsFor = (calls: readonly string[], path: string) =>
    calls.filter((call) => call.split('?')[0] === `GET ${path}`);
  const rest = `{ ${ids} ${reference.field} }`;

  if (reference.mayBeAbsent === true) {
    return [
      {
        name: `${field}: is null where there is none, without an error`,
        run: async () => {
          const { world, parts, path } = await targetScene();
          world.fail(path, notFound);
          const { data, errors } = await ask(row, world, parts, `${field} ${rest}`);
          expect(errors).toBeUndefined();
          expect(data.node).toEqual({ [field]: null });
        },
      },
      {
        name: `${field}: is null with FORBIDDEN where it may not be read`,
        run: async () => {
          const { world, parts, path } = await targetScene();
          world.fail(path, refused);
          const answer = await ask(row, world, parts, `id ${field} ${rest}`);
          expect(answer.data.node).toEqual({ id: globalIdOf(row, parts), [field]: null });
          expectError(answer, ['node', field], forbidden);
        },
      },
    ];
  }
  return [
    {
      name: `${field}: its ids cost no call, also where it is gone`,
      run: async () => {
        const { world, parts, id, path } = await targetScene();
        if (path !== row.path(parts)) world.fail(path, notFound);
        const { data, errors } = await ask(row, world, parts, `${field} { ${ids} }`);
        expect(errors).toBeUndefined();
        expect(data.node[field]).toEqual({ __typename: typeNameOf(target as never), fivetranId: id });
        expect(world.calls()).toEqual(row.calls.node(parts));
      },
    },
    {
      name: `${field}: has its ids and is null in all else where it is gone`,
      run: async () => {
        const { world, parts, id, path } = await targetScene();
        if (path !== row.path(parts)) world.fail(path, goneFrom(path));
        const { data, errors } = await ask(row, world, parts, `${field} ${rest}`);
        expect(errors).toBeUndefined();
        expect(data.node[field]).toMatchObject({ fivetranId: id, [reference.field]: null });
        expect(callsFor(world.calls(), path)).toHaveLength(1);
      },
    },
    ...(path404(row)
      ? []
      : [
          {
            name: `${field}: has its ids and is FORBIDDEN in all else where it may not be read`,
            run: async () => {
              const { world, parts, id, path } = await targetScene();
              world.fail(path, refused);
              const answer = await ask(row, world, parts, `${field} ${rest}`);
              expect(answer.data.node[field]).toMatchObject({ fivetranId: id, [reference.field]: null });
              expectError(answer, ['node', field, reference.field], forbidden);
            },
          },
        ]),
    ...(reference.id === undefined
      ? []
      : [
          {
            name: `${field}: is not asked for where the id is one that Fivetran keeps for itself`,
            run: async () => {
              const { world, parts } = await scene(row);
              const wire = JSON.parse(
                JSON.stringify(row.sample.wire).replaceAll(`"${reference.id}"`, '"_fivetran_own"'),
              );
              world.serve(row.path(parts), row.data(parts, wire));
              const { data, errors } = await ask(row, world, parts, `${field} ${rest}`);
              expect(errors).toBeUndefined();
              expect(data.node[field]).toMatchObject({ fivetranId: '_fivetran_own', [reference.field]: null });
              expect(world.calls()).toEqual(row.calls.node(parts));
            },
          },
        ]),
  ];
}

/** Whether the target is read by the call that has the thing itself: roles are all in one list. */
const path404 = (row: Row): boolean => row.type === 'Role';

/** A list without the target, or no such thing. */
const goneFrom = (path: string) =>
  path === '/v1/roles' ? { status: 200, body: { code: 'Success', data: { items: [] } } } : notFound;
