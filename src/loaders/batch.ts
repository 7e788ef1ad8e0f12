import { channel } from 'node:diagnostics_channel';

/** What is asked for at once: how many keys of what. */
interface Batch {
  readonly of: string;
  readonly size: number;
}

/** What a batch does is run in this channel's stores: { of, size }. */
const begun = channel('fivetran-graphql:batch-begun');
/** Told with the same object when all of the batch is answered. */
const over = channel('fivetran-graphql:batch');

/** Runs what answers keys that were asked for at once, with one promise for all of them or one for each. */
export function inBatch<Answers extends Promise<unknown> | readonly Promise<unknown>[]>(
  of: string,
  keys: readonly unknown[],
  run: () => Answers,
): Answers {
  if (!begun.hasSubscribers) return run();
  const batch: Batch = { of, size: keys.length };
  const end = () => over.publish(batch);
  try {
    const answers = begun.runStores(batch, run);
    Promise.allSettled(answers instanceof Promise ? [answers] : answers).then(end);
    return answers;
  } catch (error) {
    end();
    throw error;
  }
}
