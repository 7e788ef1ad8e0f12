import { add, atMost, type Bound, type CallUse, type ResourceUse, times, type Uses } from './uses.ts';

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
    kind: 'item' | 'details' | 'part' | 'call',
    of: string,
    key: string,
    query?: Readonly<Record<string, unknown>>,
  ): boolean;
  /** Whether one item can be read by itself; else its list alone tells of it. */
  hasDetails(of: string): boolean;
  /** Whether the caller may read it at all; what is refused costs nothing. */
  allowed(of: string): boolean;
  /** Items in a page as they are asked of Fivetran. */
  readonly pageSize: number;
  /** From so many on, things by id are read from the list. */
  readonly listFrom: number;
}

/** Bounds what an operation costs by what its fields want and what is known. */
export function estimate(uses: Uses, known: Knowledge): Estimate {
  let certain = 0;
  let begun = 0;
  let most: Bound = 0;
  for (const [of, use] of uses.resources) {
    if (!known.allowed(of)) continue;
    const calls = leastOfResource(of, use, known);
    certain += calls.certain;
    begun += calls.begun;
    most = add(most, add(add(use.narrowed, use.details), mostOfResource(of, use, known)));
  }
  for (const [of, use] of uses.calls) {
    if (!known.allowed(of)) continue;
    certain += leastOfCalls(of, use, known);
    most = add(most, use.most);
  }
  // What is there at once begins nothing.
  const least = certain === 0 ? 0 : certain + begun;
  return { least, most: most === null ? null : Math.max(least, most) };
}

/** Calls that are needed for certain, and lists that are begun ahead if the operation waits for anything. */
function leastOfResource(of: string, use: ResourceUse, known: Knowledge): { certain: number; begun: number } {
  const details = [...use.detailKeys].filter((key) => !known.keyIsFree('details', of, key)).length;
  // Details answer for their items too, so these may cost nothing more.
  const wanted = [...use.itemKeys].some((key) => !use.detailKeys.has(key) && !known.keyIsFree('item', of, key));
  const parts = [...use.partKeys].some((key) => !known.keyIsFree('part', of, key));
  if (known.listIsFree(of)) return { certain: details, begun: 0 };
  if (use.listed || wanted || parts) return { certain: details + 1, begun: 0 };
  return { certain: details, begun: use.many ? 1 : 0 };
}

function leastOfCalls(of: string, use: CallUse, known: Knowledge): number {
  let calls = 0;
  for (const [key, query] of use.keys) if (!known.keyIsFree('call', of, key, query)) calls += 1;
  return calls;
}

function mostOfResource(of: string, use: ResourceUse, known: Knowledge): Bound {
  const size = known.size(of);
  const pages = size?.complete ? size.pages : undefined;
  const parts = times(use.parts, use.partPages);
  const lists = listPages(use, pages, known.pageSize);
  const wanted = add(use.items, parts);
  // One page answers for everything, and a fresh one proves what is absent.
  if (pages === 1) return use.many ? 1 : add(lists, wanted);
  // Without a details call the list is walked to its end for anything that it may lack.
  if (!known.hasDetails(of)) return use.items === 0 ? lists : (pages ?? null);
  // What a longer list lacks is confirmed by details. Of a list of unknown length no more pages are read than details or
  // parts would have cost, and these may still follow.
  const walk = pages ?? add(add(use.items, use.parts), use.many ? 1 : 0);
  return add(lists, add(wanted === 0 && !use.many ? 0 : walk, wanted));
}

function listPages(use: ResourceUse, pages: number | undefined, pageSize: number): Bound {
  if (use.listFirst === 0) return 0;
  if (use.listFirst === null || use.resumed) return pages ?? null;
  return atMost(Math.ceil(use.listFirst / pageSize), pages);
}
