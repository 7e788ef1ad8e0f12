import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  getNamedType,
  getOperationAST,
  isLeafType,
  isObjectType,
} from 'graphql';
import type { ConnectionEvent } from '../events/event.ts';
import { type Delivery, Lost } from '../events/queue.ts';
import type { Context } from '../graphql/builder.ts';
import { readsOf } from '../plan/reads.ts';
import { type Document, fragmentsOf, Selections, selectedFields, selectsBeyond } from '../plan/selection.ts';
import type { Area } from '../policy/permit.ts';
import { jsonOfShared } from './json-of-data.ts';
import { costOf } from './use-fivetran-extensions.ts';

export type Arguments = ExecutionArgs & { readonly contextValue: Context };

/** What an event has given, with what it took. It is the same for all who share it, and written as JSON once. */
export interface Given {
  readonly result: ExecutionResult;
  readonly calls: number;
  readonly cacheHits: number;
  /** Whether what it took is in somebody's account: of those who share it, it is in the first one's. */
  counted: boolean;
}

/** One operation in the words of all who ask it, and what events have given for it. */
export interface Execution {
  /** What a delivery gives; without a promise where that is known, or nothing has to be waited for. */
  run(delivery: Delivery): Given | Promise<Given>;
  /** The areas that were read for events so far. */
  readonly areas: ReadonlySet<Area>;
  release(): void;
}

interface Shared {
  readonly given: WeakMap<ConnectionEvent, Given | Promise<Given>>;
  readonly readsMore: boolean;
  readonly areas: Set<Area>;
  subscribers: number;
}

/** Runs subscriptions: what an event gives is made once for all who ask the same in the same words and may see the same. */
export class SharedExecutions {
  readonly #mask: (error: unknown) => GraphQLError;
  readonly #byDocument = new WeakMap<object, Map<string, Shared>>();

  constructor(mask: (error: unknown) => GraphQLError) {
    this.#mask = mask;
  }

  open(args: Arguments): Execution {
    const operations = this.#byDocument.get(args.document) ?? new Map<string, Shared>();
    this.#byDocument.set(args.document, operations);
    const { key } = args.contextValue.feed();
    const name = JSON.stringify([key, args.operationName ?? null, args.variableValues ?? {}]);
    const shared = operations.get(name) ?? {
      given: new WeakMap(),
      readsMore: readsMore(args),
      areas: new Set(),
      subscribers: 0,
    };
    operations.set(name, shared);
    shared.subscribers += 1;
    return {
      run: (delivery) => this.#run(args, shared, delivery),
      areas: shared.areas,
      release: () => {
        shared.subscribers -= 1;
        if (shared.subscribers === 0 && operations.get(name) === shared) operations.delete(name);
      },
    };
  }

  #run(args: Arguments, shared: Shared, delivery: Delivery): Given | Promise<Given> {
    const { loaders } = args.contextValue;
    if (delivery instanceof Lost) return this.#execute(args, shared, delivery, loaders);
    const known = shared.given.get(delivery);
    if (known !== undefined) return known;
    const given = shared.readsMore
      ? args.contextValue
          .feed()
          .loadersFor(delivery)
          .then((own) => this.#execute(args, shared, delivery, own))
      : this.#execute(args, shared, delivery, loaders);
    shared.given.set(delivery, given);
    // Who comes later needs not wait for a promise.
    if (given instanceof Promise) given.then((made) => shared.given.set(delivery, made)).catch(() => {});
    return given;
  }

  #execute(args: Arguments, shared: Shared, delivery: Delivery, loaders: Context['loaders']): Given | Promise<Given> {
    const { trail, cost } = loaders.reader;
    trail.operation ??= args.contextValue.loaders.reader.trail.operation;
    const before = { ...cost };
    const contextValue = { ...args.contextValue, loaders, selections: new Selections() };
    const done = (result: ExecutionResult): Given => {
      for (const area of trail.areas) shared.areas.add(area);
      // What was read at the same time for others of the same moment was read for this one too.
      const calls = cost.calls - before.calls;
      const cacheHits = cost.cacheHits - before.cacheHits;
      const own = { ...cost, calls, cacheHits, retries: cost.retries - before.retries };
      const fivetran = costOf(loaders.reader, own, { least: 0, most: shared.readsMore ? null : 0 });
      const extensions = { ...result.extensions, fivetran };
      const errors = result.errors?.map(this.#mask);
      const whole = { ...result, ...(errors && { errors }), extensions };
      return { result: Object.assign(whole, { stringify: jsonOfShared }), calls, cacheHits, counted: false };
    };
    const result = execute({ ...args, rootValue: delivery, contextValue });
    return result instanceof Promise ? result.then(done) : done(result as ExecutionResult);
  }
}

/** Whether a field is selected that the events themselves do not answer. */
function readsMore({ schema, document, operationName, variableValues }: Arguments): boolean {
  const operation = getOperationAST(document, operationName);
  const root = schema.getSubscriptionType();
  if (!operation || !root) return false;
  const whole: Document = { fragments: fragmentsOf(document), variables: variableValues ?? {} };
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
