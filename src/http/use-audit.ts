import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import type { AuditedOperation } from '../policy/audit.ts';

/** Tells the audit log what an operation is called before it runs, and what it has read when it is over. */
export function useAudit(): Plugin<Context> {
  return {
    onExecute({ args }) {
      const { loaders } = args.contextValue as Context;
      const { trail, cost } = loaders.reader;
      trail.operation = operationOf(args.document, args.operationName);
      return {
        onExecuteDone: () => trail.read(trail.areas, cost.calls),
      };
    },
  };
}

const hashes = new WeakMap<DocumentNode, string>();

function operationOf(document: DocumentNode, name: string | null | undefined): AuditedOperation {
  let hash = hashes.get(document);
  if (hash === undefined) {
    hash = createHash('sha256')
      .update(document.loc?.source.body ?? '')
      .digest('hex')
      .slice(0, 16);
    hashes.set(document, hash);
  }
  return { name: getOperationAST(document, name)?.name?.value ?? null, hash };
}
