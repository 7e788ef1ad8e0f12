import type { Demand, Resource } from './reads.ts';

/** A number of calls or things; null where there is no bound. */
export type Bound = number | null;

/** What an operation wants of one resource: its list, items by id, and parts by parent. */
export interface ResourceUse {
  /** Whether the list is read for certain. */
  listed: boolean;
  /** Items that lists are read for; null: until the end. 0 where no list is asked for. */
  listFirst: Bound;
  /** Whether a list goes on from a cursor, which may take a walk to find. */
  resumed: boolean;
  /** Lists that Fivetran is asked for a part of: how many at most. */
  narrowed: Bound;
  readonly itemKeys: Set<string>;
  /** Items by id at most, those with known keys included. */
  items: Bound;
  /** Details at most, and those whose keys are known. */
  readonly detailKeys: Set<string>;
  details: Bound;
  readonly partKeys: Set<string>;
  parts: Bound;
  /** Pages of a parent's own list at most. */
  partPages: number;
  /** Whether so much is wanted that the list is begun beside its parents. */
  many: boolean;
}

/** What an operation wants of a read that is one call a key. */
export interface CallUse {
  readonly keys: Map<string, Readonly<Record<string, unknown>> | undefined>;
  most: Bound;
}

export const add = (a: Bound, b: Bound): Bound => (a === null || b === null ? null : a + b);
export const times = (a: Bound, b: Bound): Bound => (a === 0 || b === 0 ? 0 : a === null || b === null ? null : a * b);
export const atMost = (a: Bound, limit: number | undefined): Bound =>
  limit === undefined ? a : a === null ? limit : Math.min(a, limit);

/** Pages that so many items are on at most; without a number it is one answer. */
const pagesOf = (first: number | undefined, pageSize: number): number => Math.ceil((first ?? 1) / pageSize);

const keysOf = (use: ResourceUse, kind: 'item' | 'details' | 'part'): Set<string> =>
  kind === 'item' ? use.itemKeys : kind === 'details' ? use.detailKeys : use.partKeys;

/** Everything that an operation wants, gathered over all its fields. */
export class Uses {
  readonly resources = new Map<Resource, ResourceUse>();
  readonly calls = new Map<string, CallUse>();
  readonly #pageSize: number;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  resource(of: Resource): ResourceUse {
    let use = this.resources.get(of);
    if (use === undefined) {
      use = {
        listed: false,
        listFirst: 0,
        resumed: false,
        narrowed: 0,
        itemKeys: new Set(),
        items: 0,
        detailKeys: new Set(),
        details: 0,
        partKeys: new Set(),
        parts: 0,
        partPages: 1,
        many: false,
      };
      this.resources.set(of, use);
    }
    return use;
  }

  call(of: string): CallUse {
    let use = this.calls.get(of);
    if (use === undefined) {
      use = { keys: new Map(), most: 0 };
      this.calls.set(of, use);
    }
    return use;
  }

  /**
   * Takes in what one field wants.
   * @param parents how many parents it is resolved for at most
   * @param at the root it is read for certain; elsewhere only where there are parents
   */
  take(demand: Demand, parents: Bound, at: { readonly root: boolean; readonly resumed: boolean }): void {
    if (demand.kind === 'call') {
      const use = this.call(demand.of);
      for (const key of demand.keys ?? []) use.keys.set(key, demand.query);
      const each = at.resumed ? null : pagesOf(demand.first, this.#pageSize);
      use.most = add(use.most, times(demand.keys === null ? parents : demand.keys.length, each));
      return;
    }
    const use = this.resource(demand.of);
    if (demand.kind === 'list') {
      if (demand.narrowed) {
        const each = demand.filtered || at.resumed ? null : pagesOf(demand.first, this.#pageSize);
        use.narrowed = add(use.narrowed, times(parents, each));
        return;
      }
      use.listed ||= at.root && !at.resumed;
      use.resumed ||= at.resumed;
      use.listFirst = demand.filtered || use.listFirst === null ? null : Math.max(use.listFirst, demand.first);
      return;
    }
    if (demand.kind === 'part' && (demand.narrowed || at.resumed)) {
      use.narrowed = add(use.narrowed, times(parents, at.resumed ? null : pagesOf(demand.first, this.#pageSize)));
      return;
    }
    const keys = keysOf(use, demand.kind);
    const before = keys.size;
    for (const key of demand.keys ?? []) keys.add(key);
    // One thing in several places is one thing.
    const most = demand.keys === null ? parents : keys.size - before;
    if (demand.kind === 'item') use.items = add(use.items, most);
    else if (demand.kind === 'details') use.details = add(use.details, most);
    else {
      use.parts = add(use.parts, most);
      use.partPages = Math.max(use.partPages, pagesOf(demand.first, this.#pageSize));
    }
  }
}
