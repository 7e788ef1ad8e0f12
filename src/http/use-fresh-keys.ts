import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';

type Result = ExecutionResult | AsyncIterable<ExecutionResult>;

/**
 * Runs an operation again, once, whose key Fivetran has refused while another one stood in its file already: so nobody
 * notices that a key is exchanged. What has written something is not run again.
 */
export function useFreshKeys(): Plugin<Context> {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      const again = (args: ExecutionArgs, result: Result): Result | Promise<Result> => {
        if (isAsyncIterable(result) || !result.errors?.length) return result;
        const context = args.contextValue as Context;
        const { reader } = context.loaders;
        const renewed = reader.hasWritten ? undefined : context.renewed();
        if (renewed === undefined) return result;
        const { cost, trail } = renewed.loaders.reader;
        cost.calls += reader.cost.calls;
        cost.retries += reader.cost.retries;
        trail.operation = reader.trail.operation;
        Object.assign(context, renewed);
        return executeFn(args as never) as Promise<Result>;
      };
      setExecuteFn(((args: ExecutionArgs) => {
        const result = executeFn(args as never) as Result | Promise<Result>;
        return result instanceof Promise ? result.then((done) => again(args, done)) : again(args, result);
      }) as never);
    },
  };
}
