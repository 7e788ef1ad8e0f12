import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchemaConfig } from '../../src/emulator/store/schema-config.ts';
import { columnNamed, tableOf } from '../support/trees.ts';
import { place, quote, startWorld, type World } from './world.ts';

/** A schema, table or column, as filters see it. */
interface Item {
  readonly name: string;
  readonly inDestination: string;
  readonly enabled: boolean;
}

interface Filter {
  readonly enabled?: boolean;
  readonly name?: string;
  readonly search?: string;
}

type Order = 'NAME_ASC' | 'NAME_DESC' | 'ENABLED_FIRST';

const byName = (a: Item, b: Item) => (a.name < b.name ? -1 : 1);

/** What a filter and an order mean, as plainly as it can be said. */
function expected(items: readonly Item[], filter: Filter, order: Order): string[] {
  const { enabled, name, search } = filter;
  const has = (text: string) => text.toLowerCase().includes((search ?? '').toLowerCase());
  const left = items
    .filter((item) => enabled === undefined || item.enabled === enabled)
    .filter((item) => name === undefined || item.name === name)
    .filter((item) => has(item.name) || has(item.inDestination))
    .sort(byName);
  if (order === 'NAME_DESC') left.reverse();
  if (order === 'ENABLED_FIRST') left.sort((a, b) => Number(b.enabled) - Number(a.enabled));
  return left.map((item) => item.name);
}

const anyName = fc.constantFrom(
  'orders',
  'Orders',
  'order_lines',
  'ORDER',
  'users',
  '10',
  '9',
  'zürich',
  'a b',
  '__proto__',
);
const anyItems = fc.uniqueArray(
  fc.record({ name: anyName, inDestination: fc.constantFrom('orders', 'people', 'Ü'), enabled: fc.boolean() }),
  { selector: ({ name }) => name, maxLength: 10 },
);
const anyFilter = fc.record(
  { enabled: fc.boolean(), name: anyName, search: fc.constantFrom('', 'ord', 'ORDER', 'ü', 'people', 'zz') },
  { requiredKeys: [] },
);
const anyOrder = fc.constantFrom<Order>('NAME_ASC', 'NAME_DESC', 'ENABLED_FIRST');

/** The lists of named things, each with a config that has these items in it. */
const LISTS: Readonly<Record<string, { steps: readonly string[]; config: (items: readonly Item[]) => SchemaConfig }>> =
  {
    'SchemaConfig.schemas': {
      steps: ['schemas'],
      config: (items) => config(items.map((item) => [item.name, { ...schemaOf([]), ...shown(item) }])),
    },
    'SchemaConfig.tables': {
      steps: ['tables'],
      config: (items) => config([['a', schemaOf(items)]]),
    },
    'Schema.tables': {
      steps: ['schema(name: "a")', 'tables'],
      config: (items) => config([['a', schemaOf(items)]]),
    },
    'Table.columns': {
      steps: ['schema(name: "a")', 'table(name: "t")', 'columns'],
      config: (items) => {
        const columns = new Map(items.map((item) => [item.name, { ...columnNamed(item.name), ...shown(item) }]));
        const schema = schemaOf([]);
        schema.tables.set('t', { ...tableOf([]), columns });
        return config([['a', schema]]);
      },
    },
  };

const shown = ({ inDestination, enabled }: Item) => ({ nameInDestination: inDestination, enabled });
const schemaOf = (tables: readonly Item[]) => ({
  nameInDestination: 'a',
  enabled: true,
  tables: new Map(tables.map((item) => [item.name, { ...tableOf([]), ...shown(item) }])),
});
const config = (schemas: readonly (readonly [string, ReturnType<typeof schemaOf>])[]): SchemaConfig => ({
  handling: 'ALLOW_ALL',
  schemas: new Map(schemas),
});

