import DataLoader from 'dataloader';
import { callOf, type Read } from '../fivetran/endpoint.ts';
import { inBatch } from './batch.ts';
import { Gathered } from './gathered.ts';
import { type CollectionRow, type Known, LIST_FROM } from './known.ts';
import { asError, readIfThere } from './outcome.ts';
import type { Reader } from './reader.ts';

type Found<Item> = Item | null | Error;

/**
 * Items by id, gathered over a tick and answered by the fewest calls: from what the operation or the cache has, else by
 * the smaller of details calls and pages of the list (design 2, point 2).
 */
export class ById<Item extends object, Details extends Item> {
  readonly #reader: Reader;
  readonly #row: CollectionRow<Item, Details>;
  readonly #known: Known<Item>;
  readonly #items: DataLoader<string, Item | null>;
  readonly #details: Gathered<string, Details | null>;

  constructor(reader: Reader, row: CollectionRow<Item, Details>, known: Known<Item>) {
    this.#reader = reader;
    this.#row = row;
    this.#known = known;
    this.#items = new DataLoader((ids) => inBatch(row.list.name, ids, () => this.#loadItems(ids)));
    this.#details = new Gathered(
      (ids) => inBatch(row.details?.endpoint.name ?? row.list.name, ids, () => this.#beginDetails(ids)),
      (id) => id,
    );
  }

  load(id: string): Promise<Item | null> {
    return this.#items.load(id);
  }

  details(id: string): Promise<Details | null> {
    return this.#details.load(id);
  }

  /** The read of one item's details; undefined where Fivetran has no such call. */
  detailsRead(id: string): Read<Details> | undefined {
    const { details } = this.#row;
    return details && callOf(details.endpoint, { [details.param]: id });
  }

  /** Whether an item's details cost no call now. */
  isFree(id: string): boolean {
    const read = this.detailsRead(id);
    return read !== undefined && !this.#reader.costs(read);
  }

  forget(): void {
    this.#items.clearAll();
    this.#details.forget();
  }

  async #loadItems(ids: readonly string[]): Promise<Found<Item>[]> {
    const found = new Map<string, Found<Item>>();
    const missing = () =>
      ids.filter((id) => {
        if (found.has(id)) return false;
        const item = this.#known.find(id);
        if (item !== undefined) found.set(id, item);
        return item === undefined;
      });
    const cached = missing().filter((id) => this.isFree(id));
    await this.#fetchDetails(cached, found);
    try {
      await this.#walkFor(missing);
      const absent = await this.#provesAbsence(missing().length);
      await this.#fetchDetails(absent ? [] : missing(), found);
    } catch (error) {
      // A list that is refused or fails is not followed by a fan of details calls: they would fail alike.
      for (const id of missing()) found.set(id, asError(error));
    }
    return ids.map((id) => found.get(id) ?? null);
  }

  async #walkFor(missing: () => readonly string[]): Promise<void> {
    const { walk } = this.#known;
    if (walk.begun && walk.blocks.length === 0 && missing().length > 0) await walk.advance();
    for (let walked = 0; !walk.complete && this.#listIsCheaper(missing().length, walked); walked += 1) {
      await walk.advance();
    }
  }

  #listIsCheaper(wanted: number, walked: number): boolean {
    const { walk } = this.#known;
    if (wanted === 0) return false;
    if (this.#row.details === undefined) return true;
    if (walk.blocks.length === 0) return wanted >= LIST_FROM && walk.pagesLeft < wanted;
    // A walk of unknown length that finds nothing must not cost much more than the details would have.
    return walk.pagesLeft < wanted && walked < wanted;
  }

  // One fresh list of a single page proves absence; offset paging can skip a row of a longer one. A list from before the
  // operation proves nothing, but one look at it anew does, for every id that the operation will miss.
  async #provesAbsence(missing: number): Promise<boolean> {
    if (missing === 0) return false;
    const proven = await this.#known.walk.confirm();
    return proven || this.#row.details === undefined;
  }

  async #fetchDetails(ids: readonly string[], into: Map<string, Found<Item>>): Promise<void> {
    if (ids.length === 0) return;
    const items = await Promise.all(this.#beginDetails(ids).map((item) => item.catch(asError)));
    ids.forEach((id, at) => {
      const item = items[at] ?? null;
      into.set(id, item);
      if (!(item instanceof Error)) this.#known.note(id, item);
    });
  }

  #beginDetails(ids: readonly string[]): Promise<Details | null>[] {
    const reads = ids.map((id) => this.detailsRead(id));
    this.#reader.reserveFor(...reads.filter((read) => read !== undefined));
    return reads.map(async (read) => (read === undefined ? null : readIfThere(this.#reader, read)));
  }
}
