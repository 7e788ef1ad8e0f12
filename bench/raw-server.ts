import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As fast as node:http can be: reads the body and sends the same bytes to everybody. A message changes the bytes. */
let bytes = Buffer.from('{}');
const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
    response.end(bytes);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', (message: { body: string }) => {
  bytes = Buffer.from(message.body);
  process.send?.({});
});
process.on('SIGTERM', () => process.exit(0));
