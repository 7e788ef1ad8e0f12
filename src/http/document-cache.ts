import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { AskedBefore } from './asked-before.ts';

/** Bytes that parsed operations may take, about 1500 of a usual size, and those that the errors of others may. */
const MOST_BYTES = 16 * 1024 ** 2;
const MOST_OF_ERRORS = 2 * 1024 ** 2;
/** A character of an operation, parsed: nodes, and the tokens by which errors say where they are. */
const BYTES_A_CHARACTER = 75;

/**
 * What was made of texts, within a bound of bytes: a cache that counts its entries only would keep any number of long
 * texts. Kept is what comes a second time. Clients that put values into their texts send each text once, and what is made
 * of them is better left in the young generation.
 */
function bounded<Value extends object>(most: number) {
  const sizeCalculation = (_: Value, text: string) => (text.length + 1) * BYTES_A_CHARACTER;
  const kept = new LRUCache<string, Value>({ maxSize: most, sizeCalculation });
  const askedBefore = new AskedBefore();
  return {
    get: (text: string) => kept.get(text),
    set(text: string, value: Value) {
      if (askedBefore.again(text)) kept.set(text, value);
    },
  };
}

/** What Yoga keeps of operations: what was parsed, what was wrong with a text, and what is valid. */
export const documentCaches = () => ({
  documentCache: bounded<DocumentNode>(MOST_BYTES),
  errorCache: bounded<Error>(MOST_OF_ERRORS),
  validationCache: true,
});
