import type { Area } from '../fivetran/endpoint.ts';
import type { Knowledge } from '../plan/estimate.ts';
import type { Ahead } from '../plan/plan.ts';
import { LIST_FROM } from './collection.ts';
import type { Loaders } from './loaders.ts';
import type { Query } from './walk.ts';

/** A read that is one call for each key. */
interface ByCall {
  readonly area: Area | null;
  begin(key: string, query?: Query): unknown;
  isFree(key: string, query?: Query): boolean;
}

/** The reads of one call a key, by the names that plans know them by. */
function byCall(loaders: Loaders, name: string): ByCall | undefined {
  const { destination, logService } = loaders;
  switch (name) {
    case 'account':
    case 'schemaConfig':
    case 'groupUser':
    case 'teamMember':
      return loaders[name];
    case 'certificates':
      return loaders.certificate.all;
    case 'destinationDetails':
      return detailsOf(destination);
    case 'logServiceDetails':
      return detailsOf(logService);
    default:
      return undefined;
  }
}

const detailsOf = (loader: Loaders['destination'] | Loaders['logService']): ByCall => ({
  area: loader.area,
  begin: (id) => loader.details(id),
  isFree: (id) => loader.detailsAreFree(id),
});

function collection(loaders: Loaders, name: string) {
  return loaders.collections[name as keyof Loaders['collections']] as Loaders['collections']['connection'] | undefined;
}

/** What a plan needs to know of the account, the cache and the caller's permit. */
export function knowledgeOf(loaders: Loaders): Knowledge {
  const { reader } = loaders;
  return {
    size: (of) => collection(loaders, of)?.size,
    listIsFree: (of) => collection(loaders, of)?.listIsFree ?? false,
    keyIsFree(kind, of, key, query) {
      if (kind === 'call') return byCall(loaders, of)?.isFree(key, query as Query) ?? true;
      const loader = collection(loaders, of);
      return (kind === 'item' ? loader?.itemIsFree(key) : loader?.partIsFree(key)) ?? true;
    },
    allowed(of) {
      const area = (collection(loaders, of) ?? byCall(loaders, of))?.area;
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
export function beginAhead(loaders: Loaders, ahead: readonly Ahead[]): void {
  for (const read of ahead) {
    try {
      Promise.resolve(begin(loaders, read)).catch(() => {});
    } catch {
      // Refused before it began: the resolver will be refused alike.
    }
  }
}

function begin(loaders: Loaders, read: Ahead): unknown {
  if (read.kind === 'call') return byCall(loaders, read.of)?.begin(read.key, read.query as Query);
  const loader = collection(loaders, read.of);
  if (read.kind === 'many') return loader?.expectMany();
  return read.kind === 'item' ? loader?.load(read.key) : loader?.part(read.key)('');
}
