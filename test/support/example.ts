import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

/** Where the example application is, a package of its own. */
export const exampleFolder = join(root, 'examples/pipeline-board');

/** Installs what the example needs, where that is not there, and builds it, or has its documents compiled alone. */
export function prepareExample(script: 'build' | 'relay' = 'build'): void {
  const npm = (...words: string[]) => execFileSync('npm', words, { cwd: exampleFolder, stdio: 'pipe' });
  if (!existsSync(join(exampleFolder, 'node_modules/vite'))) npm('ci', '--no-audit', '--no-fund');
  npm('run', script);
}

/** Starts a program; gives what ends it, and what it has said. */
export function startProgram(words: readonly string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, words, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const end = async () => {
    child.kill('SIGTERM');
    return exit;
  };
  return { end, output: () => output };
}
