import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';

/** What the generated operations may name: ids that exist, so that branches lead somewhere. */
export interface Ids {
  readonly connections: readonly string[];
  readonly groups: readonly string[];
  readonly global: readonly string[];
}

/** Fields that tell of the moment, or whose answers are not the same twice. */
const LEFT_OUT = new Set(['rateLimit', 'viewer']);

/** Queries over the whole schema: nested, with aliases, paging, filters, fragments and conditions. */
export function operations(schema: GraphQLSchema, ids: Ids): fc.Arbitrary<string> {
  const query = schema.getQueryType() as GraphQLObjectType;
  return fc
    .array(selection(query, ids, 4, LEFT_OUT), { minLength: 1, maxLength: 3 })
    .map((parts) => `{ ${aliased(parts)} }`);
}

/** Each selection under an alias of its own, so that any fields may stand side by side. */
const aliased = (parts: readonly string[]): string => parts.map((part, i) => `a${i}: ${part}`).join(' ');

function selection(
  type: GraphQLObjectType,
  ids: Ids,
  depth: number,
  leftOut = new Set<string>(),
): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter((field) => !leftOut.has(field.name) && usable(field, depth));
  return fc.constantFrom(...fields).chain((field) => ofField(field, ids, depth));
}

function usable(field: GraphQLField<unknown, unknown>, depth: number): boolean {
  return (
    isLeafType(getNamedType(field.type)) ||
    (depth > 0 && isObjectType(getNamedType(field.type))) ||
    field.name === 'nodes'
  );
}

function ofField(field: GraphQLField<unknown, unknown>, ids: Ids, depth: number): fc.Arbitrary<string> {
  const type = getNamedType(field.type);
  const args = argumentsOf(field, ids);
  if (isLeafType(type)) return args.map((list) => `${field.name}${list}`);
  if (!isObjectType(type)) {
    return args.map(
      (list) => `${field.name}${list} { id ... on Connector { schema group { name } } ... on Group { name } }`,
    );
  }
  const inner = type.name.endsWith('Connection') || type.name.endsWith('Edge') ? depth : depth - 1;
  const below = fc.array(selection(type, ids, inner), { minLength: 1, maxLength: 3 });
  const shape = fc.constantFrom('plain', 'fragment', 'include', 'skip');
  return fc.tuple(args, below, shape).map(([list, parts, how]) => {
    const body = aliased(parts);
    if (how === 'fragment') return `${field.name}${list} { __typename ... on ${type.name} { ${body} } }`;
    if (how === 'include') return `${field.name}${list} { __typename ... @include(if: true) { ${body} } }`;
    if (how === 'skip') return `${field.name}${list} { __typename ... @skip(if: true) { ${body} } }`;
    return `${field.name}${list} { ${body} }`;
  });
}

function argumentsOf(field: GraphQLField<unknown, unknown>, ids: Ids): fc.Arbitrary<string> {
  const known: Record<string, fc.Arbitrary<string>> = {
    first: fc.constantFrom('1', '2', '3', '7', '100'),
    ids: fc.subarray([...ids.global], { minLength: 1 }).map((some) => JSON.stringify(some)),
    source: fc.constantFrom('CONFIG'),
    name: fc.constantFrom('"public"', '"nowhere"'),
    search: fc.constantFrom('"a"', '"zz"'),
    active: fc.constantFrom('true', 'false'),
  };
  const id = idArgument(field, ids);
  if (id !== undefined) known.id = id;
  const entries = field.args.flatMap(({ name, type }) => {
    const values = known[name];
    if (values === undefined) return [];
    const required = String(type).endsWith('!');
    return [(required ? values : fc.option(values)).map((value) => (value === null ? '' : `${name}: ${value}`))];
  });
  return fc.tuple(...entries).map((list) => {
    const given = list.filter(Boolean).join(', ');
    return given === '' ? '' : `(${given})`;
  });
}

function idArgument(field: GraphQLField<unknown, unknown>, ids: Ids): fc.Arbitrary<string> | undefined {
  if (!field.args.some(({ name }) => name === 'id')) return undefined;
  if (field.name === 'node') return fc.constantFrom(...ids.global).map((id) => JSON.stringify(id));
  const own =
    field.name === 'connection'
      ? ids.connections
      : ['group', 'destination', 'logService'].includes(field.name)
        ? ids.groups
        : [];
  return fc.constantFrom(...own, 'not_there').map((id) => JSON.stringify(id));
}
