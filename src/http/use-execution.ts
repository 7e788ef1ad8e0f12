import { BREAK, type DocumentNode, type ExecutionArgs, Kind, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeQuery } from '../graphql/execute.ts';

/** Runs queries in the way that is quickest for long lists; what is answered in parts, and writes, run as Yoga does it. */
export function useExecution(): Plugin {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      if (inParts(args.document)) return;
      setExecuteFn(((args: ExecutionArgs) => executeQuery(args) ?? executeFn(args)) as typeof executeFn);
    },
  };
}

const known = new WeakMap<DocumentNode, boolean>();

/** Whether a document has `@defer` or `@stream` in it. */
function inParts(document: DocumentNode): boolean {
  let parts = known.get(document);
  if (parts === undefined) {
    parts = false;
    visit(document, {
      [Kind.DIRECTIVE]: ({ name }) => {
        if (name.value !== 'defer' && name.value !== 'stream') return undefined;
        parts = true;
        return BREAK;
      },
    });
    known.set(document, parts);
  }
  return parts;
}
