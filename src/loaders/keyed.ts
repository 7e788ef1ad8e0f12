import { type Area, isPathSegment, type Read } from '../fivetran/endpoint.ts';
import { inBatch } from './batch.ts';
import { Gathered } from './gathered.ts';
import { readIfThere } from './outcome.ts';
import type { Reader } from './reader.ts';

/**
 * Reads that are one call for each key and have no list that could answer for many: a schema config, live columns.
 * Those that are asked for at once are claimed of the budget at once, so that a batch is made whole or not at all.
 */
export class Keyed<Key, Data> {
  readonly #reader: Reader;
  readonly #readOf: (key: Key) => Read<Data>;
  readonly #loader: Gathered<Key, Data | null>;

  /** The area that its reads belong to; null for one that is open to all. */
  readonly area: Area | null;

  constructor(reader: Reader, area: Area | null, readOf: (key: Key) => Read<Data>) {
    this.#reader = reader;
    this.area = area;
    this.#readOf = readOf;
    this.#loader = new Gathered(
      (keys) => this.#begin(keys),
      (key) => readOf(key).target,
    );
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
    this.#loader.forget();
  }

  #begin(keys: readonly Key[]): Promise<Data | null>[] {
    const reads = keys.map(this.#readOf);
    this.#reader.reserveFor(...reads);
    return inBatch(reads[0]?.endpoint.name ?? '', keys, () => reads.map((read) => readIfThere(this.#reader, read)));
  }
}
