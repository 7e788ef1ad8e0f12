import { type Client, createClient } from 'graphql-ws';
import { type GraphQLResponse, Observable, type SubscribeFunction } from 'relay-runtime';
import { link, waitToReconnect } from '../state/link.ts';
import { refreshAll } from '../state/revision.ts';
import { type ErrorEntry, ServerError } from './server-error.ts';

const LONGEST_WAIT_MS = 15_000;
const PING_MS = 10_000;

/** Subscriptions over one WebSocket, which is opened by the first of them and again whenever it is lost. */
export function subscribeTo(url: string): SubscribeFunction {
  const client = createLiveClient(url);
  return ({ text, name }, variables) =>
    Observable.create((sink) =>
      client.subscribe<object>(
        { query: text ?? '', operationName: name, variables },
        {
          next(result) {
            // Events that were lost (EVENTS_DROPPED) come as an error in their place: what is shown is read again.
            if (result.data == null) refreshAll();
            else sink.next(result as GraphQLResponse);
          },
          error: (error) => sink.error(toError(error)),
          complete: () => sink.complete(),
        },
      ),
    );
}

function createLiveClient(url: string): Client {
  let noPong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    keepAlive: PING_MS,
    connectionAckWaitTimeout: PING_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (attempts) => waitToReconnect(waitBefore(attempts)),
    on: {
      connected() {
        // What happened meanwhile was told to nobody.
        if (link.get() === 'lost') refreshAll();
        link.set('live');
      },
      closed: () => link.set('lost'),
      // A line that was cut without a word is noticed by a ping that is not answered.
      ping(received) {
        if (!received) noPong = setTimeout(() => client.terminate(), PING_MS / 2);
      },
      pong(received) {
        if (received) clearTimeout(noPong);
      },
    },
  });
  return client;
}

/** Half a second at first, then twice as long each time; a part of it at random, so that not all pages come at once. */
const waitBefore = (attempts: number): number =>
  Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempts) * (0.5 + Math.random() / 2);

function toError(error: unknown): Error {
  if (error instanceof Error) return error;
  const [first] = Array.isArray(error) ? (error as ErrorEntry[]) : [];
  return first === undefined ? new Error('Live updates have ended') : new ServerError(first);
}
