import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * Many subscribers in a process of their own: `node load-client.ts URL QUERY SUBSCRIBERS EVENTS`. Writes 'ready' once all
 * listen, and when each has got all events (or nothing has come for 10 s) what they got, as JSON. Events are numbered by
 * their ids, from 1, and carry the time at which they were sent. It reads WebSocket's frames by itself, and no more of a
 * message than it needs: it stands on the machine of the server that is measured.
 */
const [address = '', query = '', subscribers = '1', events = '1'] = process.argv.slice(2);
const url = new URL(address);
const count = Number(subscribers);
const each = Number(events);
const latencies = new Float64Array(count * each);
const last = new Int32Array(count).fill(0);
let received = 0;
let outOfOrder = 0;
let done = 0;
let heard = Date.now();

const now = () => performance.timeOrigin + performance.now();

/** A text as a client sends it: masked, and short. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = Buffer.from([payload.length >> 8, payload.length & 255]);
  const mask = Buffer.alloc(4);
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126]), length, mask, payload]);
}

/** Takes every whole frame out of the bytes; gives the rest. */
function framesIn(bytes: Buffer, take: (payload: Buffer, opcode: number) => void): Buffer {
  let at = 0;
  while (at + 2 <= bytes.length) {
    let length = (bytes[at + 1] ?? 0) & 127;
    let head = 2;
    if (length === 126) {
      if (at + 4 > bytes.length) break;
      length = bytes.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) throw new Error('No message is that long');
    if (at + head + length > bytes.length) break;
    take(bytes.subarray(at + head, at + head + length), (bytes[at] ?? 0) & 15);
    at += head + length;
  }
  return bytes.subarray(at);
}

/** The number that begins at a place. */
function numberAt(payload: Buffer, begin: number): number {
  let end = begin;
  for (let byte = payload[end] ?? 0; (byte >= 48 && byte <= 57) || byte === 46; byte = payload[end] ?? 0) end += 1;
  return Number(payload.toString('latin1', begin, end));
}

function listen(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(url.port), url.hostname);
    let rest: Buffer = Buffer.alloc(0);
    let open = false;
    const take = (payload: Buffer, opcode: number) => {
      if (opcode === 9) socket.write(Buffer.concat([Buffer.from([0x8a, 0x80, 0, 0, 0, 0])]));
      if (opcode !== 1) return;
      const sentAt = payload.indexOf('"at":');
      if (sentAt < 0) {
        if (!payload.includes('"connection_ack"')) return;
        socket.write(frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })));
        resolve();
        return;
      }
      const number = numberAt(payload, payload.indexOf('.', payload.indexOf('"id":"', 8)) + 1);
      heard = Date.now();
      if (received < latencies.length) latencies[received] = now() - numberAt(payload, sentAt + 5);
      received += 1;
      if (number !== (last[index] ?? 0) + 1) outOfOrder += 1;
      last[index] = number;
      if (number === each) done += 1;
    };
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!open) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        open = true;
        rest = rest.subarray(end + 4);
        socket.write(frame('{"type":"connection_init"}'));
      }
      rest = framesIn(rest, take);
    });
    socket.write(
      [
        `GET ${url.pathname} HTTP/1.1`,
        `host: ${url.host}`,
        'upgrade: websocket',
        'connection: upgrade',
        `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
        'sec-websocket-version: 13',
        'sec-websocket-protocol: graphql-transport-ws',
        '\r\n',
      ].join('\r\n'),
    );
  });
}

for (let index = 0; index < count; index += 50) {
  await Promise.all(Array.from({ length: Math.min(50, count - index) }, (_, offset) => listen(index + offset)));
}
process.stdout.write('ready\n');
heard = Date.now() + 30_000;
while (done < count && Date.now() - heard < 10_000) await new Promise((resolve) => setTimeout(resolve, 20));
const sorted = latencies.subarray(0, Math.min(received, latencies.length)).sort();
const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
const { user, system } = process.cpuUsage();
const cpuMs = Math.round((user + system) / 1000);
process.stdout.write(
  `${JSON.stringify({ received, outOfOrder, complete: done, p50: at(0.5), p99: at(0.99), clientCpuMs: cpuMs })}\n`,
);
process.exit(0);
