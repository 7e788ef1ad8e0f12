import DataLoader from 'dataloader';
import type { ListData, Read } from '../fivetran/endpoint.ts';
import { inBatch } from './batch.ts';
import { type Known, LIST_FROM } from './known.ts';
import { asError } from './outcome.ts';
import type { Reader } from './reader.ts';
import { type Block, type Blocks, blockRead, blocksOf, type Query, toBlock } from './walk.ts';

/**
 * Parts of a list by parent, gathered over a tick: the list of all answers for many parents, the parents' own lists for
 * few (design 2, point 2).
 */
export class ByParent<Item extends object> {
  readonly #reader: Reader;
  readonly #known: Known<Item>;
  readonly #first: DataLoader<string, Block<Item>>;

  constructor(reader: Reader, known: Known<Item>) {
    this.#reader = reader;
    this.#known = known;
    this.#first = new DataLoader((parents) => inBatch(this.#part.endpoint.name, parents, () => this.#load(parents)));
  }

  /** The blocks of one parent's part, or of what upstream's own filters leave of it. */
  blocks(parent: string, query: Query): Blocks<Item> {
    const { endpoint, param } = this.#part;
    const own = this.#known.noting(blocksOf(this.#reader, endpoint, { [param]: parent }, query));
    const filtered = Object.values(query).some((value) => value !== undefined);
    return (at) => (at === '' && !filtered ? this.#firstOf(parent) : own(at));
  }

  /** Whether the first block of a parent's part costs no call now. */
  isFree(parent: string): boolean {
    return this.#known.cachedWalk.complete || !this.#reader.costs(this.#read(parent));
  }

  forget(): void {
    this.#first.clearAll();
  }

  get #part() {
    const { part, list } = this.#known.row;
    if (part === undefined) throw new TypeError(`${list.name} has no lists by parent`);
    return part;
  }

  #read(parent: string): Read<ListData<Item>> {
    const { endpoint, param } = this.#part;
    return blockRead(this.#reader, endpoint, { [param]: parent }, {}, '');
  }

  #firstOf(parent: string): Block<Item> | Promise<Block<Item>> {
    return this.#known.cachedWalk.complete ? this.#known.partOf(parent) : this.#first.load(parent);
  }

  async #load(parents: readonly string[]): Promise<(Block<Item> | Error)[]> {
    const { walk } = this.#known;
    for (let walked = 0; !walk.complete && this.#wholeIsCheaper(parents, walked); walked += 1) await walk.advance();
    if (walk.complete) return parents.map((parent) => this.#known.partOf(parent));
    this.#reader.reserveFor(...parents.map((parent) => this.#read(parent)));
    const own = this.#known.noting(async (parent: string) => {
      const { data, sentAt } = await this.#reader.read(this.#read(parent));
      return toBlock(data, sentAt);
    });
    return Promise.all(parents.map(async (parent) => own(parent)).map((block) => block.catch(asError)));
  }

  #wholeIsCheaper(parents: readonly string[], walked: number): boolean {
    const { walk } = this.#known;
    if (walk.blocks.length > 0) return this.#cost(parents, Math.max(walked, walk.pagesLeft) + 1);
    return this.#cost(parents, walk.begun ? 1 : Math.max(LIST_FROM, walk.pagesLeft + 1));
  }

  /** Whether the parts of these parents cost so many calls, or more. */
  #cost(parents: readonly string[], calls: number): boolean {
    let costly = 0;
    return parents.some((parent) => {
      if (this.#reader.costs(this.#read(parent))) costly += 1;
      return costly >= calls;
    });
  }
}
