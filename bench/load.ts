import { Pool } from 'undici';

/** One operation as it is sent. */
export interface Operation {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  readonly url: string;
  /** Clients that each send their next operation when they have the answer to the one before: a closed loop. */
  readonly connections: number;
  readonly seconds: number;
  /** The most operations that are sent. @default no bound but the time */
  readonly most?: number;
  /** The operation of a number, counted from 0 over the whole run. */
  readonly next: (number: number) => Operation;
}

export interface Measured {
  readonly requests: number;
  /** Answers that were not what was asked for. */
  readonly failures: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Bytes of an answer, the last one's. */
  readonly bytes: number;
}

/** Sends operations for the given time and measures them. What was begun in time is counted to its end. */
export async function load({ url, connections, seconds, most = Infinity, next }: LoadOptions): Promise<Measured> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const times: number[] = [];
  let failures = 0;
  let bytes = 0;
  let sent = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const client = async () => {
    while (performance.now() < end && sent < most) {
      const { body, headers } = next(sent++);
      const at = performance.now();
      const answer = await post(pool, body, headers);
      times.push(performance.now() - at);
      bytes = answer.bytes.length;
      if (answer.status !== 200 || answer.bytes.includes('"errors"')) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const took = (performance.now() - begun) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    requests: times.length,
    failures,
    perSecond: times.length / took,
    p50: at(0.5),
    p99: at(0.99),
    longest: at(1),
    bytes,
  };
}

/** Sends one operation to `/graphql` and reads the whole answer. */
export async function post(pool: Pool, body: string, headers: Operation['headers'] = {}) {
  const answer = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body,
  });
  return { status: answer.statusCode, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
