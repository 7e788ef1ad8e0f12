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
import { type Execution, Pending, type Writer, writeAt } from './execution.ts';
import { NULL } from './json-output.ts';

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
      ? leafWriter(execution, type)
      : namedWriter(execution, type, nodes, info);
  return (value, path) => {
    if (value instanceof Error) throw value;
    if (value !== null && value !== undefined) return write(value, path);
    execution.out.raw(NULL);
    return undefined;
  };
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/** Words are by far the most of what is written, and need no serializer to be words. Writes nothing where it fails. */
function leafWriter({ out }: Execution, type: GraphQLLeafType): Writer {
  const isText = type === GraphQLString || type === GraphQLID;
  const names = isEnumType(type)
    ? new Map(type.getValues().map(({ name, value }) => [value, Buffer.from(`"${name}"`)]))
    : undefined;
  const writeOther = (value: unknown) => {
    const plain = serialized(type, value);
    const text = plain === null || typeof plain === 'string' ? undefined : JSON.stringify(plain);
    if (typeof plain === 'string') out.string(plain);
    else if (text !== undefined) out.json(text);
    // Without the value, which may be a secret.
    else throw new TypeError(`${type.name} cannot stand for what upstream gave, which is of type ${typeof value}`);
  };
  return (value) => {
    const name = names?.get(value);
    if (name !== undefined) out.raw(name);
    else if (isText && typeof value === 'string') out.string(value);
    else if (type === GraphQLBoolean && typeof value === 'boolean') out.raw(value ? TRUE : FALSE);
    else writeOther(value);
    return undefined;
  };
}

/** null where the type's own serializer does not take the value. */
function serialized(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value) ?? null;
  } catch {
    return null;
  }
}

const BEGIN = Buffer.from('[');
const COMMA = Buffer.from(',');
const END = Buffer.from(']');

function listWriter(
  execution: Execution,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): Writer {
  const write = valueWriter(execution, type, nodes, info);
  const place = { nodes, nullable: !isNonNullType(type) };
  const { out } = execution;
  return (value, path) => {
    if (!isIterable(value)) {
      throw new GraphQLError(`A list is required for ${info.parentType.name}.${info.fieldName}, got ${typeof value}`);
    }
    const pending = new Pending();
    let index = 0;
    out.raw(BEGIN);
    try {
      for (const item of value) {
        if (index > 0) out.raw(COMMA);
        pending.add(writeAt(execution, place, item, write, { before: path, key: index }));
        index += 1;
      }
    } catch (error) {
      return pending.fail(error);
    }
    out.raw(END);
    return pending.all();
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
    if (name instanceof Promise) {
      const piece = execution.out.hole();
      return name.then((name) => execution.out.fill(piece, () => writerOf(objectType(name))(value, path)));
    }
    return writerOf(objectType(name as string | undefined))(value, path);
  };
}
