import { pino } from 'pino';
import { Pool } from 'undici';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createEmulator } from '../src/emulator/emulator.ts';
import { type Clock, systemClock } from '../src/fivetran/clock.ts';
import { post } from './load.ts';
import { against, table } from './table.ts';

const WARM = '{ groups { nodes { name connections { nodes { service } } } } }';
/** Longer than the state of connections is fresh, and than it is served stale while it is read anew. */
const AGED_MS = 40_000;

/** The process's clock with hands that can be moved forward. */
class MovedClock implements Clock {
  #ahead = 0;
  now = () => systemClock.now() + this.#ahead;
  setTimer = (at: number, run: () => void) => systemClock.setTimer(at - this.#ahead, run);
  move(ms: number): void {
    this.#ahead += ms;
  }
}

async function open() {
  const emulator = createEmulator({ size: { groups: 10, connectionsPerGroup: 10 }, quota: 'none' });
  await emulator.listen();
  const clock = new MovedClock();
  const settings = {
    PORT: '0',
    FIVETRAN_CREDENTIALS: 'emulator',
    QUOTA_RESERVE: '0%',
    REQUESTS_PER_MINUTE: '10000000',
  };
  const app = await createApp(
    readConfig(settings, () => {}),
    pino({ level: 'silent' }),
    { emulator, clock },
  );
  const pool = new Pool(await app.listen(), { connections: 100 });
  const ask = async (query: string, headers?: Record<string, string>) => {
    const begun = performance.now();
    const text = (await post(pool, JSON.stringify({ query }), headers)).bytes.toString();
    return { ms: performance.now() - begun, failed: text.includes('"errors"'), stale: text.includes('"stale":true') };
  };
  const ids = emulator.account.connections.list().map(({ id }) => id);
  /** An operation of one read that nothing has read before. */
  const single = (number: number) =>
    ask(`{ connection(id: "${ids[number % ids.length]}") { service } }`, { 'cache-control': 'no-cache' });
  const close = async () => {
    await pool.close();
    await app.close();
    await emulator.close();
  };
  return { emulator, clock, ask, single, close };
}

/** The share of operations of one read that succeed where upstream answers 500 to one read in five. */
export async function withErrors(operations: number): Promise<number> {
  const { emulator, single, close } = await open();
  try {
    emulator.fault({ match: /^GET/, probability: 0.2, then: { status: 500 } });
    let succeeded = 0;
    let begun = 0;
    const client = async () => {
      while (begun < operations) if (!(await single(begun++)).failed) succeeded += 1;
    };
    await Promise.all(Array.from({ length: 20 }, client));
    return succeeded / operations;
  } finally {
    await close();
  }
}

export interface Outage {
  /** Operations that were warm when upstream went, and how many of them were answered, all of these said to be stale. */
  readonly warm: number;
  readonly answeredStale: number;
  /** The longest that any operation took, warm or not, in milliseconds. */
  readonly longest: number;
  /** From upstream's return to the first fresh answer, in milliseconds. */
  readonly recovery: number;
  /** Calls that reached the dead upstream. */
  readonly calls: number;
}

/** Upstream cuts every line for so many seconds, under load. */
export async function outage(seconds: number): Promise<Outage> {
  const { emulator, clock, ask, single, close } = await open();
  try {
    await ask(WARM);
    clock.move(AGED_MS);
    emulator.clearCalls();
    const revive = emulator.fault({ match: /./, then: { hangUp: true } });
    const end = performance.now() + seconds * 1000;
    const warm: Awaited<ReturnType<typeof ask>>[] = [];
    const cold: typeof warm = [];
    const client = async (answers: typeof warm, act: (number: number) => ReturnType<typeof ask>) => {
      for (let number = 0; performance.now() < end; number++) {
        answers.push(await act(number));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const clients = Array.from({ length: 5 }, () => [client(warm, () => ask(WARM)), client(cold, single)]);
    await Promise.all(clients.flat());
    const calls = emulator.calls.length;
    revive();
    const back = performance.now();
    for (let number = 0; (await single(number)).failed; number++) await new Promise((next) => setTimeout(next, 100));
    const recovery = performance.now() - back;
    const longest = Math.max(...[...warm, ...cold].map(({ ms }) => ms));
    const answeredStale = warm.filter(({ failed, stale }) => !failed && stale).length;
    return { warm: warm.length, answeredStale, longest, recovery, calls };
  } finally {
    await close();
  }
}

/** The long form: upstream is dead for half a minute. */
export async function failures(seconds = 30): Promise<string> {
  const succeeded = await withErrors(5000);
  const dead = await outage(seconds);
  return table(
    'Upstream fails',
    ['what', 'figure'],
    [
      ['operations of one read that succeed, 500 to one read in five', against(succeeded, 0.99)],
      [
        `warm operations answered, and said to be stale, while it is dead for ${seconds} s`,
        against(dead.answeredStale / dead.warm, 1),
      ],
      ['the longest that an operation took meanwhile, ms', dead.longest],
      ['calls that were tried meanwhile', dead.calls],
      ['until the first fresh answer after its return, ms', against(dead.recovery, 5000, true)],
    ],
  );
}
