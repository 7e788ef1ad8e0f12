import { BREAK, type DocumentNode, type ExecutionArgs, Kind, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeQuery } from '../graphql/execute.ts';
import { signalOf } from './waiters.ts';

/** Runs queries in the way that is quickest for long lists; what is answered in parts, and writes, run as Yoga does it. */
export function useExecution(): Plugin {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      if (inParts(args.document)) return;
      const { req } = args.contextValue as { req?: object };
      const run = (args: ExecutionArgs) => {
        const result = executeQuery(args);
        if (result === undefined) return executeFn(args);
        const signal = signalOf(req);
        return result instanceof Promise && signal !== undefined ? unlessAborted(result, signal) : result;
      };
      setExecuteFn(run as typeof executeFn);
    },
  };
}

/** Whom nobody waits for any more has no result: what becomes of the rest of its reads is no error of anybody's. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const over = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(over);
  });
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
