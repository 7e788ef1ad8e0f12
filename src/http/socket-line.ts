import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { END, type Stream } from '../events/stream.ts';
import { jsonOfShared } from './json-of-data.ts';
import type { Rounds, Sender } from './rounds.ts';

/** Bytes that wait for one socket before it is waited for. */
const MOST_BUFFERED = 64 * 1024;

/** One socket as its messages go out. What is sent while its client does not read is bounded. */
export class SocketLine {
  readonly #socket: WebSocket;
  readonly #wire: Duplex;
  readonly #rounds: Rounds;
  #waiting: (() => void)[] = [];
  #answered = true;

  constructor(socket: WebSocket, wire: Duplex, rounds: Rounds) {
    this.#socket = socket;
    this.#wire = wire;
    this.#rounds = rounds;
    wire.on('drain', () => {
      for (const ready of this.#waiting.splice(0)) ready();
    });
    socket.on('pong', () => {
      this.#answered = true;
    });
    // Whoever makes this server answer, and does not read the answers, is not listened to any more.
    for (const event of ['message', 'ping'] as const) socket.on(event, () => this.#restrain());
  }

  get isFull(): boolean {
    return this.#socket.bufferedAmount >= MOST_BUFFERED;
  }

  /** Settles once the message is on its way. */
  send(text: string): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    return new Promise((resolve, reject) => socket.send(text, (error) => (error ? reject(error) : resolve())));
  }

  /**
   * Sends the results of a subscription as they come.
   * @returns what ends once they have ended; nothing comes out of it
   */
  tell(id: string, results: Stream<ExecutionResult>, onEnd: () => void): AsyncIterableIterator<never, undefined> {
    const outlet = new Outlet({ line: this, rounds: this.#rounds, id, results, onEnd });
    this.#rounds.add(outlet);
    return outlet;
  }

  /** Writes what is sent in between at once: a call of the system for each message takes longer than all the rest. */
  together(send: () => void): void {
    this.#wire.cork();
    try {
      send();
    } finally {
      this.#wire.uncork();
    }
  }

  /** Sends a message, without waiting for anything. */
  write(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  /** Calls once, when what waits here has been read. */
  onDrain(ready: () => void): void {
    this.#waiting.push(ready);
  }

  /** Asks for a sign of life; cuts off who has not answered the last time. */
  beat(): void {
    if (!this.#answered) this.#socket.terminate();
    this.#answered = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #restrain(): void {
    if (!this.isFull || this.#socket.isPaused) return;
    this.#socket.pause();
    this.onDrain(() => this.#socket.resume());
  }
}

interface OutletOptions {
  readonly line: SocketLine;
  readonly rounds: Rounds;
  readonly id: string;
  readonly results: Stream<ExecutionResult>;
  readonly onEnd: () => void;
}

/**
 * One subscription's way out. A result is written as JSON once for all who get it, and to send it takes no promise: of what
 * it takes to bring an event to a thousand subscribers that was most.
 */
class Outlet implements Sender, AsyncIterableIterator<never, undefined> {
  readonly #options: OutletOptions;
  readonly #head: string;
  readonly #ended = Promise.withResolvers<IteratorReturnResult<undefined>>();
  readonly #ready: () => void;
  #over = false;

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#head = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`;
    const ready = () => options.rounds.add(this);
    this.#ready = ready;
  }

  deliver(): void {
    this.#options.line.together(() => this.#deliver());
  }

  #deliver(): void {
    const { line, results } = this.#options;
    while (!this.#over) {
      if (line.isFull) {
        line.onDrain(this.#ready);
        return;
      }
      const taken = results.take();
      if (taken === undefined || taken instanceof Promise) {
        if (taken === undefined) results.onReady(this.#ready);
        else void this.#wait(taken);
        return;
      }
      this.#write(taken);
    }
  }

  async #wait(taken: Promise<IteratorResult<ExecutionResult, undefined>>): Promise<void> {
    const { done, value } = await taken;
    if (done) await this.return();
    if (this.#over || done) return;
    this.#write(value);
    this.#ready();
  }

  #write(result: ExecutionResult): void {
    this.#options.line.write(`${this.#head}${jsonOfShared(result)}}`);
  }

  /** Settles when the results have ended. */
  next(): Promise<IteratorReturnResult<undefined>> {
    return this.#ended.promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#over) return END;
    this.#over = true;
    await this.#options.results.return();
    this.#options.onEnd();
    this.#ended.resolve(END);
    return END;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
