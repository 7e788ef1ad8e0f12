import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port for a program that a test starts, which cannot tell on which one it listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it is answered with success; the test's own limit ends it where it never is. */
export async function served(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
