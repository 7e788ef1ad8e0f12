import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { isAdmitted } from './admission.ts';
import type { AddressOf } from './client-address.ts';
import { isOwnOrigin } from './origin.ts';
import { Places } from './places.ts';
import { callerOfAddress } from './rate.ts';
import { Rounds } from './rounds.ts';
import { SocketLine } from './socket-line.ts';
import { authorizationIn, SocketOperations, type SocketOperationsOptions } from './socket-operations.ts';

export interface WebSocketOptions extends SocketOperationsOptions {
  readonly addressOf: AddressOf;
  /** Whether a `Host` header is one that is served here. */
  readonly isServed: (host: string | undefined) => boolean;
  /** Origins of pages, besides this server's own, that may open sockets. */
  readonly origins: readonly string[];
  /** The largest message that is taken, in bytes. */
  readonly maxBytes: number;
  readonly clock: SocketClock;
  /** Whether callers are told apart, so that one of them must leave room for the others. */
  readonly severalClients: boolean;
}

interface SocketClock {
  now(): number;
  setTimer(at: number, run: () => void): () => void;
}

/** Sockets that are open at once: each takes some 30 KB and a file. */
const MOST_SOCKETS = 10_000;
/** Of one client: a fifth, so that no one takes the room of all. */
const MOST_OF_A_CLIENT = 2_000;
/** Sockets that have not said yet whose they are, and those of one address: for 3 s each, so these are many a minute. */
const MOST_UNKNOWN = 1_000;
const MOST_UNKNOWN_OF_AN_ADDRESS = 100;
/** Milliseconds for a client to say whose a socket is. */
const INIT_MS = 3_000;
/** Milliseconds from one sign of life to the next; a client that does not answer one by then is cut off. */
const HEARTBEAT_MS = 12_000;
/** Milliseconds without a subscription after which a socket is closed; clients open one again when they need it. */
const IDLE_MS = 5 * 60_000;
/** Milliseconds for clients to take their leave when the server ends. */
const LEAVE_MS = 2_000;

/** Codes with which sockets are closed, besides those of the protocol. Clients come back after the first three. */
const CLOSE = { goingAway: 1001, tryLater: 1013, notAdmitted: 4403, notText: 1003 } as const;

/** A socket, for as long as it is open. */
interface Open {
  readonly socket: WebSocket;
  readonly line: SocketLine;
  readonly operations: SocketOperations;
  leave: () => void;
  /** The clock's ms since which nothing runs on it. */
  idleSince: number;
}

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
  const { admission, clock } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes, handleProtocols });
  const all = new Set<Open>();
  const places = new Places(MOST_SOCKETS, options.severalClients ? MOST_OF_A_CLIENT : MOST_SOCKETS);
  const unknown = new Places(MOST_UNKNOWN, MOST_UNKNOWN_OF_AN_ADDRESS);
  const rounds = new Rounds();
  // While nobody is there nobody is asked.
  let cancel: (() => void) | undefined;
  let closing: PromiseWithResolvers<void> | undefined;
  // An operation is over just before its client is told.
  const onOver = () => {
    if (closing !== undefined && [...all].every(({ operations }) => operations.running === 0)) {
      setImmediate(closing.resolve);
    }
  };

  const protocol = makeServer<Record<string, unknown>, Open>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: ({ connectionParams, extra }) => {
      const { address } = extra.operations;
      const session = admission.admit(authorizationIn(connectionParams), address);
      const place = isAdmitted(session) ? places.take(session.caller.client) : undefined;
      if (place !== undefined) {
        extra.leave();
        extra.leave = place;
        return true;
      }
      const late = isAdmitted(session) || session.status === 429;
      extra.socket.close(late ? CLOSE.tryLater : CLOSE.notAdmitted, late ? 'Try again later' : 'Forbidden');
      return false;
    },
    onSubscribe: ({ connectionParams, extra }, id, payload) =>
      extra.operations.prepare(id, payload, authorizationIn(connectionParams)),
    subscribe: (args) => SocketOperations.run(args) as never,
    onError: (_, __, ___, errors) => errors.map((error) => options.mask(error).toJSON()),
  });

  const open = (socket: WebSocket, wire: Duplex, request: IncomingMessage, leave: () => void) => {
    const line = new SocketLine(socket, wire, rounds);
    const operations = new SocketOperations({ ...options, onOver }, line, options.addressOf(request));
    const own: Open = { socket, line, operations, leave, idleSince: clock.now() };
    all.add(own);
    cancel ??= clock.setTimer(clock.now() + HEARTBEAT_MS, beat);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => line.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data, isBinary) => {
            if (isBinary) return socket.close(CLOSE.notText, 'Messages must be text');
            take(String(data)).catch((error) => {
              options.mask(error);
              socket.close(4500, 'Internal server error');
            });
          }),
      },
      own,
    );
    // What a client sends that is no message of WebSocket's is answered by closing; there is nothing else to do.
    socket.on('error', () => {});
    socket.once('close', (code, reason) => {
      all.delete(own);
      own.leave();
      operations.end();
      Promise.resolve(closed(code, String(reason))).catch(options.mask);
    });
  };

  const origins = new Set(options.origins);
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    const [path] = (request.url ?? '').split('?', 1);
    wire.on('error', () => wire.destroy());
    if (!options.isServed(request.headers.host)) return refuse(wire, 421);
    if (path !== '/graphql') return refuse(wire, 404);
    if (!isOwnOrigin(request.headers, origins)) return refuse(wire, 403);
    const leave = unknown.take(callerOfAddress(options.addressOf(request)));
    if (closing !== undefined || leave === undefined) return refuse(wire, 503);
    wire.once('close', leave);
    sockets.handleUpgrade(request, wire, head, (socket) => open(socket, wire, request, leave));
  });

  const beat = () => {
    const now = clock.now();
    for (const own of all) {
      if (own.operations.running > 0) own.idleSince = now;
      if (now - own.idleSince >= IDLE_MS) own.socket.close(CLOSE.goingAway, 'Nothing was subscribed to');
      own.line.beat();
    }
    cancel = all.size > 0 ? clock.setTimer(now + HEARTBEAT_MS, beat) : undefined;
  };

  const cut = () => {
    closing?.resolve();
    for (const { socket } of all) socket.terminate();
  };
  return {
    cut,
    async close() {
      closing = Promise.withResolvers();
      onOver();
      await closing.promise;
      cancel?.();
      const gone = [...all].map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      for (const { socket } of all) socket.close(CLOSE.goingAway, 'Going away');
      const late = setTimeout(cut, LEAVE_MS);
      await Promise.all(gone);
      clearTimeout(late);
      sockets.close();
    },
  };
}

function refuse(wire: Duplex, status: number): void {
  wire.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
