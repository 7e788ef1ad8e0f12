import { describe, expect, it } from 'vitest';
import { textOf } from '../support/repository.ts';

type Dependencies = Record<string, string>;

interface Entry {
  dependencies?: Dependencies;
  devDependencies?: Dependencies;
  optionalDependencies?: Dependencies;
}

const { packages }: { packages: Record<string, Entry> } = JSON.parse(textOf('package-lock.json'));

/** Whether the package at `path` finds `name`: in a `node_modules` of its own, or of a folder above. */
const finds = (path: string, name: string): boolean =>
  `${path}/node_modules/${name}`.replace(/^\//, '') in packages ||
  (path !== '' && finds(path.replace(/(^|\/)[^/]*$/, ''), name));

describe('package-lock.json', () => {
  it('locks what package.json asks for', () => {
    const { dependencies, devDependencies }: Entry = JSON.parse(textOf('package.json'));
    expect(packages['']).toMatchObject({ dependencies, devDependencies });
  });

  // npm leaves out, in silence, what the registry does not have for another platform; npm ci then refuses the file there.
  it('has every package of every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).flatMap((name) => (finds(path, name) ? [] : [`${path}: ${name}`])),
    );
    expect(missing).toEqual([]);
  });
});
