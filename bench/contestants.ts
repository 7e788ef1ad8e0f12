import { readFileSync } from 'node:fs';
import { type Program, start } from './program.ts';

/** How the image runs the server: Node's flags, and what it says to Node and the system's libraries. */
const IMAGE = readImage();

function readImage() {
  const text = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]') as string[];
  const settings = /^ENV (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
  const environment = settings
    .map((setting) => setting.split('='))
    .filter(([name]) => /^(NODE|MALLOC)_/.test(name ?? ''));
  return {
    flags: command.filter((word) => word.startsWith('--')),
    environment: Object.fromEntries(environment) as Record<string, string>,
  };
}

/** Keys of the one account. More than the server keeps partitions for, so that a cold run never meets a key again. */
const KEYS = 20_000;

export interface Arena {
  readonly emulator: Program;
  readonly server: Program;
  readonly plain: Program;
  readonly raw: Program;
  stop(): Promise<void>;
}

/**
 * Starts everything, each a program of its own: the emulator without a quota and with the given latency (ms), the server
 * built and with the flags that its image has, in pass-through mode with its log on, the plain translation and the raw server.
 */
export async function openArena(latency: number, settings: Record<string, string> = {}): Promise<Arena> {
  const emulator = await start('bench/emulator.ts', {
    BENCH_EMULATOR: JSON.stringify({ keys: KEYS, latency: { call: latency }, quota: 'none' }),
  });
  // As the image says, and as whoever tunes the plain one would: libraries leave out what is for developers.
  const upstream = { FIVETRAN_API_URL: emulator.url, NODE_ENV: 'production' };
  const server = await start(
    'dist/main.js',
    {
      ...upstream,
      ...IMAGE.environment,
      PORT: '0',
      FIVETRAN_CREDENTIALS: 'passthrough',
      // The emulator has no quota, so that it is not the limits' pace that is measured.
      FIVETRAN_PLAN: 'paid',
      QUOTA_RESERVE: '0%',
      REQUESTS_PER_MINUTE: '10000000',
      ...settings,
    },
    IMAGE.flags,
  );
  const plain = await start('bench/plain-server.ts', upstream);
  const raw = await start('bench/raw-server.ts');
  const programs = [server, plain, raw, emulator];
  return {
    emulator,
    server,
    plain,
    raw,
    stop: async () => {
      for (const program of programs) await program.stop();
    },
  };
}

/** The header of one of the account's keys. */
export const authorization = (key: number): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`key-${key % KEYS}:secret`).toString('base64')}`,
});

let used = 1;
/** Keys that no run has used yet: the first of `count`. The key 0 is the warm one. */
export function freshKeys(count: number): number {
  const first = used;
  used += count;
  return first;
}
