import { Pool } from 'undici';
import { type Arena, authorization, freshKeys, openArena } from './contestants.ts';
import { load, type Measured, median, type Operation, post } from './load.ts';
import type { Program } from './program.ts';
import { groupsAndConnections } from './queries.ts';
import { against, table } from './table.ts';

export interface ThroughputOptions {
  /** Of one measurement. */
  readonly seconds: number;
  readonly rounds: number;
}

interface Traffic {
  readonly name: string;
  /** Whom the server is held against, and the least ratio of the two throughputs. */
  readonly rival: 'plain' | 'raw';
  readonly bar?: number;
  /** Makes the operations of one run. */
  readonly operations: (connections: number) => (number: number) => Operation;
}

const same = JSON.stringify({ query: groupsAndConnections() });
let texts = 0;

const TRAFFIC: readonly Traffic[] = [
  {
    name: 'cold, a key each',
    rival: 'plain',
    bar: 1.5,
    operations: () => () => ({ body: same, headers: authorization(freshKeys(1)) }),
  },
  {
    name: 'shared in flight, a key a wave',
    rival: 'plain',
    operations: (connections) => {
      let key = 0;
      return (number) => {
        if (number % connections === 0) key = freshKeys(1);
        return { body: same, headers: authorization(key) };
      };
    },
  },
  {
    name: 'warm, no two texts alike',
    rival: 'plain',
    bar: 5,
    operations: () => () => ({
      body: JSON.stringify({ query: groupsAndConnections(`Groups${texts++}`) }),
      headers: authorization(0),
    }),
  },
  {
    name: 'warm, identical',
    rival: 'raw',
    bar: 0.5,
    operations: () => () => ({ body: same, headers: authorization(0) }),
  },
];

interface Run extends Measured {
  /** Milliseconds of processor for each request. */
  readonly cpu: number;
}

/** Throughput of groups > connections by kind of traffic, in turns with what it is held against. */
export async function throughput(options: ThroughputOptions): Promise<string> {
  const arena = await openArena(0);
  try {
    await arena.raw.ask({ body: await answerOf(arena) });
    const rows: (string | number)[][] = [];
    for (const traffic of TRAFFIC) {
      for (const connections of [10, 50]) rows.push(await compare(arena, traffic, connections, options));
    }
    const columns = [
      'traffic',
      'clients',
      'req/s',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      'beside',
      'req/s',
      'p50 ms',
      'CPU ms',
      'ratio',
    ];
    const memory = [
      ['server', against(await arena.server.peakMemory(), 250, true)],
      ['plain', await arena.plain.peakMemory()],
    ];
    return [
      table('Throughput of groups > connections, upstream 0 ms', columns, rows),
      table('Peak memory over all of these (RSS, MB)', ['program', 'MB'], memory),
    ].join('\n');
  } finally {
    await arena.stop();
  }
}

async function compare(arena: Arena, traffic: Traffic, connections: number, { seconds, rounds }: ThroughputOptions) {
  const measure = async (program: Program, time: number): Promise<Run> => {
    const before = await program.cpu();
    const run = await load({ url: program.url, connections, seconds: time, next: traffic.operations(connections) });
    if (run.failures > 0) throw new Error(`${traffic.name}: ${run.failures} of ${run.requests} failed`);
    return { ...run, cpu: (((await program.cpu()) - before) * 1000) / run.requests };
  };
  const rival = arena[traffic.rival];
  await measure(arena.server, seconds / 2);
  await measure(rival, seconds / 2);
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(arena.server, seconds));
    theirs.push(await measure(rival, seconds));
  }
  const of = (runs: readonly Run[], figure: 'perSecond' | 'p50' | 'p99' | 'cpu') =>
    median(runs.map((run) => run[figure]));
  const ratio = of(ours, 'perSecond') / of(theirs, 'perSecond');
  return [
    traffic.name,
    connections,
    ...[of(ours, 'perSecond'), of(ours, 'p50'), of(ours, 'p99'), of(ours, 'cpu')],
    traffic.rival,
    ...[of(theirs, 'perSecond'), of(theirs, 'p50'), of(theirs, 'cpu')],
    traffic.bar === undefined ? ratio : against(ratio, traffic.bar),
  ];
}

async function answerOf({ server }: Arena): Promise<string> {
  const pool = new Pool(server.url);
  const { bytes } = await post(pool, same, authorization(0));
  await pool.close();
  return bytes.toString();
}
