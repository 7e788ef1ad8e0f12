import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { root } from './repository.ts';

export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** How it ended: its exit code, and all that it wrote. */
  readonly ended: Promise<{ code: number | null; output: string }>;
}

/** The program as it is started by a person, with these settings and no others. */
export function startProgram(environment: Readonly<Record<string, string>>, args: readonly string[] = []): Program {
  const child = spawn(process.execPath, ['src/main.ts', ...args], { cwd: root, env: { ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
  return { child, output: () => output, ended };
}

/** The address that it says it listens at, once it does. @throws with what it has written, where it ends before */
export function addressOf({ child, output, ended }: Program): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', look);
    look();
    ended.then(({ output: said }) => reject(new Error(`ended before it listened: ${said}`)));
  });
}
