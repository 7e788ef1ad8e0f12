import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Delivery } from '../events/queue.ts';
import { END, Stream, type Taken } from '../events/stream.ts';
import type { Execution, Given } from './shared-executions.ts';

/** What a subscription has been told, and what that took. */
export interface Told {
  results: number;
  calls: number;
  cacheHits: number;
  readonly codes: Set<string>;
}

export interface SubscriptionOptions {
  readonly deliveries: Stream<Delivery>;
  readonly execution: Execution;
  readonly mask: (error: unknown) => GraphQLError;
  /** Called once, when nothing more is told. */
  readonly onEnd: (told: Told) => void;
}

/** The results of one subscription. */
export class SubscriptionResults extends Stream<ExecutionResult> {
  readonly #options: SubscriptionOptions;
  readonly told: Told = { results: 0, calls: 0, cacheHits: 0, codes: new Set() };
  #over = false;

  constructor(options: SubscriptionOptions) {
    super();
    this.#options = options;
  }

  take(): Taken<ExecutionResult> {
    if (this.#over) return Promise.resolve(END);
    const taken = this.#options.deliveries.take();
    if (taken === undefined) return undefined;
    if (taken instanceof Promise) return this.#wait(taken);
    return this.#run(taken);
  }

  #run(delivery: Delivery): Taken<ExecutionResult> {
    const given = this.#options.execution.run(delivery);
    return given instanceof Promise
      ? this.#wait(Promise.resolve({ done: false, value: delivery }))
      : this.#count(given);
  }

  onReady(listener: () => void): void {
    this.#options.deliveries.onReady(listener);
  }

  async return(): Promise<typeof END> {
    this.#end();
    await this.#options.deliveries.return();
    return END;
  }

  async #wait(
    taken: Promise<IteratorResult<Delivery, undefined>>,
  ): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      const { done, value } = await taken;
      if (done) return await this.return();
      const given = await this.#options.execution.run(value);
      // Whoever has gone meanwhile is told nothing more.
      return this.#over ? END : { done: false, value: this.#count(given) };
    } catch (error) {
      const errors = [this.#options.mask(error)];
      this.#codes(errors);
      await this.return();
      return { done: false, value: { errors } };
    }
  }

  #count(given: Given): ExecutionResult {
    const { told } = this;
    told.results += 1;
    if (!given.counted) {
      given.counted = true;
      told.calls += given.calls;
      told.cacheHits += given.cacheHits;
    }
    if (given.result.errors !== undefined) this.#codes(given.result.errors);
    return given.result;
  }

  #codes(errors: readonly GraphQLError[]): void {
    for (const { extensions } of errors) this.told.codes.add(String(extensions.code));
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.execution.release();
    this.#options.onEnd(this.told);
  }
}
