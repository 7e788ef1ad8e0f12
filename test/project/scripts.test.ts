import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, manifest, root, textOf } from '../support/repository.ts';

/** The npm scripts that a text runs. */
function scriptsRunBy(text: string): string[] {
  const runs = text.matchAll(/\bnpm (?:run (?:--?[\w-]+ )*([\w:-]+)|(start|test)\b)/g);
  return [...runs].flatMap(([, run, short]) => run ?? short ?? []);
}

/** A script's commands, each as its words; what stands in quotes is dropped. */
const commandsOf = (script: string) =>
  script
    .replace(/"(\\.|[^"])*"/g, '')
    .split(/&&|\|\||[;|]/)
    .map((command) => command.trim().split(/\s+/));

const unknownScripts = (text: string) => scriptsRunBy(text).filter((name) => !(name in manifest.scripts));

describe('The npm scripts', () => {
  const commands = Object.values(manifest.scripts).flatMap(commandsOf);

  it('run programs that are there', () => {
    const elsewhere = ['node', 'npm', 'git'];
    const programs = commands.flatMap(([program]) => program ?? []).filter((program) => !elsewhere.includes(program));
    expect(programs.filter((program) => !existsSync(join(root, 'node_modules/.bin', program)))).toEqual([]);
  });

  it('name files that are there', () => {
    const paths = commands.flatMap((words) => words.slice(1).filter((word) => /^[\w./-]*[./][\w./-]*$/.test(word)));
    expect(paths).toContain('src/main.ts');
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('run scripts that are there', () => {
    expect(Object.values(manifest.scripts).flatMap(unknownScripts)).toEqual([]);
  });
});

describe('What the documents, .ci/run and the Dockerfile tell to run', () => {
  it('are scripts that are there', () => {
    const documents = files().filter((path) => path.endsWith('.md') || path === '.ci/run' || path === 'Dockerfile');
    expect(documents.flatMap((path) => unknownScripts(textOf(path)).map((name) => `${path}: ${name}`))).toEqual([]);
  });

  it('is looked for in every way that it can be written', () => {
    expect(scriptsRunBy('npm ci && npm start\n`npm test` npm run --silent schema; npm run test:slow')).toEqual([
      'start',
      'test',
      'schema',
      'test:slow',
    ]);
  });
});

describe('The programs of the package', () => {
  it.each(Object.entries(manifest.bin))('%s (%s) is built from a file that starts with a shebang', (_name, path) => {
    expect(textOf(path.replace(/^dist\/(.*)\.js$/, 'src/$1.ts'))).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
