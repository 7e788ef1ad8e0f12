import {
  defaultTypeResolver,
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLBoolean,
  GraphQLError,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { MaybePromise } from './builder.ts';
import { type Execution, failed, type Path, Text, type Writer } from './execution.ts';

/** What writes a field's values, by its type (GraphQL specification 6.4.3). */
export function valueWriter(
  execution: Execution,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): Writer {
  if (isNonNullType(type)) {
    const write = valueWriter(execution, type.ofType, nodes, info);
    return (value, path) => {
      if (value !== null && value !== undefined) return write(value, path);
      throw new Error(`Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`);
    };
  }
  const write = isListType(type)
    ? listWriter(execution, type.ofType, nodes, info)
    : isLeafType(type)
      ? leafWriter(type)
      : namedWriter(execution, type, nodes, info);
  return (value, path) => {
    if (value === null || value === undefined) return 'null';
    if (value instanceof Error) throw value;
    return write(value, path);
  };
}

/** Words are by far the most of what is written, and need no serializer to be words. */
function leafWriter(type: GraphQLLeafType): Writer {
  const isText = type === GraphQLString || type === GraphQLID;
  const names = isEnumType(type) ? new Map(type.getValues().map(({ name, value }) => [value, `"${name}"`])) : undefined;
  return (value) => {
    if (isText && typeof value === 'string') return JSON.stringify(value);
    if (type === GraphQLBoolean && typeof value === 'boolean') return value ? 'true' : 'false';
    const name = names?.get(value);
    if (name !== undefined) return name;
    const text = serialized(type, value);
    if (text !== undefined) return text;
    // Without the value, which may be a secret.
    throw new TypeError(`${type.name} cannot stand for what upstream gave, which is of type ${typeof value}`);
  };
}

function serialized(type: GraphQLLeafType, value: unknown): string | undefined {
  try {
    const plain: unknown = type.serialize(value);
    return plain === null ? undefined : JSON.stringify(plain);
  } catch {
    return undefined;
  }
}

function listWriter(
  execution: Execution,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): Writer {
  const write = valueWriter(execution, type, nodes, info);
  const place = { nodes, nullable: !isNonNullType(type) };
  const writeItem = (item: unknown, path: Path): MaybePromise<string> => {
    try {
      const written = item instanceof Promise ? item.then((item) => write(item, path)) : write(item, path);
      return typeof written === 'string' ? written : written.catch((error) => failed(execution, place, error, path));
    } catch (error) {
      return failed(execution, place, error, path);
    }
  };
  return (value, path) => {
    if (!isIterable(value)) {
      throw new GraphQLError(`A list is required for ${info.parentType.name}.${info.fieldName}, got ${typeof value}`);
    }
    const text = new Text('[');
    let index = 0;
    try {
      for (const item of value) {
        if (index > 0) text.add(',');
        text.add(writeItem(item, { before: path, key: index }));
        index += 1;
      }
    } catch (error) {
      if (!text.isPending) throw error;
      return text.fail(error);
    }
    return text.end(']');
  };
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

/** Objects, and what may be of several types. */
function namedWriter(
  execution: Execution,
  type: GraphQLObjectType | GraphQLAbstractType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): Writer {
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const writers = new Map<string, Writer>();
  const writerOf = (own: GraphQLObjectType) => {
    let writer = writers.get(own.name);
    if (writer === undefined) {
      writer = execution.objectWriter(own, sets);
      writers.set(own.name, writer);
    }
    return writer;
  };
  if (!isAbstractType(type)) return (value, path) => writerOf(type)(value, path);
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const objectType = (name: string | undefined) => {
    const own = execution.schema.getType(name ?? '');
    if (isObjectType(own) && execution.schema.isSubType(type, own)) return own;
    throw new GraphQLError(`An object type of ${type.name} is required for a value, got ${name ?? 'none'}`);
  };
  return (value, path) => {
    const name = resolveType(value, execution.context, info, type);
    if (name instanceof Promise) return name.then((name) => writerOf(objectType(name))(value, path));
    return writerOf(objectType(name as string | undefined))(value, path);
  };
}
