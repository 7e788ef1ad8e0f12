import {
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { selectedFields } from '../plan/selection.ts';
import { type Execution, type Path, Pending, type Writer, type Written, writeAt, writeFailed } from './execution.ts';
import { valueWriter } from './write-value.ts';

type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** A field of a selection set, with all of it that is the same for every object. */
interface SelectedField {
  /** What stands before its value: the comma, or the brace for the first, and its name in the answer. */
  readonly prefix: Uint8Array;
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly resolve: Resolve;
  readonly args: Record<string, unknown>;
  readonly info: GraphQLResolveInfo;
  readonly write: Writer;
  readonly nullable: boolean;
  /** Whether nothing is below it that would have to say where it is. */
  readonly leaf: boolean;
}

/** What writes objects of a type with what is selected of them. */
export function objectWriter(
  execution: Execution,
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
): Writer {
  const { out } = execution;
  const fields = fieldsOf(execution, type, sets);
  const end = Buffer.from(fields.length === 0 ? '{}' : '}');
  return (source, path) => {
    const pending = new Pending();
    try {
      for (const field of fields) {
        out.raw(field.prefix);
        pending.add(writeField(execution, field, source, path));
      }
    } catch (error) {
      return pending.fail(error);
    }
    out.raw(end);
    return pending.all();
  };
}

function fieldsOf(
  execution: Execution,
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
): readonly SelectedField[] {
  const { schema } = execution;
  const admits = (condition: string) => {
    if (condition === type.name) return true;
    const wider = schema.getType(condition);
    return isAbstractType(wider) && schema.isSubType(wider, type);
  };
  // A set: a fragment that stands in several places of a selection has its fields once.
  const selected = new Set<FieldNode>();
  for (const { node } of selectedFields(sets, execution, { deferred: true, admits })) selected.add(node);
  const nodes = Map.groupBy(selected, (node) => node.alias?.value ?? node.name.value);
  const fields: SelectedField[] = [];
  for (const [key, same] of nodes) {
    const field = definitionOf(type, same[0]?.name.value ?? '', type === schema.getQueryType());
    // Validated before: only what there is, is asked for.
    if (field === undefined) continue;
    fields.push(selectedField(execution, type, field, key, same, fields.length === 0));
  }
  return fields;
}

function definitionOf(
  type: GraphQLObjectType,
  name: string,
  isRoot: boolean,
): GraphQLField<unknown, unknown> | undefined {
  if (name === '__typename') return TypeNameMetaFieldDef;
  if (isRoot && name === '__schema') return SchemaMetaFieldDef;
  if (isRoot && name === '__type') return TypeMetaFieldDef;
  return type.getFields()[name];
}

function selectedField(
  execution: Execution,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  key: string,
  nodes: readonly FieldNode[],
  first: boolean,
): SelectedField {
  const { schema, operation, fragments, rootValue, variables: variableValues } = execution;
  const told = { fieldName: field.name, fieldNodes: nodes, returnType: field.type, parentType: type };
  const info = { ...told, schema, operation, fragments, rootValue, variableValues } as unknown as GraphQLResolveInfo;
  const { args, resolve } = callOf(field, nodes, variableValues);
  return {
    prefix: Buffer.from(`${first ? '{' : ','}${JSON.stringify(key)}:`),
    key,
    nodes,
    resolve,
    args,
    info,
    write: valueWriter(execution, field.type, nodes, info),
    nullable: !isNonNullType(field.type),
    leaf: isLeafType(getNullableType(field.type)),
  };
}

/** A field's resolver and its arguments. Arguments that are wrong fail it for every object. */
function callOf(
  field: GraphQLField<unknown, unknown>,
  [node]: readonly FieldNode[],
  variables: Record<string, unknown>,
): { readonly args: Record<string, unknown>; readonly resolve: Resolve } {
  const resolve = field.resolve ?? ((source) => (source as Record<string, unknown>)[field.name]);
  try {
    return { args: node === undefined ? {} : getArgumentValues(field, node, variables), resolve };
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return { args: {}, resolve: fail };
  }
}

function writeField(execution: Execution, field: SelectedField, source: unknown, above: Path | undefined): Written {
  let value: unknown;
  try {
    value = field.resolve(source, field.args, execution.context, field.info);
    if (field.leaf && !(value instanceof Promise)) return field.write(value, undefined);
  } catch (error) {
    // Nothing was written: a leaf is written whole or not at all.
    writeFailed(execution, field, error, { before: above, key: field.key });
    return undefined;
  }
  return writeAt(execution, field, value, field.write, { before: above, key: field.key });
}
