import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, type Module } from './bundle.ts';

/** A package of which something is built into the program. */
export interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** Its SPDX identifier. */
  readonly licence: string;
  readonly author: string;
  /** Bytes of it that are built in. */
  readonly bytes: number;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type: string };
  readonly author?: string | { readonly name: string };
}

/** The packages that modules belong to, by name and version; one that is there twice is one of both sizes. */
export function packagesOf(modules: readonly Module[]): readonly Package[] {
  const folders = Map.groupBy(modules, ({ path }) => folderOf(path));
  const copies = [...folders].flatMap(([folder, files]) => (folder === undefined ? [] : [describe(folder, files)]));
  return [...Map.groupBy(copies, ({ name, version }) => `${name} ${version}`).values()]
    .flatMap(([first, ...others]) => (first === undefined ? [] : [{ ...first, bytes: sum([first, ...others]) }]))
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'));
}

function describe(folder: string, files: readonly Module[]): Package {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license = 'unknown', author = '' } = manifest;
  return {
    folder,
    name,
    version,
    licence: typeof license === 'string' ? license : license.type,
    author: typeof author === 'string' ? author : author.name,
    bytes: sum(files),
  };
}

const sum = (all: readonly { readonly bytes: number }[]) => all.reduce((total, { bytes }) => total + bytes, 0);

/** What the packages' licences ask for: their texts, for whoever gets the program. */
export function notices(packages: readonly Package[]): string {
  const texts = packages.map(({ folder, name, version, licence, author }) => {
    const files = readdirSync(folder).filter((file) => /^(licence|license|copying|notice)/i.test(file));
    const papers = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [[`${name} ${version} (${licence})`, author].filter(Boolean).join('\n'), ...papers].join('\n\n');
  });
  return `This program contains parts of these packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
