import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { answerOf, examplesOf, printed } from '../docs/examples.ts';
import { freePort, served } from '../support/port.ts';
import { files, root, textOf } from '../support/repository.ts';
import { type } from './shell.ts';

const MINUTES = 60_000;

/** The lines to type under Start, without their comments. */
const lines = [...textOf('README.md').matchAll(/^ {4}(npm .+?)\s+#/gm)].map(([, line = '']) => line);

it('The README begins with two lines, of which CI runs what the second one does', () => {
  expect(lines).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(textOf('.ci/run')).toMatch(/npm ci[\s\S]*npm test/);
});

it('The README works on a clean clone, typed as it is written, in its order', { timeout: 10 * MINUTES }, async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'clone-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, maxRetries: 5, retryDelay: 200 }));
  for (const path of files()) cpSync(join(root, path), join(cwd, path));

  // As somebody's shell has it: none of the settings, and whatever Node is installed, in the place of this test's own.
  const { HOME, PATH = '' } = process.env;
  const installed = PATH.split(':').filter((part) => !part.includes('node_modules'));
  const env = { HOME, PATH: installed.join(':') };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = spawn('bash', ['-c', lines[0] ?? ''], {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  program.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const exit = once(program, 'exit');
  try {
    await Promise.race([
      served(`${url}/healthz`),
      exit.then(() => Promise.reject(new Error(`It has ended by itself: ${said}`))),
    ]);
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('GraphiQL');
    for (const example of examplesOf('README.md')) {
      if (example.language === 'sh') await type(example, url, { cwd, env });
      else expect(await answerOf({ url }, example, {})).toEqual(printed(example.output ?? ''));
    }
  } finally {
    process.kill(-(program.pid ?? 0), 'SIGTERM');
  }
  await exit;
});
