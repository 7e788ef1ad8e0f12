import type { Dispatcher } from 'undici';
import type { Clock } from './clock.ts';
import { Unavailable } from './errors.ts';
import { readJson } from './read-json.ts';

/** An HTTP request to Fivetran, ready for the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds from when it is sent until the whole answer must be there. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** An answer with any status. Header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came, in memory of its own. */
  readonly body: Buffer;
  /** The body, read as JSON; undefined where it is none. */
  readonly json: unknown;
}

interface ExchangeOptions {
  readonly request: HttpRequest;
  readonly clock: Clock;
  readonly maxAnswerBytes: number;
  /** Told when it is over, however it ends. */
  readonly onOver: () => void;
  /** Decides when an answer that is whole is read. */
  readonly handOn: (read: () => void) => void;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One request and its answer. Given up when the whole answer is not there in time, when it grows too large, and when
 * nobody waits for it any more. Time begins when the request is sent: waiting for a free connection is no fault of
 * Fivetran's.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  readonly #onAbort = () => this.#fail(this.#options.request.signal?.reason);
  #bytes = 0;
  #status = 0;
  #headers: HttpAnswer['headers'] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #stopTimer = () => {};
  #settled = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { signal } = options.request;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) {
      controller.abort(new Error('given up before it was sent'));
      return;
    }
    const { clock, request } = this.#options;
    this.#stopTimer = clock.setTimer(clock.now() + request.timeout, () =>
      this.#fail(new Unavailable('Fivetran did not answer in time', 'timeout', true)),
    );
  }

  onResponseStart(_: unknown, status: number, headers: HttpAnswer['headers']): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.#options.maxAnswerBytes) this.#failAsTooLarge();
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes > this.#options.maxAnswerBytes) this.#failAsTooLarge();
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.#options.handOn(() => {
      const body = Buffer.allocUnsafeSlow(this.#bytes);
      let at = 0;
      // Its pieces do not outlive this: whoever waited long enough for them to grow old would keep them until the old
      // generation is collected.
      for (const chunk of this.#chunks.splice(0)) at += chunk.copy(body, at);
      this.#options.resolve({ status: this.#status, headers: this.#headers, body, json: parse(body) });
    });
  }

  // The messages name no URL and no address: they are the operator's, and `cause` keeps them for the log.
  onResponseError(_: unknown, cause: Error): void {
    const error =
      this.#controller === undefined
        ? new Unavailable('Fivetran could not be reached', 'connect', false, {}, { cause })
        : new Unavailable(
            'The connection to Fivetran broke before its answer was whole',
            'hang-up',
            true,
            {},
            { cause },
          );
    this.#fail(error);
  }

  #failAsTooLarge(): void {
    const text = `Fivetran's answer is larger than ${this.#options.maxAnswerBytes} bytes`;
    this.#fail(new Unavailable(text, 'too-large', true, { status: this.#status }));
  }

  #fail(error: unknown): void {
    if (!this.#settle()) return;
    this.#options.reject(error);
    this.#controller?.abort(error instanceof Error ? error : new Error(String(error)));
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#options.onOver();
    this.#stopTimer();
    this.#options.request.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

function parse(body: Buffer): unknown {
  try {
    return readJson(body);
  } catch {
    return undefined;
  }
}
