import { describe, expect, it } from 'vitest';
import { textOf } from '../support/repository.ts';

type Dependencies = Record<string, string>;

interface Entry {
  dependencies?: Dependencies;
  devDependencies?: Dependencies;
  optionalDependencies?: Dependencies;
}

type Packages = Record<string, Entry>;

/** Whether the package at `path` finds `name`: in a `node_modules` of its own, or of a folder above. */
const finds = (packages: Packages, path: string, name: string): boolean =>
  `${path}/node_modules/${name}`.replace(/^\//, '') in packages ||
  (path !== '' && finds(packages, path.replace(/(^|\/)[^/]*$/, ''), name));

describe.each(['', 'examples/pipeline-board/'])('The lockfile in the folder "%s"', (folder) => {
  const { packages }: { packages: Packages } = JSON.parse(textOf(`${folder}package-lock.json`));
  const { dependencies, devDependencies }: Entry = JSON.parse(textOf(`${folder}package.json`));

  it('locks what package.json asks for', () => {
    expect(packages['']).toMatchObject({ dependencies, devDependencies });
  });

  // npm leaves out, in silence, what the registry does not have for another platform; npm ci then refuses the file there.
  it('has every package of every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).flatMap((name) => (finds(packages, path, name) ? [] : [`${path}: ${name}`])),
    );
    expect(missing).toEqual([]);
  });
});
