import { Agent, type Dispatcher, EnvHttpProxyAgent, errors } from 'undici';
import { Unavailable } from './errors.ts';

/** An HTTP request to Fivetran, ready for the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the whole answer must be there. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** An answer with any status. Header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface TransportOptions {
  readonly baseUrl: string;
  /** Calls in the air at once; more wait for a free connection. */
  readonly concurrency: number;
  /** The largest answer that is read, in bytes; a larger one is refused. */
  readonly maxAnswerBytes: number;
  /** Whether `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured. */
  readonly proxy: boolean;
}

/**
 * The only place that speaks HTTP to Fivetran. Redirects are not followed; every failure is an `Unavailable` that says
 * whether the request may have arrived.
 */
export class Transport {
  readonly #origin: string;
  readonly #prefix: string;
  readonly #dispatcher: Dispatcher;
  readonly #maxAnswerBytes: number;

  constructor(options: TransportOptions) {
    const base = new URL(options.baseUrl);
    this.#origin = base.origin;
    this.#prefix = base.pathname.replace(/\/+$/, '');
    this.#maxAnswerBytes = options.maxAnswerBytes;
    const settings: Agent.Options = {
      connections: options.concurrency,
      pipelining: 1,
      connectTimeout: 10_000,
      keepAliveTimeout: 30_000,
      maxResponseSize: options.maxAnswerBytes,
    };
    this.#dispatcher = options.proxy ? new EnvHttpProxyAgent(settings) : new Agent(settings);
  }

  /**
   * Sends a request and reads the whole answer.
   * @throws Unavailable where no whole answer came; `signal`'s reason where the caller gave up.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    try {
      const { statusCode, headers, body } = await this.#dispatcher.request({
        origin: this.#origin,
        path: this.#prefix + request.target,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        // undici's own defaults (five minutes) are shorter than a reload of a large schema may take.
        headersTimeout: request.timeout,
        bodyTimeout: request.timeout,
        signal: request.signal ?? null,
      });
      return { status: statusCode, headers, body: await body.text() };
    } catch (cause) {
      if (request.signal?.aborted) throw request.signal.reason;
      throw this.#unavailable(cause);
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  /** Ends at once what is still in the air. */
  async destroy(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  // The message names no URL and no address: they are the operator's, and `cause` keeps them for the log.
  #unavailable(cause: unknown): Unavailable {
    const options = { cause };
    if (cause instanceof errors.ConnectTimeoutError) {
      return new Unavailable('Fivetran could not be reached: connecting took too long', 'connect', false, {}, options);
    }
    if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
      return new Unavailable('Fivetran did not answer in time', 'timeout', true, {}, options);
    }
    if (cause instanceof errors.ResponseExceededMaxSizeError) {
      const text = `Fivetran's answer is larger than ${this.#maxAnswerBytes} bytes`;
      return new Unavailable(text, 'too-large', true, {}, options);
    }
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EHOSTUNREACH') {
      return new Unavailable('Fivetran could not be reached', 'connect', false, {}, options);
    }
    return new Unavailable(
      'The connection to Fivetran broke before its answer was whole',
      'hang-up',
      true,
      {},
      options,
    );
  }
}
