import type { ManualClock } from '../../src/emulator/emulator.ts';

/** Waits until something is so, a turn of the event loop at a time. For what happens on the other end of a line. */
export async function until(isSo: () => boolean | Promise<boolean>, most = 5_000): Promise<void> {
  for (const end = performance.now() + most; !(await isSo()); ) {
    if (performance.now() > end) throw new Error(`never came to be so: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets time pass until it is settled. */
export async function passing<Value>(clock: ManualClock, awaited: Promise<Value>): Promise<Value> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  awaited.then(settle, settle);
  while (!settled) await clock.advance(100);
  return awaited;
}
