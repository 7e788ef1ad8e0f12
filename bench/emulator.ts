import { createEmulator, type EmulatorOptions, type FaultRule } from '../src/emulator/emulator.ts';
import { ACCOUNT } from './queries.ts';

/** The emulator as a program of its own. `BENCH_EMULATOR` is JSON: its options and the number of keys of the one account. */
interface Wanted extends Pick<EmulatorOptions, 'latency' | 'quota' | 'size'> {
  readonly keys: number;
}

/** What can go wrong with it, under the name that a message says. */
const FAULTS = {
  'slow, 5 s': { match: /./, then: { delayMs: 5000 } },
  'there for 0.7 s, gone for 0.7 s': {
    match: () => Math.floor(performance.now() / 700) % 2 === 0,
    then: { hangUp: true },
  },
  'half of its answers cut short': { match: /./, probability: 0.5, then: { truncate: true } },
  'half of its lines cut': { match: /./, probability: 0.5, then: { hangUp: true } },
} as const satisfies Record<string, FaultRule>;
export type FaultName = keyof typeof FAULTS;

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
let mend = () => {};
process.on('message', ({ fault }: { readonly fault?: FaultName | 'none' }) => {
  if (fault !== undefined) {
    mend();
    mend = fault === 'none' ? () => {} : emulator.fault(FAULTS[fault]);
  }
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
