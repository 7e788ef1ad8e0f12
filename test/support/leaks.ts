import { expect } from 'vitest';
import { emulatorCredential } from '../../src/emulator/emulator.ts';
import { RAW_KEY } from './raw-upstream.ts';
import type { Answer } from './server.ts';

/** What no caller may see: where upstream is, with what key it is asked, and what the inside looks like. */
export function expectNothingLeaked(answer: Answer, upstream: string): void {
  const text = JSON.stringify(answer);
  const { host, port } = new URL(upstream);
  const secrets = [emulatorCredential, RAW_KEY].flatMap(({ key, secret }) => [key, secret, `${key}:${secret}`]);
  for (const inside of [
    host,
    `:${port}`,
    '127.0.0.1',
    'http:',
    ...secrets,
    ...secrets.map(base64),
    'node_modules',
    '.ts:',
    '    at ',
    'ECONNREFUSED',
    'ECONNRESET',
    'undici',
  ]) {
    expect(text).not.toContain(inside);
  }
}

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
