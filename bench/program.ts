import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A program of its own, which this one has started and ends. */
export interface Program {
  readonly url: string;
  /** Sends a message to it and waits for its answer. */
  ask<Answer>(message: object): Promise<Answer>;
  /** Seconds of processor that it has used; NaN where the system does not tell. */
  cpu(): Promise<number>;
  /** The most memory that it has held, in MB; NaN where the system does not tell. */
  peakMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** How long a program may take to listen. */
const START_MS = 20_000;
/** Clock ticks a second in which Linux tells processor time to programs. */
const TICKS = 100;

/**
 * Starts a TypeScript file of the repository. It listens on loopback and either sends `{ url }` as its first message or
 * prints a line with its address. `flags` are Node's.
 */
export async function start(
  file: string,
  environment: Record<string, string> = {},
  flags: readonly string[] = [],
): Promise<Program> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...flags, path], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Whatever ends this program ends what it has started.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const url = await listening(child, file);
  const proc = async (name: string) => readFile(`/proc/${child.pid}/${name}`, 'utf8').catch(() => '');
  return {
    url,
    async ask<Answer>(message: object) {
      child.send(message);
      const [answer] = await once(child, 'message');
      return answer as Answer;
    },
    async cpu() {
      // After the name, which may hold anything: state, then numbers; user and system time are the 12th and 13th.
      const fields = (await proc('stat')).split(') ').at(-1)?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    async peakMemory() {
      return Number(/VmHWM:\s+(\d+)/.exec(await proc('status'))?.[1] ?? Number.NaN) / 1024;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(timer);
    },
  };
}

function listening(child: ChildProcess, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = 'nothing';
    const timer = setTimeout(() => reject(new Error(`${file} did not listen in time`)), START_MS);
    const found = (url: string) => {
      clearTimeout(timer);
      resolve(url);
    };
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${said}`)));
    child.once('message', (message: { url: string }) => found(message.url));
    // Its log is read to the end of its life, as a collector of logs would.
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said = text;
      const url = /GraphQL at (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (url !== undefined) found(url);
    });
  });
}
