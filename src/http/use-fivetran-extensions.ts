import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import type { Estimate } from '../plan/estimate.ts';
import { jsonOfResult } from './json-of-data.ts';

type Reader = Context['loaders']['reader'];

/** Says in `extensions.fivetran` of every answer what it has cost, and with `X-Trace-Calls` by which calls. */
export function useFivetranExtensions(estimateOf: (context: Context) => Estimate): Plugin<Context> {
  return {
    onExecute({ args }) {
      const context = args.contextValue as Context;
      return {
        onExecuteDone({ result, setResult }) {
          const add = (part: ExecutionResult) => ({
            ...part,
            extensions: { ...part.extensions, fivetran: report(context.loaders.reader, estimateOf(context)) },
          });
          // What is deferred comes in parts; each says what has been spent up to it.
          if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, add));
          else setResult(Object.assign(add(result), { stringify: jsonOfResult }));
        },
      };
    },
  };
}

const report = (reader: Reader, estimate: Estimate) => ({
  ...costOf(reader, reader.cost, estimate),
  ...(reader.trace ? { trace: [...reader.trace].sort((a, b) => a.at - b.at) } : {}),
});

/** What an answer has cost, as its caller is told. */
export function costOf(reader: Reader, cost: Reader['cost'], estimate: Estimate) {
  const { limit, remaining } = reader.partition.quota.requests;
  return { estimate, ...cost, rateLimit: { limit, remaining } };
}
