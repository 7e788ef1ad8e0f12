import { afterAll, describe, expect, it } from 'vitest';
import { isCase, isLeft } from './case.ts';
import { LISTS } from './lists.ts';
import { pageCases } from './pages.cases.ts';
import { listNames } from './selection.ts';

const suites = LISTS.map((list) => {
  const entries = pageCases(list);
  return { name: list.name, left: entries.filter(isLeft), cases: entries.filter(isCase) };
});

describe.each(suites)('$name', ({ cases }) => {
  for (const { name, run } of cases) it(name, run);
});

describe('The suite of all lists', () => {
  it('has every field that is a list', () => {
    expect([...new Set(LISTS.map(({ name }) => name))].sort()).toEqual(listNames().sort());
  });
});

afterAll(() => {
  const count = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  process.stdout.write(`${count} cases of ${suites.length} lists\n`);
});
