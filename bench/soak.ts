import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { start } from './program.ts';
import { against, table } from './table.ts';
import { startTraffic } from './traffic.ts';
import type { Heap } from './watched-server.ts';

/**
 * Puts a server under mixed traffic for as long as is wished, and looks at what is alive in its heap. Ends with 1 where
 * that grows faster than the bar once it is warm, or anything was not answered as it should have been.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes: expected a number above 0, got '${values.minutes}'`);

/** MB a minute. */
const BAR = 1;
const LOOK_MS = 5_000;
/** Until then caches fill and code is compiled: a third of the time, but no more than two minutes. */
const WARM_MS = Math.min(120_000, (minutes * 60_000) / 3);
const SECRET = 'a secret of the soak';

const emulator = await start('bench/emulator.ts', {
  BENCH_EMULATOR: JSON.stringify({ keys: 1, quota: 'none', size: { groups: 10, connectionsPerGroup: 20 } }),
});
const server = await start(
  'bench/watched-server.ts',
  {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: 'key-0',
    FIVETRAN_API_SECRET: 'secret',
    FIVETRAN_SCOPE: 'read/write',
    FIVETRAN_WEBHOOK_SECRET: SECRET,
    // The emulator has none, so that it is not the quota that ends the traffic.
    FIVETRAN_QUOTA_REQUESTS_HOUR: '100000000',
    AUDIT_LOG: 'off',
  },
  ['--expose-gc'],
);
const list = await fetch(`${server.url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ connections(first: 100) { nodes { fivetranId } } }' }),
});
const { data } = (await list.json()) as { data: { connections: { nodes: { fivetranId: string }[] } } };

const traffic = startTraffic({
  url: server.url,
  webhookSecret: SECRET,
  ids: data.connections.nodes.map(({ fivetranId }) => fivetranId),
  pauseMs: 30,
});
const begun = performance.now();
/** Minutes and MB. */
const looks: [at: number, alive: number][] = [];
while (performance.now() - begun < minutes * 60_000) {
  await sleep(LOOK_MS);
  const at = (performance.now() - begun) / 60_000;
  looks.push([at, (await server.ask<Heap>({})).alive]);
}
await traffic.end();
const peak = await server.peakMemory();
await server.stop();
await emulator.stop();

const warm = looks.filter(([at]) => at * 60_000 > WARM_MS);
const slope = slopeOf(warm);
const { done, unexpected } = traffic;
const text = table(
  `Soak of ${minutes} minutes`,
  ['what', 'figure'],
  [
    ...Object.entries(done),
    ['answered otherwise than they should be', against(unexpected.length, 0, true)],
    ['MB alive when warm', warm.at(0)?.[1] ?? Number.NaN],
    ['MB alive at the end', warm.at(-1)?.[1] ?? Number.NaN],
    ['growth, MB a minute, by least squares', against(slope, BAR, true)],
    ['peak memory of the process, MB', peak],
  ],
);
process.stdout.write(`${[text, ...unexpected.slice(0, 5)].join('\n')}\n`);
process.exitCode = slope <= BAR && unexpected.length === 0 ? 0 : 1;

function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return along / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
