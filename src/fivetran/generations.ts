/**
 * Counts how often each tag was killed. A read notes the stamp of its tags when it begins; it may be kept, joined or
 * served only while the stamp is still the same. So nothing that was read before a write outlives it, not even a read
 * that was in the air.
 */
export class Generations {
  readonly #counts = new Map<string, number>();
  #total = 0;
  #all = 0;

  /** A number that changes whenever one of the tags is killed. Counts only grow, so their sum tells any change. */
  stamp(tags: readonly string[]): number {
    let sum = this.#all;
    for (const tag of tags) sum += this.#counts.get(tag) ?? 0;
    return sum;
  }

  kill(tags: readonly string[]): void {
    this.#total += 1;
    for (const tag of tags) this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
  }

  /** Whatever was read before is of no use any more, and neither is what is still in the air. */
  killAll(): void {
    this.#total += 1;
    this.#all += 1;
  }

  /** How many kills there were in all: while it stands still, nothing here has changed. */
  get total(): number {
    return this.#total;
  }
}
