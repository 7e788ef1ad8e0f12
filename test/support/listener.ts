import { onTestFinished } from 'vitest';
import type { TestServer } from './server.ts';

export interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: a result's shape is what a test is about
  readonly data?: any;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
}

/** A subscription by server-sent events, which collects what it is told. */
export interface Listener {
  readonly told: Told[];
  /** Settles once so many results have come. */
  has(count: number): Promise<Told[]>;
  /** Settles once the server has ended it. */
  readonly ended: Promise<void>;
  stop(): void;
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Listens; the promise settles once the server does not miss anything any more, or has answered that it will not listen. */
export async function listen(
  server: TestServer,
  query: string,
  headers: Record<string, string> = {},
): Promise<Listener> {
  const before = server.app.listeners();
  const abort = new AbortController();
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    signal: abort.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
  });
  onTestFinished(() => abort.abort());
  const chunks = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream());
  const told: Told[] = [];
  let over = false;
  const read = async () => {
    let buffered = '';
    for await (const chunk of chunks as unknown as AsyncIterable<string>) {
      buffered += chunk;
      const parts = buffered.split('\n\n');
      buffered = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.+)$/m.exec(part)?.[1];
        if (data !== undefined) told.push(JSON.parse(data));
      }
    }
  };
  const ended = read()
    .catch(() => {})
    .finally(() => {
      over = true;
    });
  while (server.app.listeners() <= before && !over) await moment();
  return {
    told,
    async has(count) {
      while (told.length < count) {
        if (over)
          throw new Error(`expected ${count} results, got ${told.length} before the end: ${JSON.stringify(told)}`);
        await moment();
      }
      return told;
    },
    ended,
    stop: () => abort.abort(),
  };
}
