import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Bytes that parsed operations may take, about 1500 of a usual size, and those that the errors of others may. */
const MOST_BYTES = 16 * 1024 ** 2;
const MOST_OF_ERRORS = 2 * 1024 ** 2;
/** A character of an operation, parsed: nodes, and the tokens by which errors say where they are. */
const BYTES_A_CHARACTER = 75;

const bounded = <Value extends object>(most: number) =>
  new LRUCache<string, Value>({ maxSize: most, sizeCalculation: (_, text) => (text.length + 1) * BYTES_A_CHARACTER });

/** What was parsed is kept, within bounds: a cache that counts its entries only would keep any number of long texts. */
export const documentCaches = () => ({
  documentCache: bounded<DocumentNode>(MOST_BYTES),
  errorCache: bounded<Error>(MOST_OF_ERRORS),
  validationCache: true,
});
