import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { until } from './until.ts';

/** A message of `graphql-transport-ws`. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a payload's shape is what a test is about
  readonly payload?: any;
}

/** A socket as a client that keeps to no rules has it. */
export interface OpenSocket {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  /** How it was closed; undefined while it is open. */
  readonly closed: () => number | undefined;
  send(message: unknown): void;
  /** Waits for the first message that fits. */
  message(fits: (message: Message) => boolean): Promise<Message>;
  /** Waits for the end, and tells its code. */
  end(): Promise<number>;
}

/** Opens a socket. Rejects where the server does not let it. */
export async function openSocket(
  url: string,
  options: ClientOptions = {},
  protocol: string | undefined = 'graphql-transport-ws',
  path = '/graphql',
): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, options);
  const messages: Message[] = [];
  let code: number | undefined;
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('close', (closed) => {
    code = closed;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return {
    socket,
    messages,
    closed: () => code,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async message(fits) {
      await until(() => messages.some(fits) || code !== undefined);
      const found = messages.find(fits);
      if (found === undefined) throw new Error(`closed with ${code} after ${JSON.stringify(messages)}`);
      return found;
    },
    async end() {
      await until(() => code !== undefined, 10_000);
      return code ?? 0;
    },
  };
}

/** Opens one, says whose it is, and waits until it is taken. */
export async function initialised(
  url: string,
  authorization?: string,
  options: ClientOptions = {},
): Promise<OpenSocket> {
  const open = await openSocket(url, options);
  open.send({ type: 'connection_init', payload: authorization === undefined ? {} : { authorization } });
  await open.message(({ type }) => type === 'connection_ack');
  return open;
}

export const subscription = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, ...(variables && { variables }) },
});
