// cspell:ignore prefinish
import type { ServerResponse } from 'node:http';

/** A reader may be so slow, in bytes a second. */
const LEAST_RATE = 16 * 1024;

/**
 * Cuts off a client that does not read its answer, which is held in memory for it. The time begins when the answer is
 * complete: how long it takes to make is no fault of the client's.
 * @param graceMs what every answer may take, whatever its size
 */
export function cutOffSlowReader(response: ServerResponse, graceMs: number): void {
  response.once('prefinish', () => {
    const waiting = response.writableLength + (response.socket?.writableLength ?? 0);
    const limit = graceMs + (waiting / LEAST_RATE) * 1000;
    const timer = setTimeout(() => response.destroy(), limit).unref();
    response.once('close', () => clearTimeout(timer));
  });
}
