import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  isInterfaceType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { executeQuery } from '../../src/graphql/execute.ts';

/** Every way in which a field can be of a type. */
const schema = buildSchema(/* GraphQL */ `
  enum Color { RED GREEN }
  scalar Any
  interface Thing { id: ID! thing: Thing }
  type Query implements Thing {
    id: ID! thing: Thing me: Query must: Query! other: Other
    word: String number: Int! float: Float flag: Boolean color: Color any: Any
    many: [Query] all: [Query!]! rows: [[Int!]] words: [String!] things: [Thing!]
    echo(text: String = "none", list: [Int!], color: Color): String
    need(text: String!): String
  }
  type Other implements Thing { id: ID! thing: Thing back: Query! size: Int }
`);

interface Source {
  readonly seed: number;
}

/** A number of a seed and a name, the same each time. */
function mixed(seed: number, name: string): number {
  let hash = seed ^ 0x9e3779b9;
  for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

const never = Symbol('nothing odd');
/** What may become of a value on its way. */
const odd = [null, new Error('broken'), new GraphQLError('told'), undefined, ...new Array(12).fill(never)];

function outcomeOf(source: Source, name: string, type: string): unknown {
  const seed = mixed(source.seed, name);
  const strange = odd[seed % odd.length];
  if (strange !== never) return strange;
  if (type.startsWith('[')) {
    const inner = type.slice(1, type.lastIndexOf(']'));
    return Array.from({ length: seed % 4 }, (_, i) => outcomeOf({ seed }, `${name}${i}`, inner.replace(/!$/, '')));
  }
  const plain = type.replace(/!$/, '');
  if (plain === 'Int') return seed % 50 === 0 ? 2 ** 40 : seed % 1000;
  if (plain === 'Float') return seed % 50 === 0 ? Number.NaN : seed / 7;
  if (plain === 'Boolean') return seed % 2 === 0;
  if (plain === 'Color') return seed % 9 === 0 ? 'BLUE' : seed % 2 ? 'RED' : 'GREEN';
  if (plain === 'String' || plain === 'ID') return seed % 3 ? `w"${seed % 9}\u2028` : seed % 100;
  if (plain === 'Any') return [1, { a: [null, 'x'] }, 'y', false][seed % 4];
  return { seed };
}

for (const type of Object.values(schema.getTypeMap())) {
  if (isInterfaceType(type))
    type.resolveType = (value: unknown) =>
      ['Query', 'Other', 'Nobody'][(value as Source).seed % 11 ? (value as Source).seed % 2 : 2];
  if (!(type instanceof GraphQLObjectType) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) {
    field.resolve = (source: Source, args: object, allLate: unknown, info: GraphQLResolveInfo) => {
      if (field.args.length > 0) return JSON.stringify(args);
      const value = outcomeOf(source, info.fieldName, String(field.type));
      const how = mixed(source.seed, `${field.name} late`) % 3;
      const items = Array.isArray(value) && (allLate || how === 1) ? value.map(late) : value;
      if (allLate || how === 0) return late(items);
      if (items instanceof Error) throw items;
      return items;
    };
  }
}

const late = (value: unknown) => (value instanceof Error ? Promise.reject(value) : Promise.resolve(value));

const leaves = [
  'id',
  '__typename',
  'word',
  'number',
  'float',
  'flag',
  'color',
  'any',
  'rows',
  'words',
  'a: word',
  'b: number',
  'echo',
  'echo2: echo(text: $text)',
  'e: echo(list: [1, 2], color: $color)',
  'need(text: $text)',
  'n: need(text: "x")',
];
const objects = ['me', 'must', 'many', 'all', 'm: me', 'me'];
const conditions = ['', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: false)'];

const { selections } = fc.letrec<{ selections: string; field: string }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(fc.constantFrom(...leaves), fc.constantFrom(...conditions)).map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom(...objects), fc.constantFrom(...conditions), tie('selections'))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom('...', '... on Query', '... on Thing { ... on Other { size } ... on Query', '...{ ... F ...'),
        tie('selections'),
      )
      .map(([head, body]) =>
        head.startsWith('... on Thing') || head.startsWith('...{') ? `${head} ${body} }` : `${head} ${body}`,
      ),
    tie('selections').map(
      (body) => `thing { id __typename ... on Query ${body} ... on Other { size back ${body} } ...F }`,
    ),
    tie('selections').map((body) => `things { ... on Query ${body} ...F } other { back ${body} thing { id } }`),
  ),
  selections: fc
    .array(tie('field'), { minLength: 1, maxLength: 4, depthIdentifier: 'd' })
    .map((fields) => `{ ${fields.join(' ')} }`),
}));

