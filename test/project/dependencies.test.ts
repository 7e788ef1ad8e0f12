import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { page } from '../../scripts/dependencies.ts';
import { notices, type Package, packagesOf } from '../../scripts/packages.ts';
import { textOf } from '../support/repository.ts';

const { dependencies, devDependencies }: Record<string, Record<string, string>> = JSON.parse(textOf('package.json'));

/** Licences that ask for nothing but their own text. */
const FREE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

let packages: readonly Package[];
beforeAll(async () => {
  packages = packagesOf(await bundle(false));
});

describe('The packages that are built into the program', () => {
  it('are those of docs/dependencies.md', () => {
    expect(textOf('docs/dependencies.md')).toBe(page(packages));
  });

  it('may be passed on, and are, with their licences', () => {
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.filter(({ licence }) => !FREE.includes(licence))).toEqual([]);
    const text = notices(packages);
    for (const { name, version, licence } of packages) expect(text).toContain(`${name} ${version} (${licence})\n`);
    expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(40);
  });

  it('do not change by themselves', () => {
    const { packageRules }: { packageRules: { automerge?: boolean; matchPackageNames: string[] }[] } = JSON.parse(
      textOf('renovate.json'),
    );
    const named = packages.map(({ name }) => name).filter((name) => name in (devDependencies ?? {}));
    const rules = packageRules.filter(({ automerge }) => automerge);
    expect(rules).toHaveLength(1);
    for (const { matchPackageNames } of rules) {
      expect(matchPackageNames).toEqual([...new Set(named)].map((name) => `!${name}`));
    }
  });
});

describe('The packages of package.json', () => {
  it('are asked for by exact version', () => {
    const all = Object.entries({ ...dependencies, ...devDependencies });
    expect(all.filter(([, version]) => !/^(\d+\.\d+\.\d+(-[\w.]+)?|file:tools\/\w+)$/.test(version ?? ''))).toEqual([]);
  });

  it('of which the published one is in need run nothing when they are installed', () => {
    type Locked = { readonly [word in 'dev' | 'devOptional' | 'link' | 'hasInstallScript']?: boolean };
    const { packages: locked }: { packages: Record<string, Locked> } = JSON.parse(textOf('package-lock.json'));
    const needed = Object.entries(locked).filter(
      ([path, it]) => /^node_/.test(path) && !it.dev && !it.devOptional && !it.link,
    );
    expect(needed.map(([path]) => path)).toEqual([
      'node_modules/@graphql-typed-document-node/core',
      'node_modules/graphql',
    ]);
    expect(needed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });
});
