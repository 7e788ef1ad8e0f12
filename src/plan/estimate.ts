import { add, type Bound, type CallUse, type ResourceUse, type Uses } from './uses.ts';

/** Bounds of the REST calls that an operation can cost, retries apart; `most` is null for a walk without an end. */
export interface Estimate {
  readonly least: number;
  readonly most: number | null;
}

/** What is known, before an operation runs, of the things that it wants. */
export interface Knowledge {
  /** Items and pages of a whole list, as they were last seen. */
  size(of: string): { readonly items: number; readonly pages: number; readonly complete: boolean } | undefined;
  /** Whether the first page of a whole list costs nothing now. */
  listIsFree(of: string): boolean;
  /** Whether one item, part or call costs nothing now. */
  keyIsFree(
    kind: 'item' | 'part' | 'call',
    of: string,
    key: string,
    query?: Readonly<Record<string, unknown>>,
  ): boolean;
  /** Whether the caller may read it at all; what is refused costs nothing. */
  allowed(of: string): boolean;
  /** Items in a page as they are asked of Fivetran. */
  readonly pageSize: number;
  /** From so many on, things by id are read from the list. */
  readonly listFrom: number;
}

/** Bounds what an operation costs by what its fields want and what is known. */
export function estimate(uses: Uses, known: Knowledge): Estimate {
  let least = 0;
  let most: Bound = 0;
  for (const [of, use] of uses.resources) {
    if (!known.allowed(of)) continue;
    least += leastOfResource(of, use, known);
    most = add(most, add(use.narrowed, mostOfResource(of, use, known)));
  }
  for (const [of, use] of uses.calls) {
    if (!known.allowed(of)) continue;
    least += leastOfCalls(of, use, known);
    most = add(most, use.most);
  }
  return { least, most: most === null ? null : Math.max(least, most) };
}

function leastOfResource(of: string, use: ResourceUse, known: Knowledge): number {
  const wanted = [...use.itemKeys].some((key) => !known.keyIsFree('item', of, key));
  const parts = [...use.partKeys].some((key) => !known.keyIsFree('part', of, key));
  return !known.listIsFree(of) && (use.listed || use.many || wanted || parts) ? 1 : 0;
}

function leastOfCalls(of: string, use: CallUse, known: Knowledge): number {
  let calls = 0;
  for (const [key, query] of use.keys) if (!known.keyIsFree('call', of, key, query)) calls += 1;
  return calls;
}

function mostOfResource(of: string, use: ResourceUse, known: Knowledge): Bound {
  const size = known.size(of);
  const wholeList = use.listFirst !== 0 || use.many;
  if (size?.complete && size.pages === 1) {
    // One page answers for everything, and proves what is absent.
    const gathered = wholeList || atLeast(use.items, known.listFrom) || atLeast(use.parts, known.listFrom);
    return gathered ? 1 : add(use.items, use.parts);
  }
  // Of a longer list, what it lacks is confirmed by details; of a list of unknown length, no more pages are read than
  // details or parts would have cost, and these may follow.
  const pages = size?.complete ? size.pages : undefined;
  const forLists = listPages(use, pages, known.pageSize);
  if (pages !== undefined) {
    const forParts = atLeast(use.parts, pages + 1) ? 0 : use.parts;
    const walks = wholeList || use.items !== 0 || use.parts !== 0;
    return add(walks ? pages : 0, add(use.items, forParts));
  }
  const forItems = add(use.items, use.items);
  const forParts = add(use.parts, use.parts);
  return add(add(forLists, use.many ? 1 : 0), add(forItems, forParts));
}

function listPages(use: ResourceUse, pages: number | undefined, pageSize: number): Bound {
  if (use.listFirst === 0) return 0;
  if (use.listFirst === null || use.resumed) return pages ?? null;
  return Math.ceil(use.listFirst / pageSize);
}

const atLeast = (bound: Bound, number: number): boolean => bound === null || bound >= number;
