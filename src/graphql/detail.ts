import type { Loaders } from '../loaders/loaders.ts';
import { declare } from '../plan/reads.ts';
import type { Context } from './builder.ts';
import type { Parent } from './handle.ts';
import { fivetranIdOf, type NodeType } from './node.ts';

/**
 * Fields that only a details call has, and lists lack: one more call for each parent, made only where such a field is
 * selected.
 * @param resource the loader's name of what they belong to
 */
export function detailField<Item extends object, Details extends Item>(
  type: NodeType<Item>,
  resource: string,
  loader: (loaders: Loaders) => { details(id: string): Promise<Details | null> },
) {
  return <Value>(pick: (details: Details) => Value | null | undefined) => ({
    ...declare({
      cost: `one call for each ${type.name}`,
      demands: ({ parents }) => [{ kind: 'details' as const, of: resource, keys: parents }],
    }),
    resolve: async (parent: Parent<Item>, _: object, { loaders }: Context): Promise<Value | null> => {
      const details = await loader(loaders).details(fivetranIdOf(type, parent));
      return details === null ? null : (pick(details) ?? null);
    },
  });
}
