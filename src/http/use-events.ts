import { createSourceEventStream, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Delivery } from '../events/queue.ts';
import { Stream } from '../events/stream.ts';
import type { Context } from '../graphql/builder.ts';
import { note, noteSubscription } from './operation-report.ts';
import { type Arguments, SharedExecutions } from './shared-executions.ts';
import { SubscriptionResults, type Told } from './subscription-results.ts';
import { auditedOperation } from './use-audit.ts';
import { costOf } from './use-fivetran-extensions.ts';

/** Runs a subscription; what is wrong with it is an answer too. */
export type Subscribe = (args: Arguments) => Promise<SubscriptionResults | ExecutionResult>;

/**
 * What runs subscriptions, whatever they come by. What an event gives is made once for all subscribers that ask the same in
 * the same words and may see the same; what has to be read for it is read with loaders of the event's own. Logs and audit
 * are told of a subscription when it begins, and when it is over.
 */
export function createSubscribe(mask: (error: unknown) => GraphQLError): Subscribe {
  const executions = new SharedExecutions(mask);
  return (args) => subscribe(args, executions, mask);
}

/** Lets the HTTP endpoint run them so. */
export function useEvents(subscribe: Subscribe): Plugin<Context> {
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe as never) };
}

async function subscribe(
  args: Arguments,
  executions: SharedExecutions,
  mask: (error: unknown) => GraphQLError,
): Promise<SubscriptionResults | ExecutionResult> {
  const { loaders, viewer, req } = args.contextValue as Context & { req?: object };
  const { reader } = loaders;
  const operation = auditedOperation(args);
  reader.trail.operation = operation;
  const kind = getOperationAST(args.document, args.operationName)?.operation ?? null;
  note(req, { ...operation, kind, client: viewer.client });

  const source = await createSourceEventStream(args);
  if (!(source instanceof Stream)) {
    const errors = ((source as ExecutionResult).errors ?? []).map(mask);
    note(req, { codes: codesOf(errors), ...reader.cost });
    return { ...source, errors, extensions: { fivetran: costOf(reader, reader.cost, { least: 0, most: null }) } };
  }
  const execution = executions.open(args);
  const onEnd = ({ calls }: Told) => {
    reader.trail.listened([...reader.trail.areas, ...execution.areas, 'connections'], reader.cost.calls + calls);
  };
  const results = new SubscriptionResults({ deliveries: source as Stream<Delivery>, execution, mask, onEnd });
  noteSubscription(req, () => {
    const { results: count, calls, cacheHits, codes } = results.told;
    const { cost } = reader;
    return { results: count, calls: cost.calls + calls, cacheHits: cost.cacheHits + cacheHits, codes: [...codes] };
  });
  reader.trail.listens([...reader.trail.areas, 'connections'], reader.cost.calls);
  return results;
}

const codesOf = (errors: readonly GraphQLError[]): string[] => [
  ...new Set(errors.map(({ extensions }) => String(extensions.code))),
];
