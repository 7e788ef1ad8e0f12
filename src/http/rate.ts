import { LRUCache } from 'lru-cache';

/** Keys that are remembered at once. One that falls out begins anew. */
const REMEMBERED = 20_000;
const MINUTE_MS = 60_000;

/**
 * How often something may happen for each key: so many at once, and as many a minute in the long run. One number is kept
 * for each key, the time at which it would have used up nothing.
 */
export class Rate {
  readonly #interval: number;
  readonly #now: () => number;
  readonly #due = new LRUCache<string, number>({ max: REMEMBERED });

  /** @param perMinute 0 allows any number */
  constructor(perMinute: number, now: () => number) {
    this.#interval = perMinute === 0 ? 0 : MINUTE_MS / perMinute;
    this.#now = now;
  }

  /** Seconds until one more is allowed, at least 1; undefined where it is allowed now. */
  wait(key: string): number | undefined {
    const ahead = (this.#due.get(key) ?? 0) - this.#now();
    const over = ahead - (MINUTE_MS - this.#interval);
    return this.#interval > 0 && over > 0.001 ? Math.max(1, Math.ceil(over / 1000)) : undefined;
  }

  count(key: string): void {
    if (this.#interval > 0) this.#due.set(key, Math.max(this.#due.get(key) ?? 0, this.#now()) + this.#interval);
  }
}

/** Who an address stands for: an IPv6 caller has at least 2^64 of them, so these count as one. */
export function callerOfAddress(address: string | undefined): string {
  if (address === undefined) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('%', 1)[0]?.toLowerCase().split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
