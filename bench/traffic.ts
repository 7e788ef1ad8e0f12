import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** What clients do, each in its own way, and what is no answer to it. */
export interface Traffic {
  /** How often each was done. */
  readonly done: Readonly<Record<string, number>>;
  /** What was not answered as it should have been. */
  readonly unexpected: readonly string[];
  end(): Promise<void>;
}

export interface TrafficOptions {
  readonly url: string;
  readonly webhookSecret: string;
  /** Fivetran's ids of connections that may be read and written. */
  readonly ids: readonly string[];
  /** Of one client, between two of its deeds, in milliseconds. */
  readonly pauseMs: number;
}

/**
 * So many texts of operations there are. What was parsed is kept within a bound that is far above what a soak could fill:
 * with ever new texts it would be the filling of this that is measured.
 */
const TEXTS = 200;
const SUBSCRIPTION = 'subscription { connectionEvents { id type connection { fivetranId service } } }';

type Deed = (number: number) => Promise<string | undefined>;

/** Starts mixed traffic that goes on until it is ended: reads, writes, subscriptions, what is refused, what is given up. */
export function startTraffic({ url, webhookSecret, ids, pauseMs }: TrafficOptions): Traffic {
  const done: Record<string, number> = {};
  const unexpected: string[] = [];
  let ended = false;
  const idOf = (number: number) => ids[number % ids.length];
  const send = (query: string, init: { headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query }),
      ...init,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...init.headers },
    });
  /** What is wrong with an answer that is to have errors of this code, or none; undefined where nothing is. */
  const wrong = async (answer: Response, code?: string) => {
    const text = await answer.text();
    const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
    return errors?.[0]?.extensions.code === code ? undefined : text.slice(0, 500);
  };

  const deeds: Record<string, Deed> = {
    'warm reads': async (number) =>
      wrong(
        await send(
          `query Warm${number % TEXTS} { groups { nodes { name connections { nodes { service schema } } } } }`,
        ),
      ),
    'fresh reads': async (number) =>
      wrong(
        await send(`{ connection(id: "${idOf(number)}") { service schemaConfig { schemas { nodes { name } } } } }`, {
          headers: { 'cache-control': 'no-cache' },
        }),
      ),
    writes: async (number) => {
      const input = `{ syncFrequency: ${number % 2 === 0 ? 60 : 360} }`;
      return wrong(
        await send(`mutation { connectionUpdate(id: "${idOf(number)}", input: ${input}) { userErrors { code } } }`),
      );
    },
    refused: async (number) => {
      if (number % 3 === 0) return wrong(await send('{ groups { nodes { name }'), 'GRAPHQL_PARSE_FAILED');
      if (number % 3 === 1) return wrong(await send('{ nothing }'), 'GRAPHQL_VALIDATION_FAILED');
      return wrong(await send('{ connection(id: "no_such_one") { service } }'));
    },
    aborted: async (number) => {
      const signal = AbortSignal.timeout(number % 20);
      const headers = { 'cache-control': 'no-cache' };
      const query = `{ connection(id: "${idOf(number)}") { service group { name } connectedBy { email } } }`;
      await send(query, { headers, signal })
        .then((answer) => answer.text())
        .catch(() => 'gone');
      return undefined;
    },
    events: async (number) => {
      const body = JSON.stringify({
        event: 'sync_start',
        created: new Date().toISOString(),
        connector_id: idOf(number),
        sync_id: `${number}-${Math.random()}`,
        data: {},
      });
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
      const answer = await fetch(`${url}/webhooks/fivetran`, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      return answer.ok ? undefined : `webhook: ${answer.status}`;
    },
    'subscriptions by SSE': async () => {
      const signal = AbortSignal.timeout(2000);
      const headers = { accept: 'text/event-stream' };
      await send(SUBSCRIPTION, { headers, signal })
        .then((answer) => answer.text())
        .catch(() => 'gone');
      return undefined;
    },
    'subscriptions by WebSocket': (number) => listen(url, 500 + (number % 10) * 300),
  };
  const client = async (name: string, deed: Deed) => {
    for (let number = 0; !ended; number += 1) {
      const problem = await deed(number).catch((error) => String(error));
      if (problem !== undefined) unexpected.push(`${name}: ${problem}`);
      done[name] = (done[name] ?? 0) + 1;
      await sleep(name === 'events' ? 10 * pauseMs : pauseMs);
    }
  };
  const clients = Object.entries(deeds).map(([name, deed]) => client(name, deed));
  return {
    done,
    unexpected,
    async end() {
      ended = true;
      await Promise.all(clients);
    },
  };
}

/** Subscribes for a while. */
async function listen(url: string, ms: number): Promise<string | undefined> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let problem: string | undefined;
  socket.on('message', (message) => {
    const { type } = JSON.parse(String(message)) as { type: string };
    if (type === 'connection_ack') {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION } }));
    } else if (type === 'error') problem = String(message);
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await sleep(ms);
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  return problem;
}
