import { builder } from './builder.ts';

/** The order of names that all lists of schemas, tables and columns have: by code units, so the same everywhere. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// Derived from an immutable answer: the names of a map in order, kept with the map, and seen by nobody who copies it.
const NAMES = Symbol('names');

/** The entries of a map of Fivetran's in the order of their names. */
export function entriesByName<Value>(map: Readonly<Record<string, Value>> | null | undefined): [string, Value][] {
  if (map === null || map === undefined) return [];
  let names = (map as { readonly [NAMES]?: readonly string[] })[NAMES];
  if (names === undefined) {
    names = Object.keys(map).sort(byName);
    Object.defineProperty(map, NAMES, { value: names });
  }
  return names.map((name) => [name, map[name] as Value]);
}

export const NameFilter = builder.inputType('NameFilter', {
  description: 'Which schemas, tables or columns: those that match every condition that is given.',
  fields: (t) => ({
    enabled: t.boolean({ description: 'Which are synced, or which are not.' }),
    name: t.string({ description: 'With exactly this name at the source; case matters.' }),
    search: t.string({
      description: 'With this text in the name at the source or in the destination; case does not matter.',
    }),
  }),
});

type Filter = typeof NameFilter.$inferInput | null | undefined;

export interface Named {
  readonly enabled?: boolean | null | undefined;
  readonly name_in_destination?: string | null | undefined;
}

/** Whether a schema, table or column of some name matches a filter. */
export function matches(filter: Filter, name: string, value: Named): boolean {
  if (filter === null || filter === undefined) return true;
  if (filter.enabled != null && (value.enabled ?? false) !== filter.enabled) return false;
  if (filter.name != null && name !== filter.name) return false;
  if (filter.search == null) return true;
  return `${name}\n${value.name_in_destination ?? ''}`.toLowerCase().includes(filter.search.toLowerCase());
}

export const NameOrder = builder.enumType('NameOrder', {
  description: 'The order of schemas, tables or columns.',
  values: {
    NAME_ASC: { description: 'By name, from the first.' },
    NAME_DESC: { description: 'By name, from the last.' },
    ENABLED_FIRST: { description: 'What is synced first, each part by name.' },
  },
});

type Order = typeof NameOrder.$inferType | null | undefined;

/** Puts items that are in the order of their names into another order. */
export function inOrder<Item>(items: readonly Item[], order: Order, enabled: (item: Item) => boolean): readonly Item[] {
  if (order === 'NAME_DESC') return items.toReversed();
  if (order === 'ENABLED_FIRST') return [...items.filter(enabled), ...items.filter((item) => !enabled(item))];
  return items;
}
