import { InvalidInput } from '../fivetran/errors.ts';
import { BudgetExceeded, type Reader } from '../loaders/reader.ts';
import type { Block, Blocks } from '../loaders/walk.ts';
import type { MaybePromise } from './builder.ts';
import { decodeCursor, encodeCursor, type ListIdentity, type Position } from './cursor.ts';
import { badInput } from './errors.ts';
import { andThen } from './handle.ts';

/** Items of a list with where each stands, and how to tell whether more follow. */
export interface Page<Item> {
  readonly list: ListIdentity;
  readonly found: readonly { readonly item: Item; readonly at: Position }[];
  /** Behind the last item looked at; null where nothing was. */
  readonly end: Position | null;
  readonly hasNextPage: () => MaybePromise<boolean>;
  /** Only lists that are here as a whole can be counted. */
  readonly totalCount?: number;
}

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export const DEFAULT_FIRST = 100;
export const MOST_FIRST = 1000;

/** `first` of a list field's arguments. @throws GraphQLError BAD_USER_INPUT unless 1 to 1000 */
export function firstOf(args: { readonly first?: unknown }): number {
  const first = args.first as PageArgs['first'];
  if (first === null || first === undefined) return DEFAULT_FIRST;
  if (first < 1 || first > MOST_FIRST) throw badInput(`Argument "first" must be 1 to ${MOST_FIRST}, got ${first}`);
  return first;
}

interface UpstreamList<Item> {
  /** Of this list with its filter. */
  readonly list: ListIdentity;
  readonly blocks: Blocks<Item>;
  readonly idOf: (item: Item) => string;
  /** What upstream cannot filter is filtered here. */
  readonly keep?: ((item: Item) => boolean) | undefined;
  readonly reader: Reader;
}

/**
 * A page of a list that upstream pages: resumes behind the cursor's item wherever that has moved to, by position where it
 * is gone, and walks on until `first` items match.
 * @throws GraphQLError BAD_USER_INPUT for a bad `first` or `after`
 */
export function upstreamPage<Item>(list: UpstreamList<Item>, args: PageArgs): MaybePromise<Page<Item>> {
  const first = firstOf(args);
  if (args.after === null || args.after === undefined) {
    return andThen(list.blocks(''), (block) => collect(list, first, { at: '', block, index: 0 }));
  }
  const after = decodeCursor(list.list, args.after);
  return resume(list, after).then((spot) => collect(list, first, spot));
}

/** A place in a list: the index of the next item in a block. */
interface Spot<Item> {
  readonly at: string;
  readonly block: Block<Item>;
  readonly index: number;
}

/** The place behind the cursor's item; where that is gone, the place that it had. */
async function resume<Item>(list: UpstreamList<Item>, after: Position): Promise<Spot<Item>> {
  const behind = (block: Block<Item>) => block.items.findIndex((item) => list.idOf(item) === after.id) + 1;
  const hinted = await blockAt(list, after.block);
  const index = hinted ? behind(hinted) : 0;
  if (hinted && index > 0) return { at: after.block, block: hinted, index };
  // Upstream counts from the start of the list, so what was deleted before the item moves it to an earlier block, and
  // what was inserted to a later one. Only where neither has it, it is gone.
  for (let at: string | undefined = ''; at !== undefined && at !== after.block; ) {
    const block: Block<Item> = await list.blocks(at);
    const index = behind(block);
    if (index > 0) return { at, block, index };
    at = block.next;
  }
  if (hinted === undefined) throw badInput('Argument "after" must be a cursor of an item that this list still has');
  // A cursor out of several blocks at once has a position beyond the end of its first.
  let spot: Spot<Item> = { at: after.block, block: hinted, index: after.index };
  for (let near = false; spot.block.next !== undefined && !near; ) {
    near = spot.index <= spot.block.items.length;
    const at = spot.block.next;
    const block = await list.blocks(at);
    const index = behind(block);
    if (index > 0) return { at, block, index };
    if (!near) spot = { at, block, index: spot.index - spot.block.items.length };
  }
  return { ...spot, index: Math.min(spot.index, spot.block.items.length) };
}

