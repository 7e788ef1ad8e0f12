import type { Area } from '../fivetran/endpoint.ts';
import type { Size } from '../fivetran/partition.ts';
import type { Knowledge } from '../plan/estimate.ts';
import type { Ahead } from '../plan/plan.ts';
import { LIST_FROM } from './known.ts';
import type { Reader } from './reader.ts';
import type { Blocks, Query } from './walk.ts';

/** A resource with a list, as plans see it. */
interface Listed {
  readonly area: Area | null;
  readonly size: Size | undefined;
  readonly hasDetails: boolean;
  readonly listIsFree: boolean;
  itemIsFree(id: string): boolean;
  partIsFree(parent: string): boolean;
  detailsAreFree(id: string): boolean;
  expectMany(): void;
  load(id: string): unknown;
  details(id: string): unknown;
  part(parent: string): Blocks<object>;
}

/** A read that is one call for each key, as plans see it. */
interface ByCall {
  readonly area: Area | null;
  begin(key: string, query?: Query): unknown;
  isFree(key: string, query?: Query): boolean;
}

/** What an operation reads with, by the names that demands use. */
export interface Planned {
  readonly reader: Reader;
  readonly collection: (of: string) => Listed | undefined;
  readonly call: (of: string) => ByCall | undefined;
}

/** What a plan needs to know of the account, the cache and the caller's permit. */
export function knowledgeOf({ reader, collection, call }: Planned): Knowledge {
  return {
    size: (of) => collection(of)?.size,
    listIsFree: (of) => collection(of)?.listIsFree ?? false,
    keyIsFree(kind, of, key, query) {
      if (kind === 'call') return call(of)?.isFree(key, query as Query) ?? true;
      const loader = collection(of);
      if (kind === 'part') return loader?.partIsFree(key) ?? true;
      return (kind === 'item' ? loader?.itemIsFree(key) : loader?.detailsAreFree(key)) ?? true;
    },
    hasDetails: (of) => collection(of)?.hasDetails ?? true,
    allowed(of) {
      const area = (collection(of) ?? call(of))?.area;
      return area === null || area === undefined || reader.permit.allows(area, 'read');
    },
    pageSize: reader.pageSize,
    listFrom: LIST_FROM,
  };
}

/**
 * Begins reads that nothing has to be waited for. Resolvers that ask for the same find them on their way; what fails is
 * told to them, and to nobody here.
 */
export function beginAhead(planned: Planned, ahead: readonly Ahead[]): void {
  for (const read of ahead) {
    try {
      Promise.resolve(begin(planned, read)).catch(() => {});
    } catch {
      // Refused before it began: the resolver will be refused alike.
    }
  }
}

function begin({ collection, call }: Planned, read: Ahead): unknown {
  if (read.kind === 'call') return call(read.of)?.begin(read.key, read.query as Query);
  const loader = collection(read.of);
  if (read.kind === 'many') return loader?.expectMany();
  if (read.kind === 'part') return loader?.part(read.key)('');
  return read.kind === 'item' ? loader?.load(read.key) : loader?.details(read.key);
}
