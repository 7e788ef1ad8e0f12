/** A gate that nobody told how long to stay shut. */
export const DEFAULT_RETRY_SECONDS = 30;

/**
 * Shuts one endpoint after a 429 that no known pool explains. When its time is over one call is let through to try; the
 * gate is lifted by any answer that is not another 429.
 */
export class Gate {
  shutUntil: number;
  lifted = false;
  #trying = false;

  constructor(shutUntil: number) {
    this.shutUntil = shutUntil;
  }

  passes(now: number): boolean {
    return this.lifted || (now >= this.shutUntil && !this.#trying);
  }

  take(): void {
    this.#trying = true;
  }

  /** The call that tried came back: refused again until `shutUntil`, answered otherwise, or never sent. */
  settle(outcome: { refusedUntil: number } | 'answered' | 'not sent'): void {
    this.#trying = false;
    if (outcome === 'answered') this.lifted = true;
    else if (outcome !== 'not sent') this.shutUntil = Math.max(this.shutUntil, outcome.refusedUntil);
  }
}
