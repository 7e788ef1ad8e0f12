import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type Example, printed } from '../docs/examples.ts';

/** A page's text as it is for a test's own server, which is on a free port: nothing else is changed. */
export const at = (text: string, url: string): string => text.replaceAll('http://127.0.0.1:4000', url);

/** Types a command of a page, and holds what it prints against what stands below it. */
export async function type(
  { text, output = '' }: Example,
  url: string,
  options: { cwd: string; env: NodeJS.ProcessEnv },
) {
  const { stdout } = await promisify(execFile)('bash', ['-ec', at(text, url)], options);
  if (output.startsWith('{')) expect(JSON.parse(stdout), text).toEqual(printed(output));
  else if (output === '…\n') expect(stdout, text).toMatch(/\S/);
  else expect(stdout, text).toBe(output);
}
