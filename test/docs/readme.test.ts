import { describe, expect, it } from 'vitest';
import { settings } from '../../src/config.ts';
import { textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';

const readme = textOf('README.md');

/** The queries of the README, each with the answer that stands under it. */
const examples = [...readme.matchAll(/```graphql\n(.*?)```\s+```json\n(.*?)```/gs)].map(
  ([, query = '', answer = '']) => ({
    query,
    answer: JSON.parse(answer),
  }),
);

/** The rows of the tables of settings: every row may name several, whose defaults are in the same order. */
const rows = readme
  .slice(readme.indexOf('## Settings'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, names = '', defaults = '']) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    defaults,
  }));

/** A default as the table writes it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return '–';
  if (typeof value !== 'number') return String(value);
  if (value < 1) return `${value * 100}%`;
  if (value % 1024 ** 2 === 0) return `${value / 1024 ** 2} MiB`;
  return value % 1024 === 0 ? `${value / 1024} KiB` : String(value);
}

describe('The README', () => {
  it('has queries with their answers', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('has the real answer of $query', async ({ query, answer }) => {
    const server = await startServer({ webhooks: true, emulator: { size: 'demo' } });
    const { status, ...received } = await server.query(query);
    expect(status).toBe(200);
    expect(received).toEqual(answer);
  });

  it('lists exactly the settings that there are', () => {
    expect(rows.flatMap(({ names }) => names).sort()).toEqual(Object.keys(settings.shape).sort());
  });

  it.each(Object.entries(settings.parse({})))('says of %s that its default is %s', (name, value) => {
    const row = rows.find(({ names }) => names.includes(name));
    expect(row?.defaults).toContain(written(value));
  });
});
