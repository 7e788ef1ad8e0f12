import type { App } from '../../src/app.ts';

/** One line of the text: a series and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics of a server, as Prometheus would fetch and read them. */
export async function scrape(app: App): Promise<Sample[]> {
  const response = await fetch(`${app.managementUrl()}/metrics`);
  if (response.status !== 200) throw new Error(`expected metrics, got ${response.status}: ${await response.text()}`);
  return samplesOf(await response.text());
}

/** @throws where a line is none of the text format */
function samplesOf(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`no sample: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** The sum of the series with this name and these labels; 0 where there is none. The prefix need not be written. */
export function sum(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samples
    .filter((sample) => sample.name === name || sample.name === `fivetran_graphql_${name}`)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, { value }) => total + value, 0);
}
