import { LRUCache } from 'lru-cache';
import { dataOf } from './envelope.ts';

/** An answer that is to be kept. */
export interface Kept {
  readonly data: unknown;
  /** Bytes that `data` takes in memory. */
  readonly room: number;
  /** The whole answer, out of which `data` was read; from now on it is the cache's alone. Absent of what has no text. */
  readonly body?: Buffer | undefined;
  /** When the request was sent, in the clock's milliseconds: what it says was true no earlier. */
  readonly sentAt: number;
  /** Until when it is fresh. */
  readonly expires: number;
  /** The generation stamp under which it was read. */
  readonly stamp: number;
}

/** What one entry costs beside its data: key, object, list node. */
const OVERHEAD = 200;
/** A text below this length is not worth a buffer of its own. */
const SHORT = 4096;
/** Parsed JSON takes about three times its text's bytes in memory. */
const FACTOR = 3;

/** Bytes of memory that JSON of so many bytes takes when it is read. */
export const roomOfJson = (bytes: number): number => bytes * FACTOR;

/**
 * A kept answer. A long one is kept as its text, outside of the heap: most answers are not asked for again, and as
 * objects they would be moved about by the garbage collector and then wait for it, long after they were given up.
 */
export class Entry {
  readonly sentAt: number;
  readonly expires: number;
  readonly stamp: number;
  /** Bytes of memory that it takes, whether it is read or not. */
  readonly size: number;
  /** Bytes that are taken beside it while it is read. */
  readonly room: number;
  /** How often it was served. */
  uses = 0;
  readonly #readings: Readings;
  #data: unknown;
  #body: Buffer | undefined;

  constructor({ data, room, body, sentAt, expires, stamp }: Kept, readings: Readings) {
    this.sentAt = sentAt;
    this.expires = expires;
    this.stamp = stamp;
    this.room = room;
    this.#readings = readings;
    const long = body !== undefined && body.length >= SHORT;
    if (long) this.#body = body;
    else this.#data = data;
    this.size = (long ? body.length : room) + OVERHEAD;
  }

  /** What was kept; the same object for as long as it is asked for often enough. */
  get data(): unknown {
    if (this.#body === undefined) return this.#data;
    return this.#readings.of(this, this.#body);
  }

  /** Gives back its memory at once, and not when the heap is next collected. Nothing is read of it any more. */
  close(): void {
    const body = this.#body;
    if (body === undefined) return;
    this.#body = undefined;
    this.#readings.forget(this);
    // Of a buffer that is a part of a larger one the rest is somebody else's.
    if (body.buffer.byteLength === body.length && body.buffer instanceof ArrayBuffer) body.buffer.transfer(0);
  }
}

/** What was read of kept texts, for as long as it is asked for and there is room. */
export class Readings {
  readonly #read: LRUCache<Entry, { readonly data: unknown }>;
  readonly #onGrowth: () => void;

  /**
   * @param maxBytes that all of them may take
   * @param onGrowth told when they take more than before
   */
  constructor(maxBytes: number, onGrowth: () => void) {
    this.#read = new LRUCache({ maxSize: Math.max(1, Math.floor(maxBytes)), sizeCalculation: (_, { room }) => room });
    this.#onGrowth = onGrowth;
  }

  /** Bytes that are taken, about. */
  get bytes(): number {
    return this.#read.calculatedSize;
  }

  of(entry: Entry, body: Buffer): unknown {
    let read = this.#read.get(entry);
    if (read === undefined) {
      read = { data: dataOf(body) };
      this.#read.set(entry, read);
      this.#onGrowth();
    }
    return read.data;
  }

  forget(entry: Entry): void {
    this.#read.delete(entry);
  }
}
