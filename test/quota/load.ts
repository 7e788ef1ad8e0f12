import type { AcquireRequest, Quota } from '../../src/fivetran/quota.ts';
import { QuotaExceeded } from '../../src/fivetran/quota-errors.ts';
import type { ManualClock } from './manual-clock.ts';
import type { Upstream } from './upstream.ts';

/** What became of a caller's calls. */
export interface Tally {
  answered: number;
  refusedByUpstream: number;
  refusedHere: number;
  /** Refusals without a time to try again. */
  withoutRetry: number;
}

export interface LoadOptions {
  readonly clock: ManualClock;
  readonly quota: Quota;
  readonly upstream: Upstream;
  /** Milliseconds from the sending of a call to its counting, and from there to the arrival of its answer. */
  readonly latency: () => readonly [number, number];
  /** Upstream's names of the windows that a call draws on. */
  readonly windows?: (request: AcquireRequest) => readonly string[];
}

/** Makes calls through the limiter against the model of upstream, and counts what becomes of them. */
export class Load {
  readonly tallies = new Map<string, Tally>();
  readonly #options: LoadOptions;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  tally(client: string): Tally {
    const tally = this.tallies.get(client) ?? { answered: 0, refusedByUpstream: 0, refusedHere: 0, withoutRetry: 0 };
    this.tallies.set(client, tally);
    return tally;
  }

  async call(request: AcquireRequest): Promise<void> {
    const { clock, quota, upstream, latency, windows } = this.#options;
    const tally = this.tally(request.client);
    try {
      const permit = await quota.acquire(request);
      const [there, back] = latency();
      await new Promise<void>((resolve) => clock.setTimer(clock.now() + there, resolve));
      const answer = upstream.call(windows?.(request) ?? ['requests'], clock.now());
      await new Promise<void>((resolve) => clock.setTimer(clock.now() + back, resolve));
      permit.settle({ status: answer.status, headers: answer.headers, sent: true });
      if (answer.status === 429) tally.refusedByUpstream++;
      else tally.answered++;
    } catch (error) {
      if (!(error instanceof QuotaExceeded)) throw error;
      tally.refusedHere++;
      if (!(error.retryAfterSeconds >= 1)) tally.withoutRetry++;
    }
  }

  /** Calls `make` evenly, so many times a second, for so many milliseconds from now. */
  every(perSecond: number, ms: number, make: (n: number) => void): void {
    const { clock } = this.#options;
    const start = clock.now();
    const next = (n: number) => {
      const at = start + (n * 1000) / perSecond;
      if (at - start >= ms) return;
      clock.setTimer(at, () => {
        make(n);
        next(n + 1);
      });
    };
    next(0);
  }
}
