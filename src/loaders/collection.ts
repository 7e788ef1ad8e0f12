import { type Area, isPathSegment } from '../fivetran/endpoint.ts';
import type { Size } from '../fivetran/partition.ts';
import { ById } from './by-id.ts';
import { ByParent } from './by-parent.ts';
import { Current } from './current.ts';
import { type CollectionRow, Known } from './known.ts';
import type { Reader } from './reader.ts';
import { type Blocks, blocksOf, type Query } from './walk.ts';

/** One resource in one operation: its items by id, its list, and its parts by parent. */
export class Collection<Item extends object, Details extends Item = Item> {
  readonly #reader: Reader;
  readonly #row: CollectionRow<Item, Details>;
  readonly #known: Known<Item>;
  readonly #byId: ById<Item, Details>;
  readonly #byParent: ByParent<Item>;
  /** Items as they are now, whatever the cache has. */
  readonly current: Current<Item, Details>;

  constructor(reader: Reader, row: CollectionRow<Item, Details>) {
    this.#reader = reader;
    this.#row = row;
    this.#known = new Known(reader, row);
    this.#byId = new ById(reader, row, this.#known);
    this.#byParent = new ByParent(reader, this.#known);
    this.current = new Current(reader, row);
  }

  /**
   * One item as lists have it; null where there is none. Without a promise where it is known already.
   * @throws Denied, FivetranError, QuotaExceeded, BudgetExceeded
   */
  load(id: string): Item | null | Promise<Item | null> {
    if (!isPathSegment(id)) return null;
    const known = this.#known.find(id);
    return known !== undefined ? known : this.#byId.load(id);
  }

  /** One item with the fields that only its details call has; null where there is none. */
  details(id: string): Promise<Details | null> {
    return isPathSegment(id) ? this.#byId.details(id) : Promise.resolve(null);
  }

  /** The blocks of the whole list, or of what upstream's own filters leave of it. */
  blocks(query: Query = {}): Blocks<Item> {
    return this.#known.noting(blocksOf(this.#reader, this.#row.list, {}, query));
  }

  /** The blocks of one parent's part. The first is gathered with those of other parents. */
  part(parent: string, query: Query = {}): Blocks<Item> {
    return this.#byParent.blocks(parent, query);
  }

  /** Begins to read the list, since much of it will be needed; what it costs beyond the first page is decided later. */
  expectMany(): void {
    const walk = this.#known.cachedWalk;
    if (!walk.begun) walk.advance().catch(() => {});
  }

  // ---- for plans

  get area(): Area | null {
    return this.#row.list.area;
  }

  /** What is known of the size of the list. */
  get size(): Size | undefined {
    return this.#known.walk.size;
  }

  /** Whether one item can be read by itself. */
  get hasDetails(): boolean {
    return this.#row.details !== undefined;
  }

  get listIsFree(): boolean {
    return this.#known.walk.isFree;
  }

  /** Whether an item costs no call now. */
  itemIsFree(id: string): boolean {
    return !isPathSegment(id) || this.#known.find(id) !== undefined || this.#byId.isFree(id);
  }

  /** Whether the details of an item cost no call now. */
  detailsAreFree(id: string): boolean {
    return !isPathSegment(id) || this.#byId.isFree(id);
  }

  /** Whether the first page of a parent's part costs no call now. */
  partIsFree(parent: string): boolean {
    return !isPathSegment(parent) || this.#byParent.isFree(parent);
  }

  /** Forgets what the operation knows: something was written. */
  forget(): void {
    this.#known.forget();
    this.#byId.forget();
    this.#byParent.forget();
  }
}
