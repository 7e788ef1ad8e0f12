import type { ListData, ReadEndpoint } from '../fivetran/endpoint.ts';
import { isPathSegment } from '../fivetran/endpoint.ts';
import type { Reader } from './reader.ts';
import { type Blocks, blockRead, blocksOf, type Query } from './walk.ts';

/** Lists that each parent has of its own, and that no list of the account could answer for: one call a parent. */
export class ListByParent<Item> {
  readonly #reader: Reader;
  readonly #endpoint: ReadEndpoint<ListData<Item>>;
  readonly #param: string;

  /** @param param the path's parameter that takes the parent's id */
  constructor(reader: Reader, endpoint: ReadEndpoint<ListData<Item>>, param: string) {
    this.#reader = reader;
    this.#endpoint = endpoint;
    this.#param = param;
  }

  /** The blocks of one parent's list, or of what Fivetran's own filters leave of it. */
  blocks(parent: string, query: Query = {}): Blocks<Item> {
    return blocksOf(this.#reader, this.#endpoint, { [this.#param]: parent }, query);
  }

  begin(parent: string, query: Query = {}): unknown {
    return this.blocks(parent, query)('');
  }

  /** Whether the first page of a parent's list costs no call now. */
  isFree(parent: string, query: Query = {}): boolean {
    if (!isPathSegment(parent)) return true;
    return !this.#reader.costs(blockRead(this.#reader, this.#endpoint, { [this.#param]: parent }, query, ''));
  }

  get area() {
    return this.#endpoint.area;
  }
}
