import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { calls } from './calls.ts';
import { faultsTable } from './faults.ts';
import { latency } from './latency.ts';
import { quota } from './quota.ts';
import { throughput } from './throughput.ts';
import { failures } from './upstream-failures.ts';

/** Measures and prints tables; with `--write` they are kept in `bench/results/` under the day's date. */
const { values } = parseArgs({
  options: {
    /** Of one measurement of throughput. */
    seconds: { type: 'string', default: '3' },
    /** Turns of the contestants, of which the median counts. */
    rounds: { type: 'string', default: '3' },
    /** Parts to run, by name. */
    only: { type: 'string', default: 'calls,latency,throughput,quota,failures,faults' },
    write: { type: 'boolean', default: false },
  },
});
const options = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
const parts: Record<string, () => Promise<string>> = {
  calls,
  latency: async () => [await latency(0), await latency(50)].join('\n'),
  throughput: () => throughput(options),
  quota: () => quota(),
  failures: () => failures(),
  faults: () => faultsTable({ seconds: 15, sockets: 2000, requestSeconds: 10 }),
};

const day = new Date().toISOString().slice(0, 10);
/** What others did on the machine meanwhile is in the figures too. */
const busy = () => (loadavg()[0] ?? 0).toFixed(1);
const texts = [
  `# ${day}: Node ${process.version.slice(1)}, ${availableParallelism()} cores for all programs and the load on them\n`,
  `Load of the machine before it began: ${busy()}\n`,
];
for (const name of values.only.split(',')) {
  const part = parts[name];
  if (part === undefined) throw new Error(`--only: expected some of ${Object.keys(parts).join(', ')}, got '${name}'`);
  const text = await part();
  console.log(text);
  texts.push(text);
}
if (values.write) {
  const results = new URL('results/', import.meta.url);
  await mkdir(results, { recursive: true });
  await writeFile(new URL(`${day}.md`, results), texts.join('\n'));
}
