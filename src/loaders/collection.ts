import DataLoader from 'dataloader';
import { type Area, callOf, isPathSegment, type ListData, type Read, type ReadEndpoint } from '../fivetran/endpoint.ts';
import { NotFound } from '../fivetran/errors.ts';
import type { Size } from '../fivetran/partition.ts';
import type { Reader } from './reader.ts';
import { type Block, type Blocks, blockRead, blocksOf, type Query, Walk } from './walk.ts';

/** How a resource is read: the list of all, the details of one, and lists of the part that belongs to a parent. */
export interface CollectionRow<Item extends object, Details extends Item = Item> {
  readonly list: ReadEndpoint<ListData<Item>>;
  readonly idOf: (item: Item) => string;
  /** Absent where Fivetran has no details call (roles): then the list alone says what exists. */
  readonly details?: { readonly endpoint: ReadEndpoint<Details>; readonly param: string };
  /** Lists of the items of one parent, and which parent an item has. */
  readonly part?: {
    readonly endpoint: ReadEndpoint<ListData<Item>>;
    readonly param: string;
    readonly parentOf: (item: Item) => string | null | undefined;
  };
}

/**
 * From so many ids on, a page of the list is asked for instead of their details. A page of up to 1000 items is heavier
 * than a few small answers that come at once, so two calls are left two calls.
 */
export const LIST_FROM = 3;

// Derived from an immutable answer, so kept as long as the answer is: operations that share it share the index.
const indexes = new WeakMap<readonly object[], Map<string, object>>();
const partitions = new WeakMap<readonly object[], Map<string, object[]>>();

/**
 * One resource in one operation. Loads by id are gathered and answered by the fewest calls: from what the operation or
 * the cache has, else by the smaller of details calls and pages of the list (design 2, point 2).
 */
export class Collection<Item extends object, Details extends Item = Item> {
  readonly #reader: Reader;
  readonly #row: CollectionRow<Item, Details>;
  #known = new Map<string, Item | null>();
  #walk: Walk<Item>;
  #byId: DataLoader<string, Item | null>;
  #byParent: DataLoader<string, Block<Item>>;
  #details: DataLoader<string, Details | null>;

  constructor(reader: Reader, row: CollectionRow<Item, Details>) {
    this.#reader = reader;
    this.#row = row;
    this.#walk = new Walk(reader, row.list);
    this.#byId = new DataLoader((ids) => this.#loadByIds(ids));
    this.#byParent = new DataLoader((parents) => this.#loadParts(parents));
    this.#details = new DataLoader((ids) => this.#loadDetails(ids));
  }

  /**
   * One item as lists have it; null where there is none. Without a promise where it is known already.
   * @throws Denied, FivetranError, QuotaExceeded, BudgetExceeded
   */
  load(id: string): Item | null | Promise<Item | null> {
    if (!isPathSegment(id)) return null;
    const known = this.#find(id);
    return known !== undefined ? known : this.#byId.load(id);
  }

  /** One item with the fields that only its details call has; null where there is none. */
  details(id: string): Promise<Details | null> {
    return isPathSegment(id) ? this.#details.load(id) : Promise.resolve(null);
  }

