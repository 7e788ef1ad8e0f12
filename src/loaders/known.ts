import type { ListData, ReadEndpoint } from '../fivetran/endpoint.ts';
import type { Reader } from './reader.ts';
import { type Block, Walk } from './walk.ts';

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
 * From so many on, a page of the list is asked for instead of single things. A page of up to 1000 items is heavier than
 * a few small answers that come at once, so two calls are left two calls.
 */
export const LIST_FROM = 3;

// Derived from an immutable answer, so kept with it: operations that share it share the index. On the list itself, since
// V8's young generation takes every value of a WeakMap for alive, and each list that was read would grow old by that.
const INDEX = Symbol('index');
const PARTS = Symbol('parts');

interface List<Item> extends ReadonlyArray<Item> {
  [INDEX]?: Map<string, Item>;
  [PARTS]?: Map<string, Item[]>;
}

/** What one operation knows of a resource: items that it has met, and the list as far as it was walked. */
export class Known<Item extends object> {
  readonly row: CollectionRow<Item>;
  readonly #reader: Reader;
  #items = new Map<string, Item | null>();
  #walk: Walk<Item>;

  constructor(reader: Reader, row: CollectionRow<Item>) {
    this.#reader = reader;
    this.row = row;
    this.#walk = new Walk(reader, row.list);
  }

  /** The walk through the whole list, as far as it has come. */
  get walk(): Walk<Item> {
    return this.#walk;
  }

  /** The same, with what the cache has of the list. */
  get cachedWalk(): Walk<Item> {
    if (!this.#walk.begun) this.#walk.absorb();
    return this.#walk;
  }

  /** An item by its id; null where it is known that there is none; undefined where nothing is known. */
  find(id: string): Item | null | undefined {
    const known = this.#items.get(id);
    if (known !== undefined) return known;
    for (const { items } of this.cachedWalk.blocks) {
      const item = this.#indexOf(items).get(id);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  note(id: string, item: Item | null): void {
    this.#items.set(id, item);
  }

  /** The items of one parent, of a list that was walked to its end. */
  partOf(parent: string): Block<Item> {
    const { blocks } = this.#walk;
    const parts = blocks.map(({ items }) => this.#partsOf(items).get(parent) ?? []);
    const [only = []] = parts;
    const sentAt = Math.min(...blocks.map((block) => block.sentAt));
    return { items: parts.length === 1 ? only : parts.flat(), next: undefined, sentAt };
  }

  /** Blocks whose items are noted as they pass. */
  noting<At>(blocks: (at: At) => Block<Item> | Promise<Block<Item>>): typeof blocks {
    const note = (block: Block<Item>) => {
      for (const item of block.items) this.#items.set(this.row.idOf(item), item);
      return block;
    };
    return (at) => {
      const block = blocks(at);
      return block instanceof Promise ? block.then(note) : note(block);
    };
  }

  forget(): void {
    this.#items = new Map();
    this.#walk = new Walk(this.#reader, this.row.list);
  }

  #indexOf(items: List<Item>): Map<string, Item> {
    items[INDEX] ??= new Map(items.map((item) => [this.row.idOf(item), item]));
    return items[INDEX];
  }

  #partsOf(items: List<Item>): Map<string, Item[]> {
    items[PARTS] ??= Map.groupBy(items, (item) => this.row.part?.parentOf(item) ?? '');
    return items[PARTS];
  }
}
