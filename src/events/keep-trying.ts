/** The part of a clock that is needed here. */
interface Clock {
  now(): number;
  setTimer(at: number, run: () => void): () => void;
}

export interface KeepTryingOptions {
  readonly clock: Clock;
  /** Milliseconds to wait after each attempt that has failed; after one more failure than there are waits it is given up. */
  readonly waits: readonly number[];
  /** Nothing more is tried once it fires. */
  readonly signal: AbortSignal;
  /** Told of each failure, and when the next attempt comes; undefined where there is none. Returns whether to go on. */
  readonly onFailure: (error: unknown, waitMs: number | undefined) => boolean;
}

/** Tries something until it works, within bounds. Never rejects. */
export async function keepTrying(attempt: () => Promise<void>, options: KeepTryingOptions): Promise<void> {
  const { clock, waits, signal, onFailure } = options;
  for (const wait of [...waits, undefined]) {
    if (signal.aborted) return;
    try {
      return await attempt();
    } catch (error) {
      // What fails because the server ends is nobody's concern.
      if (signal.aborted || !onFailure(error, wait) || wait === undefined) return;
      await pause(clock, wait, signal);
    }
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.setTimer(clock.now() + ms, end);
    signal.addEventListener('abort', end);
  });
}