  /** One item's details as they are now, whatever the cache has; null where there is none. */
  async current(id: string): Promise<Details | null> {
    const read = isPathSegment(id) ? this.#detailsRead(id) : undefined;
    if (read === undefined) return null;
    this.#reader.reserve(1);
    const details = await readOrNull(this.#reader, read, this.#reader.startedAt);
    if (details instanceof Error) throw details;
    return details;
  }

  /** Every item that upstream's own filters leave of the list, as it is now, whatever the cache has. */
  async *currentList(query: Query = {}): AsyncGenerator<Item> {
    for (let at: string | undefined = ''; at !== undefined; ) {
      this.#reader.reserve(1);
      const read: Read<ListData<Item>> = blockRead(this.#reader, this.#row.list, {}, query, at);
      const { data }: { data: ListData<Item> } = await this.#reader.read(read, this.#reader.startedAt);
      yield* data.items;
      at = data.next_cursor ?? undefined;
    }
  }

  /** The blocks of the whole list, or of what upstream's own filters leave of it. */
  blocks(query: Query = {}): Blocks<Item> {
    return this.#remembering(blocksOf(this.#reader, this.#row.list, {}, query));
  }

  /** The blocks of one parent's part. The first is gathered with those of other parents. */
  part(parent: string, query: Query = {}): Blocks<Item> {
    const { part } = this.#row;
    if (part === undefined) throw new TypeError(`${this.#row.list.name} has no lists by parent`);
    const own = this.#remembering(blocksOf(this.#reader, part.endpoint, { [part.param]: parent }, query));
    const filtered = Object.values(query).some((value) => value !== undefined);
    return (at) => (at === '' && !filtered ? this.#firstOfPart(parent) : own(at));
  }

  /** Begins to read the list, since much of it will be needed; what it costs beyond the first page is decided later. */
  expectMany(): void {
    if (this.#walk.begun || this.#walk.complete) return;
    this.#walk.absorb();
    if (!this.#walk.begun) this.#walk.advance().catch(() => {});
  }

  // ---- for plans

  /** What is known of the size of the list. */
  get size(): Size | undefined {
    return this.#walk.size;
  }

  /** Whether one item can be read by itself. */
  get hasDetails(): boolean {
    return this.#row.details !== undefined;
  }

  get listIsFree(): boolean {
    return this.#walk.isFree;
  }

  /** Whether an item costs no call now. */
  itemIsFree(id: string): boolean {
    return !isPathSegment(id) || this.#find(id) !== undefined || this.#isCached(id);
  }

  /** Whether the details of an item cost no call now. */
  detailsAreFree(id: string): boolean {
    return !isPathSegment(id) || this.#isCached(id);
  }

  /** Whether the first page of a parent's part costs no call now. */
  partIsFree(parent: string): boolean {
    const { part } = this.#row;
    if (part === undefined) return true;
    if (!this.#walk.begun) this.#walk.absorb();
    return (
      this.#walk.complete ||
      !this.#reader.costs(blockRead(this.#reader, part.endpoint, { [part.param]: parent }, {}, ''))
    );
  }

  get area(): Area | null {
    return this.#row.list.area;
  }

  /** Forgets what the operation knows: something was written. */
  forget(): void {
    this.#known = new Map();
    this.#walk = new Walk(this.#reader, this.#row.list);
    this.#byId.clearAll();
    this.#byParent.clearAll();
    this.#details.clearAll();
  }

  // ---- by id

  #find(id: string): Item | null | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (!this.#walk.begun) this.#walk.absorb();
    return this.#inBlocks(id);
  }

  #inBlocks(id: string): Item | undefined {
    for (const block of this.#walk.blocks) {
      const item = this.#indexOf(block.items).get(id);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  #indexOf(items: readonly Item[]): Map<string, Item> {
    let index = indexes.get(items);
    if (index === undefined) {
      index = new Map(items.map((item) => [this.#row.idOf(item), item]));
      indexes.set(items, index);
    }
    return index as Map<string, Item>;
  }

  async #loadByIds(ids: readonly string[]): Promise<(Item | null | Error)[]> {
    const found = new Map<string, Item | null | Error>();
    const settle = (id: string) => {
      const item = this.#find(id);
      if (item !== undefined) found.set(id, item);
    };
    const missing = () => {
      for (const id of ids) if (!found.has(id)) settle(id);
      return ids.filter((id) => !found.has(id));
    };
    const cached = this.#row.details === undefined ? [] : missing().filter((id) => this.#isCached(id));
    await this.#fetchDetails(cached, found);
    try {
      await this.#walkFor(missing);
    } catch (error) {
      // A list that is refused or fails is not followed by a fan of details calls: they would fail alike.
      for (const id of missing()) found.set(id, asError(error));
    }
    try {
      const absent = await this.#provesAbsence(missing().length);
      await this.#fetchDetails(absent ? [] : missing(), found);
    } catch (error) {
      for (const id of missing()) found.set(id, asError(error));
    }
    for (const id of missing()) found.set(id, null);
    return ids.map((id) => found.get(id) ?? null);
  }

  async #walkFor(missing: () => readonly string[]): Promise<void> {
    if (this.#walk.begun && this.#walk.blocks.length === 0 && missing().length > 0) await this.#walk.advance();
    for (let walked = 0; !this.#walk.complete && this.#listIsCheaper(missing().length, walked); walked += 1) {
      await this.#walk.advance();
    }
  }

  #listIsCheaper(wanted: number, walked: number): boolean {
    if (wanted === 0) return false;
    if (this.#row.details === undefined) return true;
    if (this.#walk.blocks.length === 0) return wanted >= LIST_FROM && this.#walk.pagesLeft < wanted;
    // A walk of unknown length that finds nothing must not cost much more than the details would have.
    return this.#walk.pagesLeft < wanted && walked < wanted;
  }

  // One fresh list of a single page proves absence; offset paging can skip a row of a longer one. A list from before the
  // operation proves nothing, but one look at it anew does, for every id that the operation will miss.
  async #provesAbsence(missing: number): Promise<boolean> {
    if (missing === 0) return false;
    const proven = await this.#walk.confirm();
    return proven || !this.hasDetails;
  }

  #detailsRead(id: string): Read<Details> | undefined {
    const { details } = this.#row;
    return details && callOf(details.endpoint, { [details.param]: id });
  }

  #isCached(id: string): boolean {
    const read = this.#detailsRead(id);
    return read !== undefined && !this.#reader.costs(read);
  }

  async #fetchDetails(ids: readonly string[], into: Map<string, Item | null | Error>): Promise<void> {
    if (ids.length === 0) return;
    const items = await this.#loadDetails(ids);
    ids.forEach((id, at) => {
      const item = items[at] ?? null;
      into.set(id, item);
      if (!(item instanceof Error)) this.#known.set(id, item);
    });
  }

  async #loadDetails(ids: readonly string[]): Promise<(Details | null | Error)[]> {
    const reads = ids.map((id) => this.#detailsRead(id));
    this.#reader.reserveFor(...reads.filter((read) => read !== undefined));
    return Promise.all(reads.map((read) => (read === undefined ? null : readOrNull(this.#reader, read))));
  }

  // ---- by parent

  #firstOfPart(parent: string): Block<Item> | Promise<Block<Item>> {
    if (!this.#walk.begun) this.#walk.absorb();
    return this.#walk.complete ? this.#partOf(parent) : this.#byParent.load(parent);
  }

  async #loadParts(parents: readonly string[]): Promise<(Block<Item> | Error)[]> {
    const { part } = this.#row;
    if (part === undefined) throw new TypeError(`${this.#row.list.name} has no lists by parent`);
    const read = (parent: string) => blockRead(this.#reader, part.endpoint, { [part.param]: parent }, {}, '');
    const costly = parents.filter((parent) => this.#reader.costs(read(parent))).length;
    let walked = 0;
    while (!this.#walk.complete && this.#wholeIsCheaper(costly, walked)) {
      await this.#walk.advance();
      walked += 1;
    }
    if (this.#walk.complete) return parents.map((parent) => this.#partOf(parent));
    this.#reader.reserveFor(...parents.map(read));
    const own = this.#remembering(async (parent: string) => {
      const { data, sentAt } = await this.#reader.read(read(parent));
      return { items: data.items, next: data.next_cursor ?? undefined, sentAt };
    });
    return Promise.all(parents.map(async (parent) => own(parent)).map((block) => block.catch(asError)));
  }

  #wholeIsCheaper(parents: number, walked: number): boolean {
    if (parents === 0) return false;
    if (this.#walk.begun && this.#walk.blocks.length === 0) return true;
    if (this.#walk.blocks.length === 0) return parents >= LIST_FROM && this.#walk.pagesLeft < parents;
    return this.#walk.pagesLeft < parents && walked < parents;
  }

  #partOf(parent: string): Block<Item> {
    const items: Item[] = [];
    let sentAt = Number.POSITIVE_INFINITY;
    for (const block of this.#walk.blocks) {
      sentAt = Math.min(sentAt, block.sentAt);
      const part = this.#partitionOf(block.items).get(parent);
      if (this.#walk.blocks.length === 1) return { items: part ?? [], next: undefined, sentAt };
      if (part) items.push(...part);
    }
    return { items, next: undefined, sentAt };
  }

  #partitionOf(items: readonly Item[]): Map<string, Item[]> {
    let partition = partitions.get(items);
    if (partition === undefined) {
      partition = Map.groupBy(items, (item) => this.#row.part?.parentOf(item) ?? '') as Map<string, object[]>;
      partitions.set(items, partition);
    }
    return partition as Map<string, Item[]>;
  }

  // ---- memory of the operation

  #remembering<Key>(blocks: (at: Key) => Block<Item> | Promise<Block<Item>>): typeof blocks {
    const note = (block: Block<Item>) => {
      for (const item of block.items) this.#known.set(this.#row.idOf(item), item);
      return block;
    };
    return (at) => {
      const block = blocks(at);
      return block instanceof Promise ? block.then(note) : note(block);
    };
  }
}

/** Reads one thing; null where Fivetran says that there is none; an error is returned, not thrown. */
export async function readOrNull<Data>(reader: Reader, read: Read<Data>, since = 0): Promise<Data | null | Error> {
  try {
    return (await reader.read(read, since)).data;
  } catch (error) {
    return error instanceof NotFound ? null : asError(error);
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
