import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';

/**
 * A mutation that runs is finished before the server ends, also between two of its writes and where its client has gone:
 * half of what was asked for is rarely what was meant.
 */
export function useFinishedMutations(): Plugin<Context> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== OperationTypeNode.MUTATION) return;
      const { partition } = (args.contextValue as Context).loaders.reader;
      setExecuteFn((given) => partition.finish((async () => executeFn(given))()));
    },
  };
}
