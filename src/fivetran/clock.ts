/**
 * Time as a parameter: whoever waits or measures is given a clock, so that tests turn its hands themselves.
 */
export interface Clock {
  /** Milliseconds that never run backwards. The origin is the Unix epoch, so that a time can also be shown. */
  now(): number;
  /** Calls `run` once `now()` has reached `at` (at once, but never synchronously, if it has passed). Returns its cancellation. */
  setTimer(at: number, run: () => void): () => void;
}

/** A longer delay would overflow in `setTimeout` and fire at once: it is waited out in parts. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * The process's own clock. The wall clock is read once, at the start, and then counted on monotonically: a step of the
 * wall clock must not open or close a quota window.
 */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimer(at, run) {
    let timer: NodeJS.Timeout;
    // A timer may also be a hair early; what was asked for is that the time has come.
    const wait = () => {
      const delay = Math.min(Math.max(0, Math.ceil(at - systemClock.now())), LONGEST_DELAY_MS);
      timer = setTimeout(() => (systemClock.now() >= at ? run() : wait()), delay);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
