#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { App } from './app.ts';
import { problemOfNode } from './cli/node-version.ts';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const problem = problemOfNode(process.versions.node, engines.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
// From the source, compiling takes a fifth of a start; where this folder cannot be written it is done each time. Not in the
// folder for temporary files, where others could lay what is run here. Everything else is imported behind it.
module.enableCompileCache(fileURLToPath(new URL('../.cache/', import.meta.url)));

const args = process.argv.slice(2);
if (args.length > 0) {
  const { runCommand } = await import('./cli/command.ts');
  const done = await runCommand({
    args,
    version,
    environment: process.env,
    random: randomBytes,
    check: async () => (await import('./check.ts')).check(process.env, (text) => process.stdout.write(text)),
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  });
  if (done !== undefined) process.exit(done);
}

const { pino } = await import('pino');
const { createApp } = await import('./app.ts');
const { ConfigError, LOG_LEVELS, readConfig } = await import('./config.ts');

// By default V8 lets the old generation grow to several times of what is alive before it looks. Little gets there
// (docs/adr/0011-young.md), so to look when it is a fifth larger costs little, and the process stays smaller.
setFlagsFromString('--heap-growing-percent=20');
// V8 takes from what has lived for long where the next of its kind is to be made. Here the same code makes what is kept and
// what is not: 10 KB of each operation began in the old generation and were dead at once, a sixth of a warm one's processor time.
setFlagsFromString('--no-allocation-site-pretenuring');
// What V8 needed to compile a function is thrown away by other threads. While a server gets warm these have no time for it,
// and by the time they have, malloc's heap is 15 MB larger.
setFlagsFromString('--no-maglev-destroy-on-background');

// Lines are gathered and written off the way of requests; pino writes what is left when the process ends.
const destination = process.stdout.isTTY
  ? (await import('pino-pretty')).default({ sync: true })
  : pino.destination({ dest: 1, sync: false });
// A level that there is not is told of among all that is wrong with the settings.
const level = LOG_LEVELS.find((known) => known === process.env.LOG_LEVEL) ?? 'info';
const log = pino({ level, base: null }, destination);

/** How long the last lines of the log may take. */
const LAST_LINES_MS = 1000;

let running: { readonly app: App; readonly shutdownSeconds: number } | undefined;
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
process.on('SIGHUP', () => running?.app.reload());

try {
  const config = readConfig(process.env, (message) => log.warn(message));
  const app = await createApp(config, log);
  // Before it listens: who asks whether it is ready is told that the key is being tried.
  void app.tryKey();
  const url = await app.listen();
  running = { app, shutdownSeconds: config.shutdownSeconds };
  if (config.upstream.mode === 'emulator') {
    log.warn('The data are those of a DEMO ACCOUNT: a built-in emulator answers in the place of Fivetran');
  }
  log.info(`GraphiQL and GraphQL at ${url}/graphql`);
} catch (error) {
  // Silence is for a server that runs: why it does not is always said.
  log.level = 'fatal';
  if (error instanceof ConfigError || isAboutAFile(error)) log.fatal(error.message);
  else if (isInUse(error)) log.fatal(`PORT ${error.port} is in use`);
  else log.fatal({ err: error }, 'The server could not start');
  process.exit(1);
}

/** Ends in good order at the first signal, and at once at the second, or where nothing is served yet. */
async function stop(signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  if (stopping || running === undefined) process.exit(128 + constants.signals[signal]);
  stopping = true;
  log.info(`${signal}: finishing what runs`);
  setTimeout(() => {
    log.error('SHUTDOWN_SECONDS are over, and writes are not finished; the audit log says which were sent');
    process.exit(1);
  }, running.shutdownSeconds * 1000).unref();
  await running.app.close();
  await written();
  process.exit(0);
}

/**
 * The log is written to its end, or nobody reads it any more. At the exit itself it is too late to find that out: there the
 * log's stream would try for ever to write to a reader that is gone.
 */
function written(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['close', 'error']) destination.once(event, () => resolve());
    setTimeout(resolve, LAST_LINES_MS);
    destination.end();
  });
}

/** The files that the settings name have errors of their own, made to be read. */
function isAboutAFile(error: unknown): error is Error {
  return error instanceof Error && ['ClientsFileError', 'OperationsFileError'].includes(error.name);
}

function isInUse(error: unknown): error is { readonly port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}
