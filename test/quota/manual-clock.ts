import type { Clock } from '../../src/fivetran/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock whose hands the test turns. Timers run in order of time; what they resolve runs before the next one. */
export class ManualClock implements Clock {
  #now: number;
  /** Latest first, so that the next one is popped. */
  readonly #timers: Timer[] = [];

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  get timers(): number {
    return this.#timers.length;
  }

  setTimer(at: number, run: () => void): () => void {
    const timer = { at: Math.max(at, this.#now), run };
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle]?.at ?? 0) > timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return () => {
      const place = this.#timers.indexOf(timer);
      if (place >= 0) this.#timers.splice(place, 1);
    };
  }

  /** Lets so many milliseconds pass. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const next = this.#timers.at(-1);
      if (next === undefined || next.at > end) break;
      this.#timers.pop();
      this.#now = next.at;
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** Lets promises that are resolved run their reactions, a few steps deep. */
export async function settled(): Promise<void> {
  for (let step = 0; step < 4; step++) await null;
}
