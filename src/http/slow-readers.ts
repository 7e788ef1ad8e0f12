// cspell:ignore prefinish
import type { Server, ServerResponse } from 'node:http';

export interface SlowReaderLimits {
  /** What every answer may take, whatever its size, in milliseconds. @default 30000 */
  readonly graceMs?: number;
  /** A reader may be so slow, in bytes a second. @default 16 KiB */
  readonly leastRate?: number;
}

/** An answer on its way. When it has gone nothing of it is left in here (docs/adr/0011-young.md). */
interface Watched {
  response: ServerResponse | undefined;
  /** Of a whole answer: until when it must have been read. */
  until: number;
  /** Of one that is still being made: how far its client had read when it was last seen to read on, and when that was. */
  read: number;
  since: number;
}

/**
 * Cuts off clients that do not read their answers, which are held in memory for them. Of a whole answer the time begins when
 * it is complete: how long it takes to make is no fault of the client's. Of one that comes in parts, as events do, it begins
 * when something waits to be read, and again whenever the client reads on.
 */
export function cutOffSlowReaders(server: Server, limits: SlowReaderLimits = {}): void {
  const { graceMs = 30_000, leastRate = 16 * 1024 } = limits;
  const timeFor = (bytes: number) => graceMs + (bytes / leastRate) * 1000;
  const watched = new Set<Watched>();

  server.prependListener('request', (_, response: ServerResponse) => {
    const watch: Watched = { response, until: Number.POSITIVE_INFINITY, read: 0, since: Number.POSITIVE_INFINITY };
    watched.add(watch);
    response.once('prefinish', () => {
      watch.until = performance.now() + timeFor(response.writableLength);
    });
    response.once('close', () => {
      watched.delete(watch);
      watch.response = undefined;
    });
  });

  const look = () => {
    const now = performance.now();
    for (const watch of watched)
      if (watch.response !== undefined && isSlow(watch, watch.response, now)) watch.response.destroy();
  };
  const isSlow = (watch: Watched, response: ServerResponse, now: number) => {
    if (watch.until < Number.POSITIVE_INFINITY) return now > watch.until;
    // Bytes that its client has not taken, and those that it has.
    const waiting = response.writableLength;
    const read = (response.socket?.bytesWritten ?? 0) - (response.socket?.writableLength ?? 0);
    if (waiting === 0) watch.since = Number.POSITIVE_INFINITY;
    else if (read !== watch.read || watch.since === Number.POSITIVE_INFINITY) watch.since = now;
    watch.read = read;
    return now - watch.since > timeFor(waiting);
  };
  let looking: NodeJS.Timeout | undefined;
  server.once('listening', () => {
    looking = setInterval(look, graceMs / 4).unref();
  });
  server.once('close', () => clearInterval(looking));
}
