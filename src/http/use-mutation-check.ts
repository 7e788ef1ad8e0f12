import { type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { describeError } from '../graphql/errors.ts';
import { fragmentsOf } from '../plan/selection.ts';
import { type PlannedWrite, plannedWrites } from '../plan/writes.ts';
import type { Action, Area } from '../policy/permit.ts';

/**
 * Checks a mutation of several fields as a whole before its first write: where one of them may not be done, or all of
 * them cannot be afforded, none is done. A mutation of one field is checked by that field.
 */
export function useMutationCheck(schema: GraphQLSchema): Plugin<Context> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== OperationTypeNode.MUTATION) return;
      const document = { fragments: fragmentsOf(args.document), variables: args.variableValues ?? {} };
      const writes = plannedWrites(schema, operation, document);
      if (writes.length < 2) return;
      const errors = refusals(writes, args.contextValue as Context);
      if (errors.length > 0) setResultAndStopExecution({ data: null, errors });
    },
  };
}

function refusals(writes: readonly PlannedWrite[], { loaders: { reader } }: Context) {
  const denied = writes.flatMap(({ key, area, action }) =>
    refusal(() => reader.demand(area as Area, action as Action), [key]),
  );
  if (denied.length > 0) return denied;
  const least = writes.reduce((sum, write) => sum + (write.dryRun ? 0 : write.least), 0);
  return refusal(() => reader.afford(least));
}

function refusal(check: () => void, path?: readonly string[]) {
  try {
    check();
    return [];
  } catch (error) {
    const described = describeError(error);
    if (described === undefined) throw error;
    return [createGraphQLError(described.message, { ...described, ...(path ? { path: [...path] } : {}) })];
  }
}
