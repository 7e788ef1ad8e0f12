import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';

type Field = GraphQLField<unknown, unknown>;

/** An object type of the schema. @throws Error where there is none of that name */
export function objectType(name: string): GraphQLObjectType {
  const type = graphqlSchema.getType(name);
  if (!isObjectType(type)) throw new Error(`the schema has no object type ${name}`);
  return type;
}

export const fieldsOf = (type: string): Field[] => Object.values(objectType(type).getFields());

/** The names of all types that implement Node. */
export function nodeTypeNames(): string[] {
  const node = graphqlSchema.getType('Node');
  if (!isInterfaceType(node)) throw new Error('the schema has no interface Node');
  return graphqlSchema.getPossibleTypes(node).map(({ name }) => name);
}

const nodeNames = new Set(nodeTypeNames());

export const typeNameOf = (field: Field): string => getNamedType(field.type).name;
export const isList = (field: Field): boolean => typeNameOf(field).endsWith('Connection');
export const isReference = (field: Field): boolean => nodeNames.has(typeNameOf(field));
const needsArguments = (field: Field): boolean => field.args.some(({ type }) => String(type).endsWith('!'));

/** Every list of the schema by its field, such as `Group.connections`. */
export function listNames(): string[] {
  return Object.values(graphqlSchema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(({ name }) =>
      fieldsOf(name)
        .filter(isList)
        .map((field) => `${name}.${field.name}`),
    );
}

/** What of a referenced thing costs no call. */
const shown = (type: string): string =>
  ['fivetranId', 'name', 'id'].find((name) => name in objectType(type).getFields()) ?? '__typename';

/**
 * Selects every field of a type that needs no argument: values, and what is made of them; of references what shows which
 * thing they are to, and of lists the same of each item.
 * @param without fields of the type that are left out
 */
export function everything(type: string, without: readonly string[] = []): string {
  return fieldsOf(type)
    .filter((field) => !needsArguments(field) && !without.includes(field.name))
    .map((field) => {
      const of = typeNameOf(field);
      if (isLeafType(getNamedType(field.type))) return field.name;
      if (isList(field)) return `${field.name} { nodes { __typename id } }`;
      if (isReference(field)) return `${field.name} { ${shown(of)} }`;
      return `${field.name} { ${everything(of)} }`;
    })
    .join(' ');
}

interface Leaf {
  readonly type: string;
  readonly value: unknown;
  /** Whether it is an enum that has a value for words that nobody knows yet. */
  readonly closedSet: boolean;
}

/** The values in an answer to `everything`, references and lists left aside. */
export function leavesOf(type: string, answer: Readonly<Record<string, unknown>>): Leaf[] {
  return fieldsOf(type).flatMap((field) => {
    const value = answer[field.name];
    const named = getNamedType(field.type);
    if (value === undefined || isList(field) || isReference(field)) return [];
    const values = Array.isArray(value) && !isJson(named.name) ? value : [value];
    if (!isLeafType(named)) {
      return values.flatMap((inner) => (inner === null ? [] : leavesOf(named.name, inner)));
    }
    const closedSet = isEnumType(named) && named.getValue('UNRECOGNIZED') !== undefined;
    return values.map((value) => ({ type: named.name, value, closedSet }));
  });
}

const isJson = (name: string): boolean => name === 'JSON';
