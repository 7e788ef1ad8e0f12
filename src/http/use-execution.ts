import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { executeQuery } from '../graphql/execute.ts';
import { isInParts } from './parts.ts';
import { signalOf } from './waiters.ts';

/** Runs queries in the way that is quickest for long lists; what is answered in parts, and writes, run as Yoga does it. */
export function useExecution(): Plugin {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      if (isInParts(args.document)) return;
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
