import { WebSocket } from 'ws';

/**
 * Many subscribers in a process of their own: `node load-client.ts URL QUERY SUBSCRIBERS EVENTS`. Writes 'ready' once all
 * listen, and when each has got all events (or nothing has come for 10 s) what they got, as JSON. Events
 * are numbered by their ids, from 1, and carry the time at which they were sent.
 */
const [url = '', query = '', subscribers = '1', events = '1'] = process.argv.slice(2);
const count = Number(subscribers);
const each = Number(events);
const latencies = new Float64Array(count * each);
const last = new Int32Array(count).fill(0);
let received = 0;
let outOfOrder = 0;
let done = 0;
let heard = Date.now();

const now = () => performance.timeOrigin + performance.now();

function listen(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (message) => {
      const text = String(message);
      if (text.includes('"connection_ack"')) {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        resolve();
        return;
      }
      const [, number, at] = /"id":"\w+\.(\d+)".*"at":([\d.]+)/.exec(text) ?? [];
      if (number === undefined) return;
      heard = Date.now();
      if (received < latencies.length) latencies[received] = now() - Number(at);
      received += 1;
      if (Number(number) !== (last[index] ?? 0) + 1) outOfOrder += 1;
      last[index] = Number(number);
      if (Number(number) === each) done += 1;
    });
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
process.stdout.write(`${JSON.stringify({ received, outOfOrder, complete: done, p50: at(0.5), p99: at(0.99) })}\n`);
process.exit(0);
