import { describe, expect, it } from 'vitest';
import { files } from '../support/repository.ts';

const operations = files()
  .filter((path) => path.startsWith('schema/operations/'))
  .map((path) => path.slice('schema/operations/'.length));

describe('The example operations', () => {
  it('are there', () => {
    expect(operations).not.toEqual([]);
  });

  it.each(operations)('%s is named by a number of two digits and what it shows', (name) => {
    expect(name).toMatch(/^\d\d-[a-z0-9]+(-[a-z0-9]+)*\.graphql$/);
  });

  it('are numbered from 01 without a gap, in the order of their names', () => {
    const numbers = operations.map((name) => Number.parseInt(name, 10));
    expect(numbers).toEqual(operations.map((_, index) => index + 1));
  });
});
