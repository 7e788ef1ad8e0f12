import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/graphql/errors.ts';
import { files, textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';
import { answerOf, examplesOf, printed } from './examples.ts';

/** Pages whose operations have their answers below them. */
const pages = files()
  .filter((path) => /^docs\/[\w-]+\.md$/.test(path))
  .map((path) => ({
    path,
    operations: examplesOf(path).filter(({ language, output }) => language === 'graphql' && output !== undefined),
  }))
  .filter(({ operations }) => operations.length > 0);

it('The page on errors has every code that there is', () => {
  const [, table = ''] = /^\| code(.+?)\n\n/ms.exec(textOf('docs/errors-and-retries.md')) ?? [];
  const codes = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/[A-Z_]{4,}/g) ?? []);
  expect(codes.sort()).toEqual([...ERROR_CODES].sort());
});

describe('The pages', () => {
  it('are found', () => {
    expect(pages.length).toBeGreaterThan(5);
  });

  it.each(pages)('$path prints the answers that its operations have, one after the other', async ({ operations }) => {
    const server = await startServer({
      webhooks: true,
      emulator: { size: 'demo', schedules: false, latency: { call: 0, sync: 200, test: 0 } },
    });
    let answer: object = {};
    for (const operation of operations) {
      answer = await answerOf(server, operation, answer);
      const expected = printed(operation.output ?? '') as object;
      const { extensions, ...rest } = answer as { extensions?: unknown };
      expect('extensions' in expected ? answer : rest, operation.text).toEqual(expected);
    }
  });
});
