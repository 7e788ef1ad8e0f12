import type { IncomingMessage } from 'node:http';
import { type ExecutionResult, getOperationAST } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { note } from './operation-report.ts';
import { auditedOperation } from './use-audit.ts';

/** Notes what an operation is called, whose it is, and what it has cost. */
export function useOperationReport(): Plugin<Context & { req?: IncomingMessage }> {
  return {
    // What did not come as far as to run has failed here.
    onResultProcess({ result, serverContext }) {
      const { req } = serverContext as { req?: IncomingMessage };
      if (Array.isArray(result) || isAsyncIterable(result) || !result.errors?.length) return;
      note(req, { codes: codesOf(result) });
    },
    onExecute({ args }) {
      const context = args.contextValue as Context & { req?: IncomingMessage };
      const { req, viewer } = context;
      const operation = getOperationAST(args.document, args.operationName);
      note(req, {
        ...auditedOperation(args),
        kind: operation?.operation ?? null,
        client: viewer.client,
      });
      return {
        onExecuteDone({ result }) {
          const { calls, retries, cacheHits, stale } = context.loaders.reader.cost;
          const codes = isAsyncIterable(result) ? [] : codesOf(result);
          note(req, { codes, calls, retries, cacheHits, stale });
        },
      };
    },
  };
}

const codesOf = ({ errors = [] }: ExecutionResult): string[] => [
  ...new Set(errors.map(({ extensions }) => String(extensions.code ?? 'INTERNAL_SERVER_ERROR'))),
];
