import { expect, it } from 'vitest';
import { textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';
import { worldOf } from './cases.ts';

const examples = [...textOf('docs/mutations.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = '']) => text);

it.each(examples)('The page on mutations shows what works: %s', async (text) => {
  const server = await startServer();
  const { connection, schema, table } = worldOf(server.emulator);
  const { status, data, errors } = await server.query(text, { connection, schema, table });
  expect({ status, errors }).toEqual({ status: 200 });
  for (const payload of Object.values(data)) expect(payload).toMatchObject({ userErrors: [] });
});
