import { type GraphQLField, getNamedType, isLeafType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { readsOf } from '../../src/plan/reads.ts';
import { type FieldWrites, WRITES } from '../../src/plan/writes.ts';
import { textOf } from '../support/repository.ts';
import { type AnyEndpoint, endpoints, FIELDS, GUIDE, restToGraphql } from '../support/rest-to-graphql.ts';
import { LISTS } from './lists.ts';
import { type Parts, ROWS, type Row } from './rows.ts';
import { everything, fieldsOf, isList, isReference, objectType, typeNameOf } from './selection.ts';
import { type Place, place, startWorld, type World } from './world.ts';

type Field = GraphQLField<unknown, unknown>;

const all = await endpoints();
const [reads, writes] = [all.filter(({ method }) => method === 'GET'), all.filter(({ method }) => method !== 'GET')];
const names = (found: readonly AnyEndpoint[]) => [...new Set(found.map(({ name }) => name))];
const withoutArguments = (coordinate: string) => coordinate.replace(/\(.*/, '');
const listed = Object.values(FIELDS).flat().map(withoutArguments);

/** @throws Error where the schema has no such field */
function fieldAt(coordinate: string): Field {
  const [type = '', name = ''] = withoutArguments(coordinate).split('.');
  const field = objectType(type).getFields()[name];
  if (field === undefined) throw new Error(`the schema has no field ${coordinate}`);
  return field;
}

/** Fields that say of themselves that they may cost a call. */
function fieldsThatRead(): string[] {
  const anything = { args: { ids: [] }, of: undefined, parents: null, selectsBeyond: () => true };
  const types = Object.values(graphqlSchema.getTypeMap()).filter(isObjectType);
  return types
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(({ name }) =>
      fieldsOf(name)
        .filter((field) => readsOf(field).demands(anything).length > 0)
        .map((field) => `${name}.${field.name}`),
    );
}

describe('Every operation that the client makes', () => {
  it.each(names(all))('%s has a field', (name) => {
    expect(FIELDS[name] ?? []).not.toEqual([]);
    for (const coordinate of FIELDS[name] ?? []) expect(fieldAt(coordinate)).toBeDefined();
  });

  it("is one of the 45 of Fivetran's guide, or completes a resource of these", () => {
    expect(GUIDE).toHaveLength(45);
    expect(GUIDE.filter((name) => !names(all).includes(name))).toEqual([]);
    expect(GUIDE.filter((name) => names(reads).includes(name))).toHaveLength(17);
  });
});

describe('The table from REST to GraphQL', () => {
  it('has only operations that the client makes', () => {
    expect(Object.keys(FIELDS).sort()).toEqual(names(all).sort());
  });

  it('has every mutation, each with what it does', () => {
    const mutations = Object.keys(objectType('Mutation').getFields()).map((name) => `Mutation.${name}`);
    expect(listed.filter((coordinate) => coordinate.startsWith('Mutation.')).sort()).toEqual(mutations.sort());
    for (const name of names(writes)) {
      const actions = writes.filter((write) => write.name === name).map(({ area, action }) => ({ area, action }));
      for (const coordinate of FIELDS[name] ?? []) {
        const { least: _, ...what } = fieldAt(coordinate).extensions[WRITES] as FieldWrites;
        expect(actions, coordinate).toContainEqual(what);
      }
    }
  });

  it('has every field that says that it may cost a call, but those that take any id', () => {
    const reading = fieldsThatRead().filter((coordinate) => !/^Query\.nodes?$/.test(coordinate));
    // The nodes of a page are those of its edges.
    const once = reading.filter((coordinate) => !/Connection\.nodes$/.test(coordinate));
    expect(once.filter((coordinate) => !listed.includes(coordinate))).toEqual([]);
  });

  it('is what docs/rest-to-graphql.md says (npm run docs:rest)', async () => {
    expect(textOf('docs/rest-to-graphql.md')).toBe(await restToGraphql());
  });
});

/** Two of each: too few for lists to answer for things by id. */
const SIZE = { groups: 2, connectionsPerGroup: 2, users: 2, teams: 1, webhooks: 2, logServices: 2 };

/** What a sized account leaves out: a webhook of a group, and a role that another replaces. */
function refer({ webhooks, groups, roles }: World['account']): void {
  const [webhook, group] = [webhooks.list()[0], groups.list()[0]];
  if (webhook !== undefined && group !== undefined) webhooks.update(webhook.id, { group_id: group.id });
  const [old, next] = roles.list();
  if (old !== undefined && next !== undefined) roles.update(old.name, { replacement_role_name: next.name });
}

/** Where fields stand whose types are no rows. One of each parent, so that no list answers for many. */
const AROUND: Readonly<Record<string, Place>> = {
  Viewer: place('viewer'),
  Account: place('viewer', 'account'),
  GroupUserEdge: place('groups(first: 1)', 'nodes', 'users(first: 1)', 'edges'),
  TeamMemberEdge: place('teams(first: 1)', 'nodes', 'members(first: 1)', 'edges'),
};

/** What of a field must be selected so that it reads. */
function selectionOf(field: Field): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (!isReference(field)) return `{ ${everything(type.name)} }`;
  const beyondIds = fieldsOf(type.name).filter(({ name }) => !/^(id|fivetranId|name)$/.test(name));
  const value = beyondIds.find((inner) => !isList(inner) && !isReference(inner));
  return `{ id ${value?.name} }`;
}

/** A query that needs what a field reads. */
function queryFor(coordinate: string, { account }: World): string {
  const [type = '', name = ''] = withoutArguments(coordinate).split('.');
  const list = LISTS.find(
    ({ name, at }) =>
      name === withoutArguments(coordinate) && at(account).select('').includes('LIVE') === coordinate.includes('LIVE'),
  );
  if (list !== undefined) return list.at(account).select('nodes { id }');
  const partsOf = (row: Row) => row.things(account)[0] as Parts;
  const field = fieldAt(coordinate);
  // What takes an id is the field of a row.
  const target = ROWS.find((row) => row.type === typeNameOf(field) && row.addressed === 'by id');
  if (target !== undefined && field.args.some((argument) => argument.name === 'id')) {
    return target.one(partsOf(target)).select(selectionOf(field).slice(1, -1));
  }
  const parent = ROWS.find((row) => row.type === type);
  return (parent?.one(partsOf(parent)) ?? AROUND[type])?.select(`${name} ${selectionOf(field)}`) ?? '';
}

describe.each(reads)('$name is called by', ({ name, path }) => {
  const call = new RegExp(`^GET ${path.replace(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);

  // What subscriptions give is not asked for by a query; test/events shows what it reads.
  it.each((FIELDS[name] ?? []).filter((coordinate) => !coordinate.startsWith('ConnectionEvent.')))(
    '%s',
    async (coordinate) => {
      const world = await startWorld({ emulator: { size: SIZE } });
      refer(world.account);
      const { errors } = await world.query(`{ ${queryFor(coordinate, world)} }`);
      expect(errors).toBeUndefined();
      expect(world.calls()).toContainEqual(expect.stringMatching(call));
    },
  );
});
