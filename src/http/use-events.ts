import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  type GraphQLError,
  getNamedType,
  getOperationAST,
  isLeafType,
  isObjectType,
  Kind,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ConnectionEvent } from '../events/event.ts';
import { type Delivery, Lost } from '../events/queue.ts';
import type { Context } from '../graphql/builder.ts';
import { readsOf } from '../plan/reads.ts';
import { type Document, Selections, selectedFields, selectsBeyond } from '../plan/selection.ts';

/**
 * Runs subscriptions. What an event gives is made once for all subscribers that ask the same in the same words and may see
 * the same; what has to be read for it is read with loaders of the event's own.
 */
export function useEvents(mask: (error: unknown) => GraphQLError): Plugin<Context> {
  const executions = new SharedExecutions(mask);
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(((args: Arguments) => subscribe(args, executions, mask)) as never);
    },
  };
}

type Arguments = ExecutionArgs & { readonly contextValue: Context };
type Results = AsyncIterableIterator<ExecutionResult, undefined>;

const END = { done: true, value: undefined } as const;

async function subscribe(
  args: Arguments,
  executions: SharedExecutions,
  mask: (error: unknown) => GraphQLError,
): Promise<Results | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isAsyncIterable(source)) return { ...source, errors: (source.errors ?? []).map(mask) };
  const deliveries = (source as AsyncIterable<Delivery>)[Symbol.asyncIterator]();
  const { run, release } = executions.open(args);
  let over = false;
  const end = async () => {
    if (!over) release();
    over = true;
    await deliveries.return?.();
    return END;
  };
  const results: Results = {
    // Whoever has gone must not wait for the next event: what ends a generator waits for it.
    async next() {
      if (over) return END;
      try {
        const { done, value } = await deliveries.next();
        return done ? await end() : { done: false, value: await run(value) };
      } catch (error) {
        await end();
        return { done: false, value: { errors: [mask(error)] } };
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return results;
}

/** One operation in the words of all who ask it, and what events have given for it. */
interface Shared {
  readonly results: WeakMap<ConnectionEvent, Promise<ExecutionResult>>;
  readonly readsMore: boolean;
  subscribers: number;
}

class SharedExecutions {
  readonly #mask: (error: unknown) => GraphQLError;
  readonly #byDocument = new WeakMap<object, Map<string, Shared>>();

  constructor(mask: (error: unknown) => GraphQLError) {
    this.#mask = mask;
  }

  open(args: Arguments) {
    const operations = this.#byDocument.get(args.document) ?? new Map<string, Shared>();
    this.#byDocument.set(args.document, operations);
    const { key } = args.contextValue.feed();
    const name = JSON.stringify([key, args.operationName ?? null, args.variableValues ?? {}]);
    const shared = operations.get(name) ?? { results: new WeakMap(), readsMore: readsMore(args), subscribers: 0 };
    operations.set(name, shared);
    shared.subscribers += 1;
    return {
      run: (delivery: Delivery) => this.#run(args, shared, delivery),
      release: () => {
        shared.subscribers -= 1;
        if (shared.subscribers === 0 && operations.get(name) === shared) operations.delete(name);
      },
    };
  }

  #run(args: Arguments, shared: Shared, delivery: Delivery): Promise<ExecutionResult> {
    if (delivery instanceof Lost) return this.#execute(args, shared, delivery);
    let result = shared.results.get(delivery);
    if (result === undefined) {
      result = this.#execute(args, shared, delivery);
      shared.results.set(delivery, result);
    }
    return result;
  }

  async #execute(args: Arguments, { readsMore }: Shared, delivery: Delivery): Promise<ExecutionResult> {
    const context = args.contextValue;
    const needsLoaders = readsMore && !(delivery instanceof Lost);
    const loaders = needsLoaders ? await context.feed().loadersFor(delivery) : context.loaders;
    const contextValue = { ...context, loaders, selections: new Selections() };
    const result = await execute({ ...args, rootValue: delivery, contextValue });
    return result.errors === undefined ? result : { ...result, errors: result.errors.map(this.#mask) };
  }
}

/** Whether a field is selected that the events themselves do not answer. */
function readsMore({ schema, document, operationName, variableValues }: Arguments): boolean {
  const operation = getOperationAST(document, operationName);
  const root = schema.getSubscriptionType();
  if (!operation || !root) return false;
  const whole: Document = { fragments: fragmentsOf(document.definitions), variables: variableValues ?? {} };
  for (const { node } of selectedFields([operation.selectionSet], whole, { deferred: true })) {
    const type = getNamedType(root.getFields()[node.name.value]?.type);
    if (!isObjectType(type)) continue;
    for (const { node: inner } of selectedFields([node.selectionSet], whole, { deferred: true })) {
      const field = type.getFields()[inner.name.value];
      const reads = field !== undefined && !isLeafType(getNamedType(field.type)) && readsOf(field);
      if (!reads) continue;
      const place = { args: {}, of: undefined, parents: null };
      const beyond = (free: readonly string[]) => selectsBeyond(new Set(free), [inner], whole);
      if (reads.demands({ ...place, selectsBeyond: beyond }).length > 0) return true;
    }
  }
  return false;
}

const fragmentsOf = (definitions: ExecutionArgs['document']['definitions']): Document['fragments'] =>
  Object.fromEntries(
    definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