/** The block at a cursor's hint; undefined where upstream does not take that for one of its own. */
async function blockAt<Item>(list: UpstreamList<Item>, at: string): Promise<Block<Item> | undefined> {
  try {
    return await list.blocks(at);
  } catch (error) {
    if (at === '' || !(error instanceof InvalidInput)) throw error;
    return undefined;
  }
}

function collect<Item>(list: UpstreamList<Item>, first: number, spot: Spot<Item>): MaybePromise<Page<Item>> {
  const found: { item: Item; at: Position }[] = [];
  let end: Position | null = null;
  const take = ({ at, block, index }: Spot<Item>): Spot<Item> => {
    let next = index;
    for (; next < block.items.length && found.length < first; next += 1) {
      const item = block.items[next] as Item;
      end = { block: at, index: next, id: list.idOf(item) };
      if (list.keep === undefined || list.keep(item)) found.push({ item, at: end });
    }
    return { at, block, index: next };
  };
  const page = (hasNextPage: () => MaybePromise<boolean>): Page<Item> => ({ list: list.list, found, end, hasNextPage });
  const reached = take(spot);
  const { next } = reached.block;
  if (found.length === first || next === undefined) return page(() => hasMore(list, reached));
  return walkOn(list, next, take, () => found.length === first, page);
}

async function walkOn<Item>(
  list: UpstreamList<Item>,
  from: string,
  take: (spot: Spot<Item>) => Spot<Item>,
  full: () => boolean,
  page: (hasNextPage: () => MaybePromise<boolean>) => Page<Item>,
): Promise<Page<Item>> {
  for (let at = from; ; ) {
    let block: Block<Item>;
    try {
      block = await list.blocks(at);
    } catch (error) {
      // A filtered walk that may go no further gives what it has; its cursor goes on from there.
      if (!(error instanceof BudgetExceeded) || list.keep === undefined) throw error;
      list.reader.cost.partial = true;
      return page(() => true);
    }
    const reached = take({ at, block, index: 0 });
    if (full() || block.next === undefined) return page(() => hasMore(list, reached));
    at = block.next;
  }
}

/** Whether an item that matches stands at or behind a place; asks upstream only where the blocks at hand cannot tell. */
function hasMore<Item>(list: UpstreamList<Item>, { block, index }: Spot<Item>): MaybePromise<boolean> {
  const { keep } = list;
  const rest = block.items.slice(index);
  if (keep === undefined ? rest.length > 0 : rest.some(keep)) return true;
  if (block.next === undefined) return false;
  // Upstream gives a cursor only where something follows.
  if (keep === undefined) return true;
  return andThen(list.blocks(block.next), (next) => hasMore(list, { at: block.next ?? '', block: next, index: 0 }));
}

interface MemoryList<Item> {
  readonly list: ListIdentity;
  /** In order. */
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** For lists in the order of ids: then a cursor whose item is gone resumes exactly where that was. */
  readonly orderedById?: boolean;
}

/** A page of a list that is here as a whole. */
export function memoryPage<Item>({ list, items, idOf, orderedById }: MemoryList<Item>, args: PageArgs): Page<Item> {
  const first = firstOf(args);
  let start = 0;
  if (args.after !== null && args.after !== undefined) {
    const after = decodeCursor(list, args.after);
    const index = items.findIndex((item) => idOf(item) === after.id);
    if (index >= 0) start = index + 1;
    else if (orderedById) start = items.findIndex((item) => idOf(item) > after.id);
    else start = after.index;
    if (start < 0) start = items.length;
  }
  const found = items
    .slice(start, start + first)
    .map((item, i) => ({ item, at: { block: '', index: start + i, id: idOf(item) } }));
  const end = found.at(-1)?.at ?? null;
  return { list, found, end, hasNextPage: () => start + first < items.length, totalCount: items.length };
}

export const cursorOf = (page: Page<unknown>, at: Position): string => encodeCursor(page.list, at);
