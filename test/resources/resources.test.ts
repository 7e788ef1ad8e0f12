import { afterAll, describe, expect, it } from 'vitest';
import { isCase, isLeft } from './case.ts';
import { failureCases } from './failures.cases.ts';
import { fieldCases } from './fields.cases.ts';
import { idCases } from './ids.cases.ts';
import { referenceCases } from './references.cases.ts';
import { ROWS } from './rows.ts';
import { nodeTypeNames } from './selection.ts';

const suites = ROWS.map((row) => {
  const others = ROWS.filter((other) => other !== row);
  const entries = [...idCases(row, others), ...fieldCases(row), ...failureCases(row), ...referenceCases(row)];
  return { type: row.type, left: entries.filter(isLeft), cases: entries.filter(isCase) };
});

describe.each(suites)('$type', ({ cases }) => {
  for (const { name, run } of cases) it(name, run);
});

describe('The suite of all resources', () => {
  it('has every type that implements Node', () => {
    expect(ROWS.map(({ type }) => type).sort()).toEqual(nodeTypeNames().sort());
  });
});

afterAll(() => {
  const count = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  const left = suites.flatMap(({ type, left }) =>
    left.map(({ name, because }) => `  not of ${type}: ${name}: ${because}\n`),
  );
  process.stdout.write(`${count} cases of ${suites.length} resources\n${left.join('')}`);
});
