// cspell:ignore prefinish
import type { Server, ServerResponse } from 'node:http';

export interface SlowReaderLimits {
  /** What every answer may take, whatever its size, in milliseconds. @default 30000 */
  readonly graceMs?: number;
  /** A reader may be so slow, in bytes a second. @default 16 KiB */
  readonly leastRate?: number;
}

/** An answer that is still being made, and how far its client had read when it was last seen to read on. */
interface Stream {
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
  const streams = new Map<ServerResponse, Stream>();

  server.prependListener('request', (_, response: ServerResponse) => {
    streams.set(response, { read: 0, since: Number.POSITIVE_INFINITY });
    let timer: NodeJS.Timeout | undefined;
    response.once('prefinish', () => {
      streams.delete(response);
      timer = setTimeout(() => response.destroy(), timeFor(waiting(response))).unref();
    });
    response.once('close', () => {
      streams.delete(response);
      clearTimeout(timer);
    });
  });

  const look = () => {
    const now = performance.now();
    for (const [response, stream] of streams) {
      const bytes = waiting(response);
      const read = (response.socket?.bytesWritten ?? 0) - (response.socket?.writableLength ?? 0);
      if (bytes === 0) stream.since = Number.POSITIVE_INFINITY;
      else if (read !== stream.read || stream.since === Number.POSITIVE_INFINITY) stream.since = now;
      stream.read = read;
      if (now - stream.since > timeFor(bytes)) response.destroy();
    }
  };
  let looking: NodeJS.Timeout | undefined;
  server.once('listening', () => {
    looking = setInterval(look, graceMs / 4).unref();
  });
  server.once('close', () => clearInterval(looking));
}

/** Bytes of an answer that its client has not taken. */
const waiting = (response: ServerResponse): number => response.writableLength;
