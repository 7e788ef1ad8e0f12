import { type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { createGraphQLError, isAsyncIterable, isPromise, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { describeError } from '../graphql/errors.ts';
import type { Estimate } from '../plan/estimate.ts';
import { planQuery } from '../plan/plan.ts';
import { fragmentsOf } from '../plan/selection.ts';
import { Beside } from './beside.ts';

interface Planning {
  readonly plugin: Plugin<Context>;
  /** What was foreseen of an operation's cost. */
  readonly estimateOf: (context: Context) => Estimate;
}

const unknown: Estimate = { least: 0, most: null };

/**
 * Plans each query before it runs: bounds its cost, refuses what cannot be afforded before anything is read, and begins
 * what depends on nothing.
 */
export function usePlan(schema: GraphQLSchema): Planning {
  const estimates = new Beside<Context, Estimate>();
  const plugin: Plugin<Context> = {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      // What a mutation reads depends on what it has written.
      if (operation?.operation !== OperationTypeNode.QUERY) return;
      const context = args.contextValue as Context;
      const { loaders } = context;
      const document = { fragments: fragmentsOf(args.document), variables: args.variableValues ?? {} };
      const plan = planQuery(schema, operation, document, loaders.knowledge());
      estimates.set(context, plan.estimate);
      try {
        loaders.reader.afford(plan.estimate.least);
      } catch (error) {
        const described = describeError(error);
        if (described === undefined) throw error;
        setResultAndStopExecution({ data: null, errors: [createGraphQLError(described.message, described)] });
        return;
      }
      if (plan.ahead.length === 0) return;
      // Behind what the first fields read, which is the way to the rest: so a long list does not lie about until it is used.
      // An answer that is there at once needed nothing.
      setExecuteFn(((given: typeof args) => {
        const result = executeFn(given);
        if (isPromise(result) || isAsyncIterable(result)) loaders.begin(plan.ahead);
        return result;
      }) as never);
    },
  };
  return { plugin, estimateOf: (context) => estimates.of(context) ?? unknown };
}
