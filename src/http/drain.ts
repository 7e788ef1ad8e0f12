import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How a server ends in good order, step by step. */
export interface Drain {
  /** Goes on serving; every answer from now on tells its client that the connection ends with it. */
  announce(): void;
  /** Stops accepting; settles once what is under way is finished, and each connection is closed as soon as it is. */
  finish(): Promise<void>;
  /** Ends at once what is still under way. */
  cut(): void;
}

/**
 * Sees to it that a server can end in good order: also connections on which nothing was ever asked are closed, which
 * clients open ahead and Node takes for busy. Call it before the server listens.
 */
export function gracefulClose(server: Server): Drain {
  const underWay = new Map<Duplex, Set<ServerResponse>>();
  let announced = false;
  let draining = false;
  server.on('connection', (socket) => {
    underWay.set(socket, new Set());
    socket.once('close', () => underWay.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    const answers = underWay.get(socket);
    answers?.add(response);
    response.once('close', () => {
      answers?.delete(response);
      if (draining && answers?.size === 0) socket.end();
    });
    if (announced) response.shouldKeepAlive = false;
  });
  // Whoever takes a connection over ends it too.
  server.on('upgrade', (_, socket) => underWay.delete(socket));
  const announce = () => {
    announced = true;
    for (const answers of underWay.values()) for (const answer of answers) answer.shouldKeepAlive = false;
  };
  return {
    announce,
    finish: () =>
      new Promise((resolve) => {
        announce();
        draining = true;
        server.close(() => resolve());
        for (const [socket, answers] of underWay) if (answers.size === 0) socket.destroy();
      }),
    cut: () => {
      for (const socket of underWay.keys()) socket.destroy();
    },
  };
}
