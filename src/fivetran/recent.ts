/** Remembers tags for a fixed time, in milliseconds of a clock that is handed in. */
export class Recent {
  readonly #ms: number;
  /** Absent as long as there is nothing to remember, as for most credentials. */
  #until: Map<string, number> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  note(tags: readonly string[], now: number): void {
    if (tags.length === 0) return;
    this.#until ??= new Map();
    for (const tag of tags) {
      // Kept in the order of their ends, so that what has ended stands first.
      this.#until.delete(tag);
      this.#until.set(tag, now + this.#ms);
    }
    for (const [tag, until] of this.#until) {
      if (until > now) return;
      this.#until.delete(tag);
    }
  }

  has(tags: readonly string[], now: number): boolean {
    const until = this.#until;
    if (until === undefined || until.size === 0) return false;
    return tags.some((tag) => (until.get(tag) ?? 0) > now);
  }
}
