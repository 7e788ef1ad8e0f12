import { createEmulator, type EmulatorOptions } from '../src/emulator/emulator.ts';
import { ACCOUNT } from './queries.ts';

/** The emulator as a program of its own. `BENCH_EMULATOR` is JSON: its options and the number of keys of the one account. */
interface Wanted extends Pick<EmulatorOptions, 'latency' | 'quota' | 'size'> {
  readonly keys: number;
}

/** What may be asked of it: what reached it since the last question. */
export interface Calls {
  readonly calls: number;
  /** The longest chain of calls of which each began after the one before had ended. */
  readonly trips: number;
}

const { keys, ...options } = JSON.parse(process.env.BENCH_EMULATOR ?? '{"keys":1}') as Wanted;
const emulator = createEmulator({
  size: ACCOUNT,
  ...options,
  keepCalls: 10_000,
  credentials: Array.from({ length: keys }, (_, index) => ({
    key: `key-${index}`,
    secret: 'secret',
    account: 'bench',
  })),
});
process.on('message', () => {
  // Whose account it is is read once for a credential, and is no part of an operation.
  const log = emulator.log.filter(({ path }) => path !== '/v1/account/info');
  process.send?.({ calls: log.length, trips: chain(log) } satisfies Calls);
  emulator.clearCalls();
});
process.on('SIGTERM', () => void emulator.close().then(() => process.exit(0)));
process.send?.({ url: await emulator.listen() });

function chain(log: readonly { readonly at: number; readonly endedAt?: number }[]): number {
  let trips = 0;
  let end = Number.NEGATIVE_INFINITY;
  const byEnd = log.map(({ at, endedAt = Infinity }) => ({ at, endedAt })).sort((a, b) => a.endedAt - b.endedAt);
  for (const { at, endedAt } of byEnd) {
    if (at < end) continue;
    trips += 1;
    end = endedAt;
  }
  return trips;
}
