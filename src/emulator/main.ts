import { createEmulator } from './emulator.ts';

/** Runs the emulator alone. PORT chooses the port (default 4010). */
const port = Number(process.env.PORT ?? 4010);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`PORT: expected a port number from 0 to 65535, got '${process.env.PORT}'\n`);
  process.exit(1);
}
const webhookHosts = (process.env.EMULATOR_WEBHOOK_HOSTS ?? '').split(',').filter((host) => host !== '');
const emulator = createEmulator({ webhookHosts });
const url = await emulator.listen(port);
const [credential] = emulator.credentials;
process.stdout.write(`An emulator of Fivetran's REST API with a demo account. Nothing here is real. Try:

  curl -u ${credential?.key}:${credential?.secret} '${url}/v1/groups'

`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.close());
}
