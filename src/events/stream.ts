export const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What is there of a stream: an item; a promise where it has to be waited for, or there is no more; undefined for nothing yet. */
export type Taken<Item> = Item | Promise<IteratorResult<Item, undefined>> | undefined;

/**
 * Items that come one after another. Whoever has many of them takes what is there without a promise for each, and is
 * called when there is more; everybody else iterates. To wait for a promise that was taken before anything else is taken
 * is the taker's part.
 */
export abstract class Stream<Item extends object> implements AsyncIterableIterator<Item, undefined> {
  abstract take(): Taken<Item>;

  /** Calls `listener` once, as soon as something may be there to take. There is one listener. */
  abstract onReady(listener: () => void): void;

  /** Whoever listened has gone. Who waits for the next item is told at once: there will be none. */
  abstract return(): Promise<IteratorReturnResult<undefined>>;

  async next(): Promise<IteratorResult<Item, undefined>> {
    for (;;) {
      const taken = this.take();
      if (taken instanceof Promise) return taken;
      if (taken !== undefined) return { done: false, value: taken };
      await new Promise<void>((resolve) => this.onReady(resolve));
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
