import { globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, root, textOf } from '../support/repository.ts';

const documents = files().filter((path) => path.endsWith('.md'));
const records = files().filter((path) => /^docs\/adr\/.+\.md$/.test(path));

/** The targets of a document's links and pictures that are within the project, as paths from the root. */
const linksOf = (path: string): string[] =>
  [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^\w+:/.test(target))
    .map((target) => normalize(join(dirname(path), target)));

/** The files and folders that a document names by a path from the root; `*` stands for any name. */
const pathsIn = (path: string): string[] =>
  [...textOf(path).matchAll(/`((?:src|test|schema|docs)\/[\w.*/-]+)`/g)].map(([, named = '']) => named);

const missing = (paths: readonly string[]) => paths.filter((path) => globSync(path, { cwd: root }).length === 0);

/** The pieces of code in a document, each with the file that was last announced above it, as `src/x.ts`: */
const excerptsOf = (path: string) =>
  [...textOf(path).matchAll(/```ts\n(.*?)```/gs)].map(({ index, 1: code = '' }) => ({
    code,
    from: textOf(path)
      .slice(0, index)
      .match(/.*`(src\/[\w./-]+\.ts)`:\n/s)?.[1],
  }));

describe('The documents', () => {
  it.each(documents)('%s links to what is there', (path) => {
    expect(missing(linksOf(path))).toEqual([]);
  });

  it.each(documents)('%s names files that are there', (path) => {
    expect(missing(pathsIn(path))).toEqual([]);
  });
});

describe('The excerpts of the guide to adding a resource', () => {
  const excerpts = excerptsOf('docs/adding-a-resource.md');

  it('are there', () => {
    expect(excerpts).not.toEqual([]);
  });

  it.each(excerpts)('$from has $code', ({ from, code }) => {
    expect(textOf(from ?? '')).toContain(code);
  });
});

describe('The decision records', () => {
  it('are numbered from 0001 without a gap', () => {
    const numbers = records.map((path) => path.slice('docs/adr/'.length, 'docs/adr/0000'.length));
    expect(numbers).toEqual(records.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  it.each(records)('%s is a page, and says what not to do without thinking again', (path) => {
    const lines = textOf(path).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(15);
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(textOf(path).replaceAll('\n', ' ')).toMatch(/Do not [^.]+ without revisiting this\.\s*$/);
  });
});
