import { expect } from 'vitest';
import type { Answer, TestServer } from './server.ts';

/** A list of the schema, by the path of fields to it. */
export interface WalkedList {
  /** The fields above it with their arguments, and the list's own name: `group(id: "x") connections`. */
  readonly path: string;
  /** Its arguments beside `first` and `after`. */
  readonly args?: string;
  /** What tells its items apart. @default id */
  readonly item?: string;
}

interface ListPage {
  readonly items: readonly string[];
  readonly cursors: readonly string[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  readonly answer: Answer;
}

export interface PageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Asks for one page of a list. `fresh`: as it is now, not from the cache. */
export async function pageOf(
  server: TestServer,
  { path, args = '', item = 'id' }: WalkedList,
  page: PageRequest,
  { fresh = false } = {},
): Promise<ListPage> {
  const steps = path.match(/[\w:]+(\([^)]*\))?/g) ?? [];
  const list = `(first: $first, after: $after ${args}) { edges { cursor node { ${item} } } nodes { ${item} } pageInfo { endCursor hasNextPage } }`;
  const query = `query ($first: Int, $after: String) { ${steps.join(' { ')}${list}${' }'.repeat(steps.length)}`;
  const answer = await server.query(query, page, fresh ? { 'cache-control': 'no-cache' } : {});
  const name = (step: string) => step.replace(/[(:].*/s, '');
  const found = steps.reduce((value, step) => value?.[name(step)], answer.data);
  if (found === null || found === undefined) {
    return { items: [], cursors: [], endCursor: null, hasNextPage: false, answer };
  }
  const items = found.edges.map(({ node }: { node: Record<string, string> }) => node[item]);
  expect(found.nodes.map((node: Record<string, string>) => node[item])).toEqual(items);
  return {
    items,
    cursors: found.edges.map(({ cursor }: { cursor: string }) => cursor),
    endCursor: found.pageInfo.endCursor,
    hasNextPage: found.pageInfo.hasNextPage,
    answer,
  };
}

/**
 * Walks a whole list in pages of these sizes, over and over, and gives its items in the order in which they came.
 * `between` runs between two pages, told the item that the next page begins behind; pages are read fresh then.
 */
export async function walk(
  server: TestServer,
  list: WalkedList,
  sizes: readonly number[],
  between?: (last: string) => void,
): Promise<string[]> {
  const items: string[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 200; turn += 1) {
    const first = sizes[turn % sizes.length] ?? 1;
    const page: ListPage = await pageOf(server, list, { first, after }, { fresh: between !== undefined });
    expect(page.answer.errors).toBeUndefined();
    expect(page.items.length).toBeLessThanOrEqual(first);
    items.push(...page.items);
    if (!page.hasNextPage) return items;
    // A page is short only where the list ends.
    expect(page.items).toHaveLength(first);
    expect(page.endCursor).toBe(page.cursors.at(-1));
    after = page.endCursor;
    between?.(items.at(-1) ?? '');
  }
  throw new Error(`the walk of ${list.path} did not end`);
}
