import type { IncomingMessage } from 'node:http';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { bytesOfData } from './json-of-data.ts';
import { ticketOf } from './shared-answers.ts';

/** Hands the answer of an operation to those who wait for the same, and keeps it for those who come. */
export function useSharedAnswers(): Plugin<Context & { req?: IncomingMessage }> {
  return {
    onExecute({ args }) {
      const { req, loaders } = args.contextValue as Context & { req?: IncomingMessage };
      const ticket = ticketOf(req);
      const operation = getOperationAST(args.document, args.operationName);
      if (ticket === undefined) return;
      if (operation?.operation !== OperationTypeNode.QUERY) {
        // A write is nobody else's: who sends the same sends another.
        ticket.settle(undefined);
        return;
      }
      return {
        onExecuteDone({ result }) {
          const { reader } = loaders;
          const basis = reader.basis;
          if (isAsyncIterable(result) || result.errors?.length || reader.cost.partial || basis === undefined) return;
          const { calls, cacheHits } = reader.cost;
          const name = operation.name?.value ?? null;
          const { operation: audited, areas } = reader.trail;
          const audit = { ...(audited && { operation: audited }), areas };
          const answer = { json: bytesOfData(result.data ?? {}), name, reads: calls + cacheHits, audit };
          if (ticket.repeated) ticket.session.keepAnswer(ticket.request, answer, basis);
          ticket.settle(answer);
        },
      };
    },
    // Whatever became of it, nobody waits for ever; after a settled answer this does nothing.
    onExecutionResult({ context }) {
      ticketOf((context as { req?: IncomingMessage }).req)?.settle(undefined);
    },
  };
}
