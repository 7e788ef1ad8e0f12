import DataLoader from 'dataloader';
import { type Area, isPathSegment, type Read } from '../fivetran/endpoint.ts';
import { readOrNull } from './outcome.ts';
import type { Reader } from './reader.ts';

/**
 * Reads that are one call for each key and have no list that could answer for many: a schema config, live columns.
 * Those that are asked for at once are claimed of the budget at once, so that a batch is made whole or not at all.
 */
export class Keyed<Key, Data> {
  readonly #reader: Reader;
  readonly #readOf: (key: Key) => Read<Data>;
  readonly #loader: DataLoader<Key, Data | null, string>;

  /** The area that its reads belong to; null for one that is open to all. */
  readonly area: Area | null;

  constructor(reader: Reader, area: Area | null, readOf: (key: Key) => Read<Data>) {
    this.#reader = reader;
    this.area = area;
    this.#readOf = readOf;
    this.#loader = new DataLoader((keys) => this.#load(keys), { cacheKeyFn: (key) => readOf(key).target });
  }

  /**
   * The answer for one key, null where Fivetran has none (404); without a promise where it is cached.
   * @throws Denied, FivetranError, QuotaExceeded, BudgetExceeded
   */
  load(key: Key): Data | null | Promise<Data | null> {
    const read = this.#readOf(key);
    if (!Object.values(read.params).every(isPathSegment)) return null;
    const cached = this.#reader.peek(read);
    return cached === undefined ? this.#loader.load(key) : cached.data;
  }

  /** As `load`, for plans. */
  begin(key: Key): unknown {
    return this.load(key);
  }

  /** Whether the answer for a key costs no call now. */
  isFree(key: Key): boolean {
    const read = this.#readOf(key);
    return !Object.values(read.params).every(isPathSegment) || !this.#reader.costs(read);
  }

  /** Forgets what the operation knows: something was written. */
  forget(): void {
    this.#loader.clearAll();
  }

  async #load(keys: readonly Key[]): Promise<(Data | null | Error)[]> {
    const reads = keys.map(this.#readOf);
    this.#reader.reserveFor(...reads);
    return Promise.all(reads.map((read) => readOrNull(this.#reader, read)));
  }
}
