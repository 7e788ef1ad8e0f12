import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './repository.ts';

/** Where the example application is, a package of its own. */
export const exampleFolder = join(root, 'examples/pipeline-board');

/** Installs what the example needs, where that is not there, and builds it, which checks its types too. */
export function prepareExample(): void {
  const npm = (...words: string[]) => execFileSync('npm', words, { cwd: exampleFolder, stdio: 'pipe' });
  if (!existsSync(join(exampleFolder, 'node_modules/vite'))) npm('ci', '--no-audit', '--no-fund');
  npm('run', 'build');
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it is answered with success; the test's own limit ends it where it never is. */
export async function served(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
