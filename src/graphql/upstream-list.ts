import { NotFound } from '../fivetran/errors.ts';
import type { Blocks } from '../loaders/walk.ts';
import type { Context, MaybePromise } from './builder.ts';
import { listIdentity } from './cursor.ts';
import { andThen } from './handle.ts';
import { type Page, type PageArgs, upstreamPage } from './page.ts';

interface ListOptions<Item> {
  /** What tells this list from every other: its name, its parent's id, its filter. */
  readonly identity: readonly unknown[];
  readonly blocks: Blocks<Item>;
  readonly idOf: (item: Item) => string;
  readonly keep?: ((item: Item) => boolean) | undefined;
}

/** A page of one of Fivetran's lists, for a field's arguments `first` and `after`. */
export function listPage<Item>(
  { loaders }: Context,
  { identity, ...list }: ListOptions<Item>,
  args: PageArgs,
): MaybePromise<Page<Item>> {
  return upstreamPage({ ...list, list: listIdentity(...identity), reader: loaders.reader }, args);
}

/** A list that belongs to a parent; null where the parent is gone. */
export function listPageOfParent<Item>(
  context: Context,
  options: ListOptions<Item>,
  args: PageArgs,
): MaybePromise<Page<Item> | null> {
  const page = listPage(context, options, args);
  if (!(page instanceof Promise)) return page;
  return page.catch((error) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}

/** The blocks of a list whose items are wrapped one by one. */
export function mapBlocks<In, Out>(blocks: Blocks<In>, wrap: (item: In) => Out): Blocks<Out> {
  return (at) => andThen(blocks(at), (block) => ({ ...block, items: block.items.map(wrap) }));
}
