/** Somebody who has something to send. */
export interface Sender {
  /** Sends what is there, as far as that is possible now. */
  deliver(): void;
}

/**
 * When many receivers are served. All who have something to send do so in one round, a turn of the event loop after the
 * first has said so, and the next round begins no sooner than the last one took: under load at most half of the time goes
 * into rounds, and each of them brings a receiver more at once, which takes hardly longer than one message alone.
 */
export class Rounds {
  #ready = new Set<Sender>();
  #isPlanned = false;
  #notBefore = 0;

  add(sender: Sender): void {
    this.#ready.add(sender);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) setTimeout(() => this.#run(), wait);
    else setImmediate(() => this.#run());
  }

  #run(): void {
    const begun = performance.now();
    const senders = this.#ready;
    this.#ready = new Set();
    this.#isPlanned = false;
    for (const sender of senders) sender.deliver();
    const now = performance.now();
    this.#notBefore = now + (now - begun);
  }
}