/** Errors whose place in the answer can be seen: what has failed further down in something that is null is by chance. */
function visible({ data, errors = [] }: ExecutionResult): string[] {
  return errors
    .filter(({ path = [] }) => {
      let at: unknown = data;
      return path.every((key, i) => {
        if (at === null || at === undefined) return false;
        at = (at as Record<string | number, unknown>)[key];
        return i < path.length - 1 || at === null;
      });
    })
    .map(({ path, locations }) => JSON.stringify({ path, locations }))
    .sort();
}

describe('A query', () => {
  it('is answered as the reference implementation of GraphQL answers it, whatever is selected and whatever fails', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        selections,
        fc.nat(),
        fc.record({ text: fc.option(fc.string()), yes: fc.boolean(), color: fc.constantFrom('RED', null) }),
        async (body, seed, variables) => {
          const text = `query Q($text: String! = "none", $yes: Boolean!, $color: Color) ${body} fragment F on Thing { id thing { __typename } ... on Other { size } }`;
          const document = parse(text.includes('...F') ? text : text.replace(/fragment F.*/, ''));
          const errors = validate(schema, document).filter(({ message }) => !/is never used/.test(message));
          fc.pre(errors.length === 0);
          const args = { schema, document, rootValue: { seed }, variableValues: variables };
          // All of it late: where some fail at once, it leaves the promises of others alone.
          const expected = await execute({ ...args, contextValue: true });
          const ours = await executeQuery(args);
          if (ours === undefined) {
            expect(variables.text).toBeNull();
            return;
          }
          compared += 1;
          const result = JSON.parse(JSON.stringify(ours)) as ExecutionResult;
          expect(result.data).toEqual(JSON.parse(JSON.stringify(expected.data)));
          expect(visible({ ...result, ...(ours.errors ? { errors: ours.errors } : {}) })).toEqual(visible(expected));
          if (expected.data === null) expect(ours.errors?.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('keeps the order of its fields', async () => {
    const document = parse('{ flag number id any ... on Thing { id word: __typename } }');
    const texts = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const args = { schema, document, rootValue: { seed } };
        const expected = JSON.stringify((await execute(args)).data);
        expect((await executeQuery(args))?.data?.text ?? 'null').toBe(expected);
        return expected;
      }),
    );
    expect(new Set(texts).size).toBeGreaterThan(5);
  });

  it('is left to others where it is a mutation, a subscription or has variables that are not what it declares', () => {
    const run = (text: string, variableValues = {}) => executeQuery({ schema, document: parse(text), variableValues });
    expect(run('mutation { id }')).toBeUndefined();
    expect(run('subscription { id }')).toBeUndefined();
    expect(run('query ($n: Int!) { id }', { n: 'x' })).toBeUndefined();
  });

  it('ends also where fragments name each other so often that it would never end', async () => {
    const chain = Array.from({ length: 60 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(
      ' ',
    );
    const document = parse(`{ ...F0 } ${chain} fragment F60 on Query { id }`);
    expect(validate(schema, document)).toEqual([]);
    expect(await executeQuery({ schema, document, rootValue: { seed: 5 } })).toBeDefined();
  });
});
