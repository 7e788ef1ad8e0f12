import { callOf, isPathSegment, type ListData, type Read } from '../fivetran/endpoint.ts';
import { type CollectionRow, LIST_FROM } from './known.ts';
import { readIfThere } from './outcome.ts';
import type { Reader } from './reader.ts';
import { blockRead, type Query } from './walk.ts';

/** A resource's items as they are now, whatever the cache has: what writes are decided by. */
export class Current<Item extends object, Details extends Item = Item> {
  readonly #reader: Reader;
  readonly #row: CollectionRow<Item, Details>;

  constructor(reader: Reader, row: CollectionRow<Item, Details>) {
    this.#reader = reader;
    this.#row = row;
  }

  /** One item's details; null where there is none. */
  async one(id: string): Promise<Details | null> {
    const read = this.#detailsRead(id);
    if (read === undefined) return null;
    this.#reader.reserve(1);
    return readIfThere(this.#reader, read, this.#reader.startedAt);
  }

  /**
   * Items by their ids; those that are not there are absent. Costs the smaller of a call each and the pages of the list.
   * Of what was written a moment ago the write's answer tells: the list may not show it yet.
   */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    for (const id of ids) {
      const told = this.#justTold(id);
      if (told !== undefined) found.set(id, told);
    }
    const wanted = new Set(ids.filter((id) => !found.has(id)));
    if (wanted.size >= LIST_FROM) {
      for await (const item of this.list()) {
        if (wanted.delete(this.#row.idOf(item))) found.set(this.#row.idOf(item), item);
        if (wanted.size === 0) break;
      }
    }
    // What the list lacks may have come a moment ago, or have been skipped by a walk.
    const rest = await Promise.all([...wanted].map((id) => this.one(id)));
    for (const item of rest) if (item !== null) found.set(this.#row.idOf(item), item);
    return found;
  }

  /**
   * Every item that upstream's own filters leave of the list.
   * @param since how old it may be (the clock's ms). @default as old as the operation
   */
  async *list(query: Query = {}, since = this.#reader.startedAt): AsyncGenerator<Item> {
    for (let at: string | undefined = ''; at !== undefined; ) {
      this.#reader.reserve(1);
      const read: Read<ListData<Item>> = blockRead(this.#reader, this.#row.list, {}, query, at);
      const { data }: { data: ListData<Item> } = await this.#reader.read(read, since);
      for (const item of data.items) yield this.#justTold(this.#row.idOf(item)) ?? item;
      at = data.next_cursor ?? undefined;
    }
  }

  #justTold(id: string): Item | undefined {
    const read = this.#detailsRead(id);
    const { partition } = this.#reader;
    if (read === undefined || !partition.isJustWritten(read.endpoint.tags(read.params))) return undefined;
    return partition.told(read);
  }

  #detailsRead(id: string): Read<Details> | undefined {
    const { details } = this.#row;
    return details && isPathSegment(id) ? callOf(details.endpoint, { [details.param]: id }) : undefined;
  }
}
