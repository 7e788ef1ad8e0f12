import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import type { Context as SocketContext, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { createGraphQLError, type YogaServerInstance } from 'graphql-yoga';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from '../graphql/builder.ts';
import type { Authenticate } from './authentication.ts';
import { isOwnOrigin } from './origin.ts';

export interface WebSocketOptions {
  readonly graphql: YogaServerInstance<object, Context>;
  readonly authenticate: Authenticate;
  /** Whether a `Host` header is one that is served here. */
  readonly isServed: (host: string | undefined) => boolean;
  /** Origins of pages, besides this server's own, that may open sockets. */
  readonly origins: readonly string[];
  /** The only operations that may run; undefined where any may. */
  readonly only: ReadonlySet<string> | undefined;
  /** The largest message that is taken, in bytes. */
  readonly maxBytes: number;
  readonly mask: (error: unknown) => GraphQLError;
  /** Sockets that are open at once. @default 10000 */
  readonly maxSockets?: number;
}

/** Subscriptions of one socket that run at once. */
const MOST_SUBSCRIPTIONS = 100;
/** Bytes that wait for one socket before it is waited for. */
const MOST_BUFFERED = 64 * 1024;
/** Milliseconds from one sign of life to the next; a client that does not answer one by then is cut off. */
const HEARTBEAT_MS = 12_000;

type Params = Record<string, unknown>;
type Socket = SocketContext<Params, Extra & Partial<Record<PropertyKey, never>>>;

type Envelope = ReturnType<YogaServerInstance<object, Context>['getEnveloped']>;
type Runnable = ExecutionArgs & { readonly run: Envelope['subscribe'] };

/** All sockets of a server. */
export interface WebSockets {
  /** Closes every socket, behind what its subscriptions still have to say: call it once their events have ended. */
  close(): Promise<void>;
  /** Ends at once those that are still open. */
  cut(): void;
}

/**
 * `graphql-transport-ws` at `/graphql`: subscriptions only. Credentials come in `connection_init`, as `authorization` or
 * `Authorization`, with the value that the header of this name would have.
 */
export function serveWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { authenticate, mask } = options;
  let running = 0;
  let closing: PromiseWithResolvers<void> | undefined;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes, clientTracking: true });
  const gone = new WeakMap<object, AbortController>();
  const { dispose } = useServer<Params>(
    {
      onConnect: ({ connectionParams }) => {
        try {
          authenticate(authorizationIn(connectionParams));
          return true;
        } catch {
          // The library closes the socket with 4403.
          return false;
        }
      },
      onSubscribe: async (context, id, payload) => {
        if (Object.keys(context.subscriptions).filter((key) => key !== id).length >= MOST_SUBSCRIPTIONS) {
          return [refused(`At most ${MOST_SUBSCRIPTIONS} subscriptions may run on one socket`)];
        }
        if (options.only?.has(payload.query) === false) {
          const extensions = { code: 'FORBIDDEN' };
          return [createGraphQLError('Only operations that this server knows may run', { extensions })];
        }
        const controller = gone.get(context.extra) ?? new AbortController();
        gone.set(context.extra, controller);
        try {
          return await prepare(options.graphql, context, payload, controller.signal);
        } catch (error) {
          return [mask(error)];
        }
      },
      subscribe: (args) => (args as Runnable).run(args) as never,
      onOperation: () => {
        running += 1;
      },
      // Is told just before the client is.
      onComplete: () => {
        running -= 1;
        if (running === 0) setImmediate(() => closing?.resolve());
      },
      onError: (_, __, ___, errors) => errors.map((error) => mask(error).toJSON()),
      onDisconnect: ({ extra }) => gone.get(extra)?.abort(),
    },
    sockets,
    HEARTBEAT_MS,
  );
  const origins = new Set(options.origins);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path] = (request.url ?? '').split('?', 1);
    socket.on('error', () => socket.destroy());
    if (!options.isServed(request.headers.host)) return refuse(socket, 421);
    if (path !== '/graphql') return refuse(socket, 404);
    if (!isOwnOrigin(request.headers, origins)) return refuse(socket, 403);
    if (closing !== undefined || sockets.clients.size >= (options.maxSockets ?? 10_000)) return refuse(socket, 503);
    sockets.handleUpgrade(request, socket, head, (open) => {
      sendTogether(open, socket);
      sockets.emit('connection', open, request);
    });
  });
  return {
    async close() {
      closing = Promise.withResolvers();
      if (running === 0) closing.resolve();
      await closing.promise;
      await dispose();
    },
    cut() {
      closing?.resolve();
      for (const open of sockets.clients) open.terminate();
    },
  };
}

/** What is to be run, checked as any operation is; else what is wrong with it. */
async function prepare(
  graphql: YogaServerInstance<object, Context>,
  { connectionParams, extra }: Socket,
  payload: SubscribePayload,
  signal: AbortSignal,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const authorization = authorizationIn(connectionParams);
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    signal,
    headers: authorization === undefined ? {} : { authorization },
  });
  const { schema, parse, validate, contextFactory, subscribe } = graphql.getEnveloped({
    request,
    req: extra.request,
    params: payload,
  } as never);
  const document = parse(payload.query);
  const operation = getOperationAST(document, payload.operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
    return [refused('Only subscriptions run over WebSocket; send queries and mutations by POST')];
  }
  const errors = validate(schema, document);
  if (errors.length > 0) return errors;
  const runnable: Runnable = {
    schema,
    document,
    operationName: payload.operationName ?? null,
    variableValues: payload.variables ?? {},
    contextValue: await contextFactory(),
    run: subscribe,
  };
  return runnable;
}

/**
 * Writes what is sent in one turn of the event loop at once: where many events wait, a call of the system for each message
 * takes longer than all the rest. Whoever does not read is waited for from 64 KiB on.
 */
function sendTogether(open: WebSocket, line: Duplex): void {
  const send = open.send.bind(open);
  let corked = false;
  open.send = (data: string, done?: unknown) => {
    if (!corked) {
      corked = true;
      line.cork();
      setImmediate(() => {
        corked = false;
        line.uncork();
      });
    }
    const isSent = typeof done === 'function' ? () => done() : undefined;
    if (open.bufferedAmount < MOST_BUFFERED) {
      send(data);
      isSent?.();
    } else send(data, isSent);
  };
}

function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const value = params?.authorization ?? params?.Authorization;
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value) ? value : undefined;
}

const refused = (message: string) => createGraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
