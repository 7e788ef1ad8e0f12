/** A source of time. Everything that waits in the emulator waits on one of these, never on a timer of its own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once when `now()` has reached `at` (epoch ms). The returned function cancels it. */
  setTimer(at: number, run: () => void): () => void;
}

/** setTimeout counts milliseconds in 31 bits; a longer wait would fire at once. */
const longestTimeout = 2 ** 31 - 1;

/** The machine's clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(at, run) {
    let timeout: NodeJS.Timeout;
    const arm = () => {
      const wait = Math.max(0, at - Date.now());
      timeout = wait > longestTimeout ? setTimeout(arm, longestTimeout) : setTimeout(run, wait);
      timeout.unref();
    };
    arm();
    return () => clearTimeout(timeout);
  },
};

/** A clock whose timers can all be cancelled at once; `stop` does that, and those set later never run. */
export function stoppable(clock: Clock): { readonly clock: Clock; stop(): void } {
  const waiting = new Set<() => void>();
  let stopped = false;
  return {
    clock: {
      now: () => clock.now(),
      setTimer(at, run) {
        if (stopped) return () => {};
        const cancel = clock.setTimer(at, () => {
          waiting.delete(cancel);
          run();
        });
        waiting.add(cancel);
        return () => {
          waiting.delete(cancel);
          cancel();
        };
      },
    },
    stop() {
      stopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** @default 1 November 2026, 12:00 UTC */
  constructor(start = Date.UTC(2026, 10, 1, 12)) {
    this.#now = start;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  setTimer(at: number, run: () => void): () => void {
    const timer = { at, order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Moves the time by `ms`. Timers that come due run in the order of their times (those of the same time in the order
   * they were set), each seeing its own time as `now()`; all promises that can settle do so between two of them. Timers
   * set on the way run too when they fall inside the span.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      await turn();
    }
    this.#now = end;
    await turn();
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/** One turn of the event loop: every promise that is ready has run its callbacks. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
