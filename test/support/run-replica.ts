import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

/**
 * Runs a server in a process of its own, with the settings of the environment: `node test/support/run-replica.ts
 * '{"quotaWindowScale":0.01}'`. Its first line says where it is.
 */
const config = readConfig(process.env, () => {});
const app = await createApp(
  config,
  pino({ level: config.logLevel }, process.stderr),
  JSON.parse(process.argv[2] ?? '{}'),
);
process.stdout.write(`${await app.listen()}\n`);
process.once('SIGTERM', async () => {
  await app.close();
  process.exit(0);
});
