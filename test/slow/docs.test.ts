import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { examplesOf } from '../docs/examples.ts';
import { files, root } from '../support/repository.ts';
import { startServer } from '../support/server.ts';
import { at, type } from './shell.ts';

/** Pages with commands, and the programs that these run. */
const pages = files()
  .filter((path) => /^docs\/[\w-]+\.md$/.test(path))
  .map((path) => ({ path, examples: examplesOf(path) }))
  .filter(({ examples }) => examples.some(({ language }) => language === 'sh'));

/** Where the program is, as an installed package has it, and the Node that runs this test. */
const bin = mkdtempSync(join(tmpdir(), 'bin-'));
const env = { ...process.env, PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter) };
writeFileSync(join(bin, 'fivetran-graphql'), `#!/bin/sh\nexec node ${root}/src/main.ts "$@"\n`, { mode: 0o755 });
afterAll(() => rmSync(bin, { recursive: true }));

describe('The commands of the pages', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');

  // Where the programs import the package, they get what it publishes.
  beforeAll(() => void execFileSync(process.execPath, [tsc, '-p', 'tsconfig.operations.json'], { cwd: root }));

  it('are found', () => {
    expect(pages.map(({ path }) => path)).toContain('docs/first-query.md');
  });

  it.each(pages)('of $path print what stands below them', async ({ examples }) => {
    const { url } = await startServer({ webhooks: true, emulator: { size: 'demo', schedules: false } });
    const cwd = join(root, `test/.artifacts/docs-${process.pid}`);
    mkdirSync(cwd, { recursive: true });
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    for (const example of examples) {
      // A program says its name in its first line.
      const [, name] = /^\/\/ (\w+\.m?[jt]s)\n/.exec(example.text) ?? [];
      if (name !== undefined) writeFileSync(join(cwd, name), at(example.text, url));
      if (example.language === 'sh') await type(example, url, { cwd, env });
    }
  });
});
