import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Characters of text for which parsed operations are kept; parsed, they take about ten times as many bytes. */
const MOST_CHARACTERS = 4 * 1024 ** 2;
const MOST_OF_ERRORS = 512 * 1024;

const bounded = <Value extends object>(most: number) =>
  new LRUCache<string, Value>({ maxSize: most, sizeCalculation: (_, text) => text.length + 100 });

/** What was parsed is kept, within bounds: a cache that counts its entries only would keep any number of long texts. */
export const documentCaches = () => ({
  documentCache: bounded<DocumentNode>(MOST_CHARACTERS),
  errorCache: bounded<Error>(MOST_OF_ERRORS),
  validationCache: true,
});
