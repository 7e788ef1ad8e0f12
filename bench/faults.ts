import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultName } from './emulator.ts';
import { load, type Operation } from './load.ts';
import { type Program, start } from './program.ts';
import { openSlowClients } from './slow-clients.ts';
import { against, table } from './table.ts';
import type { Heap } from './watched-server.ts';

export interface FaultsOptions {
  /** Of load under each fault. */
  readonly seconds: number;
  /** Connections of clients that are slow. */
  readonly sockets: number;
  /** What an operation may take, in seconds. */
  readonly requestSeconds: number;
}

/** What became of the load under one fault. A crash, or an operation without any answer, ends the bench. */
export interface Outcome {
  readonly fault: string;
  readonly operations: number;
  /** Operations whose answer has errors. */
  readonly failed: number;
  /** Milliseconds. */
  readonly longest: number;
  /** From the end of the fault to the first fresh answer, in milliseconds. */
  readonly recovery: number;
  /** MB that were alive before all faults, and are after this one. */
  readonly before: number;
  readonly after: number;
}

/** MB by which the heap may differ afterwards: code that was compiled, and caches of it that fill as it runs. */
export const HEAP_BAR = 5;
/** How long connections that were cut off take to be forgotten, in milliseconds. */
const SETTLE_MS = 500;
const HOUR = 60 * 60_000;

interface Arena {
  readonly emulator: Program;
  readonly server: Program;
  readonly ids: readonly string[];
}

const WARM = '{ groups { nodes { name connections { nodes { service schema } } } } }';

/** Three in four are warm reads, the others read one connection anew; one in twenty writes. */
function operation({ ids }: Arena, number: number): Operation {
  const id = ids[number % ids.length];
  if (number % 20 === 0) {
    const input = `{ syncFrequency: ${number % 40 === 0 ? 60 : 360} }`;
    return query(`mutation { connectionUpdate(id: "${id}", input: ${input}) { userErrors { code } } }`);
  }
  if (number % 4 !== 0) return query(WARM);
  return { ...query(`{ connection(id: "${id}") { service } }`), headers: { 'cache-control': 'no-cache' } };
}

const query = (text: string): Operation => ({ body: JSON.stringify({ query: text }) });

async function open({ requestSeconds }: FaultsOptions): Promise<Arena> {
  const emulator = await start('bench/emulator.ts', {
    BENCH_EMULATOR: JSON.stringify({ keys: 1, quota: 'none', size: { groups: 10, connectionsPerGroup: 50 } }),
  });
  const settings = {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: 'key-0',
    FIVETRAN_API_SECRET: 'secret',
    FIVETRAN_SCOPE: 'read/write',
    // The emulator has none, so that it is not the quota that is measured.
    FIVETRAN_QUOTA_REQUESTS_HOUR: '100000000',
    QUOTA_RESERVE: '0%',
    REQUEST_SECONDS: String(requestSeconds),
    AUDIT_LOG: 'off',
  };
  const server = await start('bench/watched-server.ts', settings, ['--expose-gc']);
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...query('{ connections(first: 100) { nodes { fivetranId } } }'),
  });
  const { data } = (await answer.json()) as { data: { connections: { nodes: { fivetranId: string }[] } } };
  return { emulator, server, ids: data.connections.nodes.map(({ fivetranId }) => fivetranId) };
}

/** Each fault: begins it, and gives what ends it. */
function faults({ emulator, server }: Arena, { seconds, sockets }: FaultsOptions) {
  const upstream = (fault: FaultName) => async () => {
    await emulator.ask({ fault });
    return () => emulator.ask({ fault: 'none' });
  };
  const jump = (jumpMs: number) => async () => {
    await sleep(seconds * 500);
    await server.ask({ jumpMs });
    return () => Promise.resolve();
  };
  const upstreams: readonly FaultName[] = [
    'slow, 5 s',
    'there for 0.7 s, gone for 0.7 s',
    'half of its answers cut short',
    'half of its lines cut',
  ];
  return {
    ...Object.fromEntries(upstreams.map((name) => [`upstream ${name}`, upstream(name)])),
    'clock an hour forward': jump(HOUR),
    'clock an hour back': jump(-HOUR),
    'event loop blocked for 1 s': async () => {
      await sleep(seconds * 250);
      await server.ask({ blockMs: 1000 });
      return () => Promise.resolve();
    },
    [`${sockets} slow clients`]: async () => {
      const clients = await openSlowClients(server.url, sockets);
      return async () => clients.close();
    },
  } satisfies Record<string, () => Promise<() => Promise<unknown>>>;
}

/** Puts a server under load and every fault in turn. */
export async function underFaults(options: FaultsOptions): Promise<Outcome[]> {
  const arena = await open(options);
  const { server, emulator } = arena;
  const run = (seconds: number) =>
    load({ url: server.url, connections: 20, seconds, next: (number) => operation(arena, number) });
  const settled = async () => {
    await sleep(SETTLE_MS);
    return (await server.ask<Heap>({})).alive;
  };
  try {
    await run(options.seconds * 2);
    const outcomes: Outcome[] = [];
    const before = await settled();
    for (const [fault, begin] of Object.entries(faults(arena, options))) {
      const [{ requests, failures, longest }, end] = await Promise.all([run(options.seconds), begin()]);
      await end();
      const recovery = await untilFresh(arena);
      const after = await settled();
      outcomes.push({ fault, operations: requests, failed: failures, longest, recovery, before, after });
    }
    return outcomes;
  } finally {
    await server.stop();
    await emulator.stop();
  }
}

async function untilFresh(arena: Arena): Promise<number> {
  const begun = performance.now();
  for (let number = 4; ; number += 20) {
    const { failures } = await load({
      url: arena.server.url,
      connections: 1,
      seconds: 1,
      most: 1,
      next: () => operation(arena, number),
    });
    if (failures === 0) return performance.now() - begun;
    await sleep(100);
  }
}

/** The long form. */
export async function faultsTable(options: FaultsOptions): Promise<string> {
  const rows = (await underFaults(options)).map((outcome) => [
    outcome.fault,
    outcome.operations,
    outcome.failed,
    outcome.longest,
    against(outcome.recovery, 5000, true),
    outcome.before,
    against(outcome.after, Math.round(outcome.before + HEAP_BAR), true),
  ]);
  return table(
    `Faults under load for ${options.seconds} s each`,
    ['fault', 'operations', 'with errors', 'longest ms', 'fresh again after ms', 'MB alive before', 'after'],
    rows,
  );
}
