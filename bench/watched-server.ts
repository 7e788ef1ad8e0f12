import { pino } from 'pino';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { type Clock, systemClock } from '../src/fivetran/clock.ts';

/**
 * The server as a program of its own, with hands on its clock, on its event loop and on its heap. Node's flag --expose-gc
 * is required.
 */
export interface Heap {
  /** MB that are alive after a full collection, buffers included. */
  readonly alive: number;
}

let ahead = 0;
/** Its time jumps as that of a machine does whose clock is set; what waits for a time already does not notice. */
const clock: Clock = {
  now: () => systemClock.now() + ahead,
  setTimer: (at, run) => systemClock.setTimer(at - ahead, run),
};
const app = await createApp(
  readConfig(process.env, () => {}),
  pino({ level: 'silent' }),
  { clock },
);

process.on('message', async ({ jumpMs, blockMs }: { readonly jumpMs?: number; readonly blockMs?: number }) => {
  if (jumpMs !== undefined) ahead += jumpMs;
  if (blockMs !== undefined) for (const end = performance.now() + blockMs; performance.now() < end; );
  process.send?.({ alive: await alive() } satisfies Heap);
});
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.send?.({ url: await app.listen() });

async function alive(): Promise<number> {
  // What is freed by finalizers is freed a turn later.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
}
