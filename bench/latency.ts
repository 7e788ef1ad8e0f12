import { authorization, freshKeys, openArena } from './contestants.ts';
import { load, median, type Operation } from './load.ts';
import type { Program } from './program.ts';
import { QUERIES } from './queries.ts';
import { against, table } from './table.ts';

const ROUNDS = 5;
const OPERATIONS = 5;
/** Operations that come before: it is a server that has run for a while whose times are measured. */
const WARM_UP = 40;

/** Round trips that the median may take, by the name of the query: 1.3 times what its dependencies need. */
const BARS = new Map([
  ['groups > connections', 1.3 * 1],
  ['groups > connections > schema config', 1.3 * (1 + 200 / 100)],
]);

/** The median answer time of cold operations, one after the other, beside the plain translation. */
export async function latency(ms: number): Promise<string> {
  const arena = await openArena(ms, { MAX_CALLS_PER_OPERATION: '1000' });
  try {
    const rows: (string | number)[][] = [];
    for (const { name, text } of QUERIES) {
      const body = JSON.stringify({ query: text });
      const cold = (number: number): Operation => ({ body, headers: authorization(number) });
      const measure = async (program: Program, most = OPERATIONS) => {
        const first = freshKeys(most);
        const next = (number: number) => cold(first + number);
        return (await load({ url: program.url, connections: 1, seconds: 30, most, next })).p50;
      };
      await measure(arena.server, WARM_UP);
      await measure(arena.plain, WARM_UP);
      const times = { server: [] as number[], plain: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        times.server.push(await measure(arena.server));
        times.plain.push(await measure(arena.plain));
      }
      const p50 = median(times.server);
      const bar = BARS.get(name);
      const judged = bar === undefined || ms === 0 ? '–' : against(p50, Math.round(bar * ms), true);
      rows.push([name, p50, judged, median(times.plain), median(times.plain) / p50]);
    }
    const columns = ['query', 'p50 ms', 'bar', 'plain: p50 ms', 'times as long'];
    return table(`Latency of one cold operation, upstream ${ms} ms`, columns, rows);
  } finally {
    await arena.stop();
  }
}
