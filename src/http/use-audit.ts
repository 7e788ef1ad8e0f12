import { hash } from 'node:crypto';
import { type DocumentNode, type ExecutionArgs, getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import type { AuditedOperation } from '../policy/audit.ts';

/** Tells the audit log what an operation is called before it runs, and what it has read when it is over. */
export function useAudit(): Plugin<Context> {
  return {
    onExecute({ args }) {
      const context = args.contextValue as Context;
      const operation = getOperationAST(args.document, args.operationName);
      const isQuery = operation?.operation === OperationTypeNode.QUERY;
      context.loaders.reader.trail.operation = auditedOperation(args);
      return {
        onExecuteDone() {
          const { trail, cost } = context.loaders.reader;
          // What a mutation has written has lines of its own.
          if (isQuery || trail.areas.size > 0) trail.read(trail.areas, cost.calls);
        },
      };
    },
  };
}

/** What the audit log calls an operation. */
export function auditedOperation({ document, operationName }: ExecutionArgs): AuditedOperation {
  const operation = getOperationAST(document, operationName);
  return { name: operation?.name?.value ?? null, hash: hashOf(document) };
}

const hashes = new WeakMap<DocumentNode, string>();

/** Of the text: it tells operations apart, and finds one where its text is known. */
function hashOf(document: DocumentNode): string {
  let known = hashes.get(document);
  if (known === undefined) {
    known = hash('sha256', document.loc?.source.body ?? '', 'hex').slice(0, 16);
    hashes.set(document, known);
  }
  return known;
}
