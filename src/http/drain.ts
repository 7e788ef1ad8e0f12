import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Lets a server end in good order. The function that it gives stops accepting, lets the answers that are under way be
 * finished, and closes each connection as soon as nothing is under way on it: also those on which nothing was ever asked,
 * which clients open ahead and Node takes for busy. Call it before the server listens.
 */
export function gracefulClose(server: Server): () => Promise<void> {
  const underWay = new Map<Duplex, Set<ServerResponse>>();
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
    if (draining) response.shouldKeepAlive = false;
  });
  // Whoever takes a connection over ends it too.
  server.on('upgrade', (_, socket) => underWay.delete(socket));
  return () =>
    new Promise((resolve) => {
      draining = true;
      server.close(() => resolve());
      for (const [socket, answers] of underWay) {
        if (answers.size === 0) socket.destroy();
        for (const answer of answers) answer.shouldKeepAlive = false;
      }
    });
}
