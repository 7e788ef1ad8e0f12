import { expect } from 'vitest';
import type { TestServer } from './server.ts';

/** What a client sends that takes an answer in parts. */
export const MULTIPART = 'multipart/mixed; deferSpec=20220824, application/json';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
export type Json = any;

/** Asks as a client that takes an answer in parts, and gives each part as it comes. */
export async function* partsOf(
  { url }: Pick<TestServer, 'url'>,
  query: string,
  accept = MULTIPART,
): AsyncGenerator<Json> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
  const type = response.headers.get('content-type') ?? '';
  expect(type).toMatch(/^multipart\/mixed; *boundary="-"/);
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const pieces = text.split('\r\n---');
    text = pieces.pop() ?? '';
    for (const piece of pieces) {
      const [, body] = piece.split('\r\n\r\n');
      if (body !== undefined) yield JSON.parse(body);
    }
  }
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
