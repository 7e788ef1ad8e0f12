/**
 * Shuts one endpoint after a 429 that no known pool explains. When its time is over one call is let through to try; any
 * answer that is not another 429 lifts it.
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

  /** A call goes to try. */
  take(): void {
    this.#trying = true;
  }

  /** It came back, whatever came of it. */
  settle(): void {
    this.#trying = false;
  }
}
