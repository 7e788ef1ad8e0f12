import type { GraphQLResolveInfo } from 'graphql';
import { declare, type Keys } from '../plan/reads.ts';
import type { Context, MaybePromise } from './builder.ts';
import { encodeGlobalId } from './global-id.ts';
import { Handle, type Parent } from './handle.ts';
import type { NodeType } from './node.ts';

/** Fields of any reference that its id alone answers. */
const FREE: readonly string[] = ['id', 'fivetranId', '__typename'];
const freeOf = new Map<string, ReadonlySet<string>>();

function freeFields(type: NodeType<object>, more: readonly string[]): ReadonlySet<string> {
  const known = freeOf.get(type.name);
  if (known !== undefined) return known;
  const free = new Set([...FREE, ...more]);
  freeOf.set(type.name, free);
  return free;
}

/** Whether an id is one that Fivetran keeps for itself: there is nothing behind it that could be read. */
const isInternal = (id: string): boolean => id.startsWith('_');

interface ReferenceOptions<From extends object, Shape extends object> {
  readonly type: NodeType<Shape>;
  /** The loader's name of what is referred to. */
  readonly resource: string;
  readonly idOf: (from: From) => string | null | undefined;
  /** The ids of the targets, where those of the parents tell them. */
  readonly keysOf?: (parents: Keys) => Keys;
  /** Whether the target may not be there in good order, and is null then; else a target that is gone still has its ids. */
  readonly mayBeAbsent?: boolean;
  /** Fields beside the ids that the reference itself answers. */
  readonly free?: readonly string[];
}

/**
 * A field that refers to another thing. Where only ids are selected it costs nothing; else the target is read here, once
 * for all its fields. A target that is gone, or that may not be read, still has its ids.
 */
export function reference<From extends object, Shape extends object>(options: ReferenceOptions<From, Shape>) {
  const { type, resource, idOf } = options;
  const free = freeFields(type as unknown as NodeType<object>, options.free ?? []);
  const resolveFrom = (from: From, { loaders, selections }: Context, info: GraphQLResolveInfo) => {
    const id = idOf(from);
    if (id === null || id === undefined || id === '') return null;
    const load = () => (isInternal(id) ? null : type.load(loaders, [id]));
    const globalId = encodeGlobalId(type.tag, [id]);
    const document = () => ({ fragments: info.fragments, variables: info.variableValues });
    if (options.mayBeAbsent) return load();
    if (!selections.selectsBeyond(free, info.fieldNodes, document)) return new Handle(type.name, globalId, load);
    return settled(type, globalId, load);
  };
  return {
    ...declare({
      demands: ({ parents, selectsBeyond }) =>
        options.mayBeAbsent || selectsBeyond([...free])
          ? [{ kind: 'item', of: resource, keys: options.keysOf?.(parents) ?? null }]
          : [],
      yields: ({ parents }) => ({ most: 1, of: resource, keys: options.keysOf?.(parents) ?? null }),
    }),
    resolve: (parent: Parent<From>, _: object, context: Context, info: GraphQLResolveInfo) => {
      if (!(parent instanceof Handle)) return resolveFrom(parent, context, info);
      const from = parent.get();
      if (from instanceof Promise) return from.then((loaded) => loaded && resolveFrom(loaded, context, info));
      return from && resolveFrom(from, context, info);
    },
  };
}

/** The thing, or a handle that has its id and, for every other field, what became of reading it. */
function settled<Shape extends object>(
  type: NodeType<Shape>,
  globalId: string,
  load: () => MaybePromise<Shape | null>,
): MaybePromise<Parent<Shape>> {
  let loaded: MaybePromise<Shape | null>;
  try {
    loaded = load();
  } catch (error) {
    return new Handle<Shape>(type.name, globalId, () => {
      throw error;
    });
  }
  if (!(loaded instanceof Promise)) return loaded ?? new Handle<Shape>(type.name, globalId, () => null);
  return loaded.then(
    (shape) => shape ?? new Handle<Shape>(type.name, globalId, () => null),
    (error) =>
      new Handle<Shape>(type.name, globalId, () => {
        throw error;
      }),
  );
}
