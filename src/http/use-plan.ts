import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import type { Estimate } from '../plan/estimate.ts';

/** Plans each operation before it runs. */
export function usePlan(_schema: GraphQLSchema): {
  plugin: Plugin<Context>;
  estimateOf: (context: Context) => Estimate;
} {
  const estimates = new WeakMap<Context, Estimate>();
  return {
    plugin: {},
    estimateOf: (context) => estimates.get(context) ?? { least: 0, most: null },
  };
}
