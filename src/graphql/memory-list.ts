import type { builder } from './builder.ts';
import { listIdentity } from './cursor.ts';
import { listArgs } from './lists.ts';
import { inOrder, matches, type Named, NameFilter, NameOrder } from './names.ts';
import { memoryPage, type Page, type PageArgs } from './page.ts';

type FieldBuilder = Parameters<typeof listArgs>[0] & Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** The arguments of a list of schemas, tables or columns. */
export function namedListArgs(t: Pick<FieldBuilder, 'arg'>) {
  return {
    ...listArgs(t),
    filter: t.arg({ type: NameFilter, description: 'Only those that match all of it.' }),
    orderBy: t.arg({ type: NameOrder, defaultValue: 'NAME_ASC', description: 'In which order.' }),
  };
}

interface NamedListArgs extends PageArgs {
  readonly filter?: typeof NameFilter.$inferInput | null | undefined;
  readonly orderBy?: typeof NameOrder.$inferType | null | undefined;
}

/**
 * A page of schemas, tables or columns, which are here as a whole: filtered, ordered and paged in memory.
 * @param items in the order of `keyOf`
 * @param keyOf what tells an item from the others of its list, and by which they are in order
 */
export function namedPage<Item>(
  identity: readonly unknown[],
  items: readonly Item[],
  view: {
    readonly keyOf: (item: Item) => string;
    readonly nameOf: (item: Item) => string;
    readonly wire: (item: Item) => Named;
  },
  args: NamedListArgs,
): Page<Item> {
  const { filter, orderBy } = args;
  const matching = filter == null ? items : items.filter((item) => matches(filter, view.nameOf(item), view.wire(item)));
  const ordered = inOrder(matching, orderBy, (item) => view.wire(item).enabled ?? false);
  const list = listIdentity(...identity, filter ?? {}, orderBy ?? 'NAME_ASC');
  const orderedById = (orderBy ?? 'NAME_ASC') === 'NAME_ASC';
  return memoryPage({ list, items: ordered, idOf: view.keyOf, orderedById }, args);
}
