import { adjectives, nouns } from './seed/words.ts';

/** A 32-bit hash of a text (FNV-1a), to derive one stream of random numbers from another by name. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Random numbers that are a pure function of the seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= result < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer, 0 <= result < below. */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const picked = list[this.integer(list.length)];
    if (picked === undefined) throw new RangeError('cannot pick from an empty list');
    return picked;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.integer(16).toString(16);
    return text;
  }

  uuid(): string {
    const digits = this.hex(32);
    const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) % 4);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }
}

/** Ids as Fivetran makes them: two words joined by an underscore, unique within one account. */
export class Slugs {
  readonly #used = new Set<string>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  take(): string {
    for (let attempt = 0; ; attempt++) {
      const words = [this.#random.pick(adjectives), this.#random.pick(nouns)];
      // A large account would otherwise spend its time finding a pair that is still free.
      if (attempt > 4) words.splice(1, 0, this.#random.pick(adjectives));
      const slug = words.join('_');
      if (this.#used.has(slug)) continue;
      this.#used.add(slug);
      return slug;
    }
  }
}
