/** Names longer than this are nobody's own; in characters. */
const LONGEST = 64;

/**
 * Lets through the first names that come, and calls all later ones `other`: who names things at will must not be able to
 * make a series of a metric for each of them.
 */
export class FirstNames {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#most || name.length > LONGEST) return 'other';
    this.#known.add(name);
    return name;
  }
}
