import { connect, type Socket } from 'node:net';

const BODY = JSON.stringify({
  query: '{ connections(first: 500) { nodes { id service schema status { setupState } } } }',
});
const HEAD = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;

/** Clients that hold a server up as well as they can. */
export interface SlowClients {
  /** Connections that are open now. */
  open(): number;
  close(): void;
}

/**
 * Opens so many connections in equal parts: one sends a byte a second of the head of a request, one of its body, one asks
 * five times for a long answer and reads nothing.
 */
export async function openSlowClients(url: string, count: number): Promise<SlowClients> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const dripping: { readonly socket: Socket; readonly text: string; sent: number }[] = [];
  const open = (index: number) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        if (index % 3 === 0) dripping.push({ socket, text: HEAD, sent: 0 });
        else if (index % 3 === 1) {
          socket.write(HEAD);
          dripping.push({ socket, text: BODY, sent: 0 });
        } else {
          socket.pause();
          socket.write((HEAD + BODY).repeat(5));
        }
        resolve();
      });
      sockets.add(socket);
      // It is meant to be cut off.
      socket.on('error', () => resolve());
      socket.once('close', () => sockets.delete(socket));
    });
  for (let index = 0; index < count; index += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - index) }, (_, offset) => open(index + offset)));
  }
  const drip = setInterval(() => {
    for (const client of dripping) if (!client.socket.destroyed) client.socket.write(client.text[client.sent++] ?? ' ');
  }, 1000);
  return {
    open: () => sockets.size,
    close: () => {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    },
  };
}
