import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'examples/pipeline-board');

/** Installs and builds the example where that is still to be done, and serves it in front of a server of its own. */
const { PORT = '4000', EXAMPLE_PORT = '4173', GRAPHQL_URL } = process.env;
const url = `http://127.0.0.1:${EXAMPLE_PORT}/`;

/** npm is a script of its own on Windows, which only a shell starts. */
const npm = (...words: string[]) =>
  execFileSync('npm', words, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });

if (!existsSync(join(folder, 'node_modules/vite'))) npm('ci', '--no-audit', '--no-fund');
npm('run', 'build');

const running: ChildProcess[] = [];
let ending = false;

/** The first that ends takes the other with it: a page without a server, or a server without a page, serves nobody. */
function start(words: readonly string[], options: { cwd: string; env?: Record<string, string> }): void {
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, words, { cwd: options.cwd, env, stdio: 'inherit' });
  running.push(child);
  child.once('exit', (code) => {
    if (!ending) process.exitCode = code ?? 1;
    end();
  });
}

function end(): void {
  ending = true;
  for (const child of running) if (child.exitCode === null) child.kill('SIGTERM');
}

/** Waits until something is served there, or until all ends. */
async function answered(address: string): Promise<void> {
  while (!ending && !(await fetch(address).catch(() => undefined))?.ok) await setTimeout(100);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
if (GRAPHQL_URL === undefined) {
  start(['src/main.ts'], { cwd: root, env: { PORT, FIVETRAN_CREDENTIALS: 'emulator' } });
  await answered(`http://127.0.0.1:${PORT}/healthz`);
}
if (!ending) {
  start(['node_modules/vite/bin/vite.js', 'preview', '--port', EXAMPLE_PORT, '--strictPort'], {
    cwd: folder,
    env: { GRAPHQL_URL: GRAPHQL_URL ?? `http://127.0.0.1:${PORT}` },
  });
  await answered(url);
}
if (!ending) console.log(`\nThe example is at ${url} (Ctrl-C ends it)\n`);
