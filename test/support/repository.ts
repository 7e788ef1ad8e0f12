import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The project's own folder. */
export const root = resolve(import.meta.dirname, '../..');

/** The text of a file, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/**
 * The paths from the root, sorted, of all files that git does not ignore. Read from `.gitignore` and the disk, so that
 * the tests need no git and see new files.
 */
export function files(): string[] {
  const ignored = textOf('.gitignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/\/$/, ''))
    .map((line) => (line.startsWith('/') ? line.slice(1) : `**/${line}`));
  return globSync(['**/*', '**/.*', '**/.*/**'], { cwd: root, exclude: ['.git', ...ignored], withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** `package.json`, as far as the tests read it. */
export const manifest: { scripts: Record<string, string>; bin: Record<string, string> } = JSON.parse(
  textOf('package.json'),
);