const literal = (filter: Filter) =>
  `{ ${Object.entries(filter)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

async function ask(world: World, steps: readonly string[], args: string) {
  const connection = world.account.connections.list()[0]?.id ?? '';
  const last = steps.at(-1);
  const { select, path } = place(
    `connection(id: ${quote(connection)})`,
    'schemaConfig',
    ...steps.slice(0, -1),
    `${last}(${args})`,
  );
  const answer = await world.query(
    `{ ${select('totalCount nodes { name } pageInfo { hasNextPage endCursor }')} }`,
    {},
    { 'cache-control': 'no-cache' },
  );
  return { answer, page: path.reduce((value, step) => value?.[step], answer.data) };
}

describe.each(Object.entries(LISTS))('Filter and order of %s', (_, { steps, config }) => {
  it('leave what a look at each would leave, in pages of any size, and count it', async () => {
    const world = await startWorld();
    const connection = world.account.connections.list()[0]?.id ?? '';
    const pages = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(anyItems, anyFilter, anyOrder, pages, async (items, filter, order, first) => {
        world.account.setSchemaConfig(connection, config(items));
        const names = expected(items, filter, order);
        const found: string[] = [];
        for (let after = ''; ; ) {
          const args = `filter: ${literal(filter)}, orderBy: ${order}, first: ${first}${after}`;
          const { answer, page } = await ask(world, steps, args);
          expect(answer.errors).toBeUndefined();
          expect(page.totalCount).toBe(names.length);
          found.push(...page.nodes.map(({ name }: Item) => name));
          expect(page.pageInfo.hasNextPage).toBe(found.length < names.length);
          if (!page.pageInfo.hasNextPage) break;
          after = `, after: ${quote(page.pageInfo.endCursor)}`;
        }
        expect(found).toEqual(names);
      }),
      { numRuns: 40 },
    );
  });

  it('make cursors that are good for themselves only', async () => {
    const world = await startWorld();
    const items = ['x', 'xy', 'z'].map((name) => ({ name, inDestination: name, enabled: true }));
    world.account.setSchemaConfig(world.account.connections.list()[0]?.id ?? '', config(items));
    const all = ['orderBy: NAME_ASC', 'orderBy: NAME_DESC', 'filter: { enabled: true }', 'filter: { search: "x" }'];
    for (const args of all) {
      const { page } = await ask(world, steps, `first: 1, ${args}`);
      for (const other of all) {
        const { answer } = await ask(world, steps, `after: ${quote(page.pageInfo.endCursor)}, ${other}`);
        if (other === args) expect(answer.errors).toBeUndefined();
        else expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
    }
  });
});

describe('Users', () => {
  const PEOPLE = [
    { given_name: 'Ada', family_name: 'Byron', email: 'ada@example.com', active: true },
    { given_name: 'Adam', family_name: 'Smith', email: 'a.smith@example.org', active: false },
    { given_name: 'Grace', family_name: 'Hopper', email: 'hopper@example.com', active: true },
    { given_name: 'Zoë', family_name: 'Café', email: 'zoe@example.com', active: true },
    { given_name: 'Mary Ada', family_name: '', email: 'mary@example.org', active: false },
  ];

  async function people(): Promise<World> {
    const world = await startWorld({ emulator: { size: { users: PEOPLE.length } }, parts: { pageSize: 2 } });
    for (const [index, { id }] of world.account.users.list().entries()) {
      world.account.users.update(id, PEOPLE[index] ?? {});
    }
    return world;
  }
  const names = async (world: World, args: string) => {
    const { data, errors } = await world.query(`{ users(${args}) { nodes { email } } }`);
    expect(errors).toBeUndefined();
    return data.users.nodes.map(({ email }: { email: string }) => email);
  };

  it.each(['ada', 'ADA', 'example.org', 'da by', 'hopper', 'CAFÉ', 'nobody', ''])(
    'are found by %j in name or address',
    async (search) => {
      const has = (text: string) => text.toLowerCase().includes(search.toLowerCase());
      const found = PEOPLE.filter(
        ({ given_name, family_name, email }) => has(`${given_name} ${family_name}`) || has(email),
      );
      expect(await names(await people(), `search: ${quote(search)}`)).toEqual(found.map(({ email }) => email));
    },
  );

  it.each([true, false])('are filtered by Fivetran for active: %s, and searched here', async (active) => {
    const world = await people();
    const found = PEOPLE.filter((person) => person.active === active && /ada/i.test(person.given_name));
    expect(await names(world, `active: ${active}, search: "ada"`)).toEqual(found.map(({ email }) => email));
    expect(world.calls()[0]).toBe(`GET /v1/users?active=${active}&limit=2`);
  });

  it('are counted in first as they match, over the pages of Fivetran', async () => {
    const world = await people();
    expect(await names(world, 'search: "ada", first: 2')).toEqual(['ada@example.com', 'a.smith@example.org']);
    expect(world.calls()).toHaveLength(1);
    expect(await names(world, 'search: "ada", first: 3')).toHaveLength(3);
    expect(world.calls()).toHaveLength(2);
  });

  it('have cursors that are good for the same search and activity only', async () => {
    const world = await people();
    const all = ['search: "ada"', 'search: "example"', 'active: true', 'active: false', 'active: true, search: "ada"'];
    for (const args of all) {
      const { data } = await world.query(`{ users(first: 1, ${args}) { pageInfo { endCursor } } }`);
      for (const other of all) {
        const after = quote(data.users.pageInfo.endCursor);
        const { errors } = await world.query(`{ users(after: ${after}, ${other}) { nodes { id } } }`);
        if (other === args) expect(errors).toBeUndefined();
        else expect(errors).toMatchObject([{ path: ['users'], extensions: { code: 'BAD_USER_INPUT' } }]);
      }
    }
    const { data } = await world.query('{ users(first: 1, search: "ADA") { pageInfo { endCursor } } }');
    const lower = await world.query(
      `{ users(after: ${quote(data.users.pageInfo.endCursor)}, search: "ada") { nodes { id } } }`,
    );
    expect(lower.errors).toBeUndefined();
  });
});
