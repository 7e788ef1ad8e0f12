import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Clock } from './clock.ts';
import { Exchange, type HttpAnswer, type HttpRequest } from './exchange.ts';
import { Turns } from './turns.ts';

export interface TransportOptions {
  readonly baseUrl: string;
  /** Calls in the air at once; more wait for a free connection. */
  readonly concurrency: number;
  /** The largest answer that is read, in bytes; a larger one is refused. */
  readonly maxAnswerBytes: number;
  /** Whether `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured. */
  readonly proxy: boolean;
  /** What timeouts are measured by. */
  readonly clock: Clock;
}

/**
 * The only place that speaks HTTP to Fivetran. Redirects are not followed; every failure is an `Unavailable` that says
 * whether the request may have arrived.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #dispatcher: Dispatcher;
  readonly #turns = new Turns();
  #calls = 0;

  constructor(options: TransportOptions) {
    const base = new URL(options.baseUrl);
    this.#options = options;
    this.#origin = base.origin;
    this.#prefix = base.pathname.replace(/\/+$/, '');
    const settings: Agent.Options = {
      connections: options.concurrency,
      pipelining: 1,
      connectTimeout: 10_000,
      keepAliveTimeout: 30_000,
      // Each request has a time of its own; undici's (five minutes) are shorter than a reload of a large schema may take.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#dispatcher = options.proxy ? new EnvHttpProxyAgent(settings) : new Agent(settings);
  }

  /**
   * Sends a request and reads the whole answer.
   * @throws Unavailable where no whole answer came; `signal`'s reason where the caller gave up.
   */
  send(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, maxAnswerBytes } = this.#options;
    return new Promise((resolve, reject) => {
      this.#calls += 1;
      const onOver = () => {
        this.#calls -= 1;
      };
      const handOn = (read: () => void) => this.#handOn(read);
      const exchange = new Exchange({ request, clock, maxAnswerBytes, onOver, handOn, resolve, reject });
      if (request.signal?.aborted) return;
      const { method, headers, body = null } = request;
      this.#dispatcher.dispatch(
        { origin: this.#origin, path: this.#prefix + request.target, method, headers, body },
        exchange,
      );
    });
  }

  /**
   * To read an answer takes longer than to send a call. Of a hundred answers that come at once all would be read before the
   * first connection is used again; where calls wait for one, they are under way while the answers are read.
   */
  #handOn(read: () => void): void {
    if (this.#calls < this.#options.concurrency) read();
    else this.#turns.add(read);
  }

  /** Ends at once what is still in the air. */
  async destroy(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
