/** Room for so many at once, and for so many of each. */
export class Places {
  readonly #most: number;
  readonly #mostOfEach: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostOfEach: number) {
    this.#most = most;
    this.#mostOfEach = mostOfEach;
  }

  /** Takes a place; gives what leaves it again, or undefined where there is none. */
  take(key: string): (() => void) | undefined {
    const taken = this.#taken.get(key) ?? 0;
    if (this.#all >= this.#most || taken >= this.#mostOfEach) return undefined;
    this.#all += 1;
    this.#taken.set(key, taken + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#all -= 1;
      const rest = (this.#taken.get(key) ?? 1) - 1;
      if (rest === 0) this.#taken.delete(key);
      else this.#taken.set(key, rest);
    };
  }
}
