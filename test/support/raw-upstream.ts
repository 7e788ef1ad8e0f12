import { createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type AppParts, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Answer } from './server.ts';

/** The key that the server calls with. Nothing of it may be in any answer. */
export const RAW_KEY = { key: 'raw-api-key', secret: 'raw-api-secret' } as const;

export interface RawServer {
  /** Address of what stands in Fivetran's place. */
  readonly upstream: string;
  /** The first lines of the requests that came there. */
  readonly requests: readonly string[];
  query(query: string): Promise<Answer & { readonly text: string }>;
}

/**
 * A server with a key, and in Fivetran's place something that speaks bytes: `answer` is given the line for each request.
 * For what no emulator of Fivetran would do.
 */
export async function startRaw(answer: (line: Socket) => void, parts: AppParts = {}): Promise<RawServer> {
  const requests: string[] = [];
  const lines = new Set<Socket>();
  const listener = createServer((line) => {
    lines.add(line);
    line.on('error', () => {});
    line.on('data', (bytes) => {
      const [first = ''] = bytes.toString().split('\r\n', 1);
      requests.push(first);
      answer(line);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const upstream = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const settings = {
    PORT: '0',
    FIVETRAN_API_URL: `http://${upstream}`,
    FIVETRAN_API_KEY: RAW_KEY.key,
    FIVETRAN_API_SECRET: RAW_KEY.secret,
    FIVETRAN_PLAN: 'paid',
  };
  const app = await createApp(
    readConfig(settings, () => {}),
    pino({ level: 'silent' }),
    { random: () => 0, ...parts },
  );
  const url = await app.listen();
  onTestFinished(async () => {
    await app.close();
    for (const line of lines) line.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
  return {
    upstream,
    requests,
    async query(query) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-trace-calls': 'true' },
        body: JSON.stringify({ query }),
      });
      const text = await response.text();
      return { status: response.status, text, ...JSON.parse(text) };
    },
  };
}
