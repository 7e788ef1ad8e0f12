/** So many failures in a row, over so long, and nothing more is sent. */
const FAILURES = 12;
const FAILING_MS = 1_000;
/** While it is open one call in this many milliseconds goes through, to see whether upstream is back. */
const PROBE_MS = 1_000;

/**
 * Keeps calls from a dead upstream: after a row of failures without any answer it refuses at once, and lets one probe
 * through a second. The first answer, of whatever status below 500, closes it. What fails all at once, because a hundred
 * connections were cut, is no row yet: it is repeated, and most likely answered.
 */
export class Circuit {
  readonly #now: () => number;
  #failures = 0;
  #failingSince = 0;
  #isOpen = false;
  #probedAt = 0;
  #asked = 0;
  #silentSince = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a call may be sent now. In the open state a `true` is the permission for one probe. */
  admits(): boolean {
    if (!this.#isOpen) return true;
    const now = this.#now();
    if (now - this.#probedAt < PROBE_MS) return false;
    this.#probedAt = now;
    return true;
  }

  get open(): boolean {
    return this.#isOpen;
  }

  /** Something was asked that is answered in a moment where all is well; the returned function ends the wait for it. */
  asked(): () => void {
    if (this.#asked === 0) this.#silentSince = this.#now();
    this.#asked += 1;
    return () => {
      this.#asked -= 1;
    };
  }

  /** For how long nothing at all has been answered though something was asked, in milliseconds. */
  get silence(): number {
    return this.#asked === 0 ? 0 : this.#now() - this.#silentSince;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isOpen = false;
    this.#silentSince = this.#now();
  }

  failed(): void {
    const now = this.#now();
    if (this.#failures === 0) this.#failingSince = now;
    this.#failures += 1;
    if (this.#isOpen || this.#failures < FAILURES || now - this.#failingSince < FAILING_MS) return;
    this.#isOpen = true;
    this.#probedAt = now;
  }
}
