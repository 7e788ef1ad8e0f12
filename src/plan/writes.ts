import { type GraphQLSchema, getArgumentValues, type OperationDefinitionNode } from 'graphql';
import { type Document, selectedFields } from './selection.ts';

/** What a mutation's field says of its write, at its definition. */
export interface FieldWrites {
  readonly area: string;
  readonly action: string;
  /** The fewest REST calls that it makes, reads and writes, once its arguments are found good. */
  readonly least: number;
}

/** The key under `extensions` of a GraphQL field at which its write stands. */
export const WRITES = 'fivetran-graphql.writes';

/** A field of a mutation with what it would do. */
export interface PlannedWrite extends FieldWrites {
  /** The name under which the answer has it. */
  readonly key: string;
  readonly dryRun: boolean;
}

/**
 * The writes of a mutation in their order, so that all of it can be checked before the first is sent. Pure.
 * @returns nothing for fields whose arguments are not good: they write nothing
 */
export function plannedWrites(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  document: Document,
): readonly PlannedWrite[] {
  const fields = schema.getMutationType()?.getFields() ?? {};
  return [...selectedFields([operation.selectionSet], document, { deferred: true })].flatMap(({ node }) => {
    const field = fields[node.name.value];
    const writes = field?.extensions[WRITES] as FieldWrites | undefined;
    if (field === undefined || writes === undefined) return [];
    try {
      const { dryRun } = getArgumentValues(field, node, document.variables);
      return [{ ...writes, key: node.alias?.value ?? node.name.value, dryRun: dryRun === true }];
    } catch {
      return [];
    }
  });
}
