import { callOf, type ListData, type Read, type ReadEndpoint } from '../fivetran/endpoint.ts';
import type { Size } from '../fivetran/partition.ts';
import type { Reader } from './reader.ts';

/** A page of a list as it came from upstream. */
export interface Block<Item> {
  readonly items: readonly Item[];
  /** Upstream's cursor of the next block; undefined at the end. */
  readonly next: string | undefined;
  /** When the request was sent, in the clock's ms. */
  readonly sentAt: number;
}

/** Gives the block of a list that begins at one of upstream's cursors; '' is the first. */
export type Blocks<Item> = (at: string) => Block<Item> | Promise<Block<Item>>;

export type Query = Readonly<Record<string, string | boolean | undefined>>;

/** The read of one block. All reads of a list ask for blocks of the same size, so that they share cache and flights. */
export function blockRead<Item>(
  reader: Reader,
  endpoint: ReadEndpoint<ListData<Item>>,
  params: Readonly<Record<string, string>>,
  query: Query,
  at: string,
): Read<ListData<Item>> {
  return callOf(endpoint, params, { ...query, limit: reader.pageSize, cursor: at === '' ? undefined : at });
}

/** The blocks of a list with its path's parameters and its filters. */
export function blocksOf<Item>(
  reader: Reader,
  endpoint: ReadEndpoint<ListData<Item>>,
  params: Readonly<Record<string, string>> = {},
  query: Query = {},
): Blocks<Item> {
  return (at) => {
    const read = blockRead(reader, endpoint, params, query, at);
    const cached = reader.peek(read);
    if (cached !== undefined) return toBlock(cached.data, cached.sentAt);
    reader.reserveFor(read);
    return reader.read(read).then((answer) => toBlock(answer.data, answer.sentAt));
  };
}

/** A page as it came, as a block. */
export function toBlock<Item>(data: ListData<Item>, sentAt: number): Block<Item> {
  return { items: data.items, next: data.next_cursor ?? undefined, sentAt };
}

/**
 * A walk through a whole list, one block after the other, as far as somebody needs it; everybody in the operation
 * shares it. How many pages the list has is remembered for later operations.
 */
export class Walk<Item> {
  readonly blocks: Block<Item>[] = [];
  complete = false;
  readonly #reader: Reader;
  readonly #endpoint: ReadEndpoint<ListData<Item>>;
  readonly #fetch: Blocks<Item>;
  #pending: Promise<void> | undefined;

  constructor(reader: Reader, endpoint: ReadEndpoint<ListData<Item>>) {
    this.#reader = reader;
    this.#endpoint = endpoint;
    this.#fetch = blocksOf(reader, endpoint);
  }

  /** Whether a block is loaded or on its way. */
  get begun(): boolean {
    return this.blocks.length > 0 || this.#pending !== undefined;
  }

  /** Pages that the list is known, or else guessed, to have beyond those that are here. */
  get pagesLeft(): number {
    if (this.complete) return 0;
    return Math.max(1, (this.size?.pages ?? 1) - this.blocks.length);
  }

  /** What is known of the whole list's size, from this walk or an earlier one. */
  get size(): Size | undefined {
    return this.#reader.partition.sizes.get(this.#endpoint.name);
  }

  /** Whether the next block costs nothing. */
  get isFree(): boolean {
    return this.begun || !this.#reader.costs(blockRead(this.#reader, this.#endpoint, {}, {}, ''));
  }

  /** Takes in the blocks that are cached, without waiting. */
  absorb(): void {
    while (!this.complete && this.#pending === undefined) {
      const cached = this.#reader.peek(blockRead(this.#reader, this.#endpoint, {}, {}, this.#position()));
      if (cached === undefined) return;
      this.#add(toBlock(cached.data, cached.sentAt));
    }
  }

  /**
   * Reads a list of a single page anew, where it came from before the operation: a fresh one proves what is absent.
   * Gives whether that is proven now.
   */
  async confirm(): Promise<boolean> {
    const [only] = this.blocks;
    if (!this.complete || only === undefined || this.blocks.length > 1) return false;
    if (only.sentAt >= this.#reader.startedAt) return true;
    const read = blockRead(this.#reader, this.#endpoint, {}, {}, '');
    this.#reader.reserve(1);
    const { data, sentAt } = await this.#reader.read(read, this.#reader.startedAt);
    this.blocks.length = 0;
    this.#add(toBlock(data, sentAt));
    return this.complete;
  }

  /** Loads one more block; where one is on its way, waits for that one. */
  advance(): Promise<void> {
    if (this.complete) return Promise.resolve();
    this.#pending ??= this.#load().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #load(): Promise<void> {
    this.#add(await this.#fetch(this.#position()));
  }

  #position(): string {
    return this.blocks.at(-1)?.next ?? '';
  }

  #add(block: Block<Item>): void {
    this.blocks.push(block);
    this.complete = block.next === undefined;
    const items = this.blocks.reduce((sum, { items }) => sum + items.length, 0);
    const pages = this.complete ? this.blocks.length : this.blocks.length + 1;
    const { sizes } = this.#reader.partition;
    const known = sizes.get(this.#endpoint.name);
    // Half way through a walk an earlier, complete one knows better.
    if (this.complete || known === undefined || known.pages < pages) {
      sizes.set(this.#endpoint.name, { items, pages, complete: this.complete });
    }
  }
}
