import { describe, expect, it } from 'vitest';
import { page, productionTree } from '../../scripts/dependencies.ts';
import { textOf } from '../support/repository.ts';

const tree = productionTree();
const { dependencies, devDependencies }: Record<string, Record<string, string>> = JSON.parse(textOf('package.json'));

/** Licences that ask for nothing but their own text. */
const FREE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

describe('The packages that come with the published one', () => {
  it('are those of docs/dependencies.md', () => {
    expect(textOf('docs/dependencies.md')).toBe(page(tree));
  });

  it('run nothing when they are installed', () => {
    expect(tree.filter(({ installScript }) => installScript)).toEqual([]);
    expect(tree.length).toBeGreaterThan(20);
  });

  it('may be passed on', () => {
    expect(tree.filter(({ licence }) => !FREE.includes(licence)).map(({ name, licence }) => [name, licence])).toEqual(
      [],
    );
  });

  it('are asked for by exact version', () => {
    const all = Object.entries({ ...dependencies, ...devDependencies });
    expect(all.filter(([, version]) => !/^(\d+\.\d+\.\d+(-[\w.]+)?|file:tools\/\w+)$/.test(version ?? ''))).toEqual([]);
  });
});
