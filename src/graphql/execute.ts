import { type ExecutionArgs, type GraphQLError, getOperationAST, getVariableValues, OperationTypeNode } from 'graphql';
import { fragmentsOf } from '../plan/selection.ts';
import type { Execution } from './execution.ts';
import { JsonOutput } from './json-output.ts';
import { JsonText } from './json-text.ts';
import { objectWriter } from './write-object.ts';

/** The answer to a query: its data as JSON, null where an error has reached the root. */
export interface QueryResult {
  readonly data: JsonText | null;
  readonly errors?: readonly GraphQLError[];
}

/**
 * Runs a query as the GraphQL specification says (6.2.1, 6.4), and writes its data straight as JSON: an answer has
 * thousands of fields, and a tree of objects that is only made to be written costs several times as much as to write
 * it. What selections mean is found out once for each field of the document, not once for each object. Of what resolvers
 * are told of their place, `path` is missing, since one telling serves for all objects.
 * @returns undefined for what is not its business: other operations than queries, answers in parts, and variables that
 *   are not what the operation declares
 */
export function executeQuery(args: ExecutionArgs): QueryResult | Promise<QueryResult> | undefined {
  const { schema, document, contextValue, rootValue } = args;
  const operation = getOperationAST(document, args.operationName);
  const query = schema.getQueryType();
  if (operation?.operation !== OperationTypeNode.QUERY || !query) return undefined;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {});
  if (coerced === undefined) return undefined;
  const out = new JsonOutput();
  const execution: Execution = {
    schema,
    operation,
    fragments: fragmentsOf(document),
    variables: coerced,
    rootValue,
    context: contextValue,
    out,
    errors: [],
    objectWriter: (type, sets) => objectWriter(execution, type, sets),
  };
  const { errors } = execution;
  const done = (data: JsonText | null): QueryResult => ({ data, ...(errors.length > 0 ? { errors } : {}) });
  const whole = () => done(new JsonText(out.end()));
  const failed = (error: unknown): QueryResult => {
    // What reaches the root is located: every field has seen to that.
    errors.push(error as GraphQLError);
    return done(null);
  };
  try {
    const written = objectWriter(execution, query, [operation.selectionSet])(rootValue, undefined);
    return written === undefined ? whole() : written.then(whole, failed);
  } catch (error) {
    return failed(error);
  }
}
