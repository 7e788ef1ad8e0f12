import type { ImplementableObjectRef, InterfaceRef } from '@pothos/core';
import type { Loaders } from '../loaders/loaders.ts';
import { type Demand, declare } from '../plan/reads.ts';
import { builder, type MaybePromise, type SchemaTypes } from './builder.ts';
import { badInput } from './errors.ts';
import { decodeGlobalId, encodeGlobalId, registerTag } from './global-id.ts';
import { andThen, Handle, type Parent } from './handle.ts';

/** What the server needs to know of a type whose things have a global id. */
export interface NodeType<Shape extends object> {
  readonly name: string;
  /** Stands for the type in global ids: short, and never changed. */
  readonly tag: string;
  /** What tells a thing from the others of its type: Fivetran's id, or the path of names down to it. */
  readonly partsOf: (shape: Shape) => readonly string[];
  /** Reads one thing by its parts; null where there is none. */
  readonly load: (loaders: Loaders, parts: readonly string[]) => MaybePromise<Shape | null>;
  /** What `load` reads, for the plan. */
  readonly demands: (things: readonly (readonly string[])[]) => readonly Demand[];
  readonly partCount: number;
}

/** A reference to the GraphQL type of a Node. */
export type NodeRef<Shape extends object> = ImplementableObjectRef<SchemaTypes, Parent<Shape>, Parent<Shape>>;

const nodeTypes = new Map<string, NodeType<object>>();

/** Every type that implements Node, in the order of definition. */
export const allNodeTypes = (): readonly NodeType<object>[] => [...nodeTypes.values()];

export const Node: InterfaceRef<SchemaTypes, Parent<object>, Parent<object>> = builder
  .interfaceRef<Parent<object>>('Node')
  .implement({
    description: 'Anything with an identity of its own, which a client can keep and fetch again.',
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'Its global id: opaque, and the same for ever.',
        resolve: (parent) => {
          throw new TypeError(`${parent instanceof Handle ? parent.typename : 'this type'} gives no id`);
        },
      }),
    }),
    resolveType: (parent) => (parent instanceof Handle ? parent.typename : undefined),
  });

/** Makes a type a Node: known to `node` and `nodes`, and to the errors about ids. */
export function defineNode<Shape extends object>(
  type: NodeType<Shape>,
): NodeType<Shape> & { readonly ref: NodeRef<Shape> } {
  registerTag(type.tag, type.name);
  nodeTypes.set(type.tag, type as unknown as NodeType<object>);
  return { ...type, ref: builder.objectRef<Parent<Shape>>(type.name) };
}

/** The global id of a thing, or of the thing that a handle stands for. */
export function globalIdOf<Shape extends object>(type: NodeType<Shape>, parent: Parent<Shape>): string {
  if (!(parent instanceof Handle)) return encodeGlobalId(type.tag, type.partsOf(parent));
  return parent.id;
}

/** What tells a thing from the others of its type, also where only a handle of it is here. */
export function partsOf<Shape extends object>(type: NodeType<Shape>, parent: Parent<Shape>): readonly string[] {
  return parent instanceof Handle ? (decodeGlobalId(parent.id)?.parts ?? []) : type.partsOf(parent);
}

/** Fivetran's id of a thing that it identifies by one. */
export function fivetranIdOf<Shape extends object>(type: NodeType<Shape>, parent: Parent<Shape>): string {
  return partsOf(type, parent)[0] ?? '';
}

interface Located {
  readonly type: NodeType<object>;
  readonly parts: readonly string[];
}

function locate(id: string): Located {
  const global = decodeGlobalId(id);
  const type = global && nodeTypes.get(global.tag);
  if (global === undefined || type === undefined || global.parts.length !== type.partCount) {
    throw badInput(`A global id is required, such as the field "id" gives; got ${JSON.stringify(id.slice(0, 80))}`);
  }
  return { type, parts: global.parts };
}

function loadNode(loaders: Loaders, id: string): MaybePromise<Parent<object> | null> {
  const { type, parts } = locate(id);
  return andThen(type.load(loaders, parts), (shape) =>
    shape === null ? null : new Handle(type.name, id, () => shape),
  );
}

function demandsOf(ids: readonly unknown[]): readonly Demand[] {
  const byType = Map.groupBy(
    ids.flatMap((id) => {
      const global = decodeGlobalId(String(id));
      const type = global && nodeTypes.get(global.tag);
      return type && global ? [{ type, parts: global.parts }] : [];
    }),
    ({ type }) => type,
  );
  return [...byType].flatMap(([type, found]) => type.demands(found.map(({ parts }) => parts)));
}

/** The ids by the type of what they name, for reads of fields below. Things of composite ids have no id of Fivetran's. */
const yields = (ids: readonly unknown[]) => ({
  most: ids.length,
  keys: (typeName: string) => {
    const found = ids.flatMap((id) => {
      const global = decodeGlobalId(String(id));
      return global && nodeTypes.get(global.tag)?.name === typeName ? [global.parts] : [];
    });
    return found.every(({ length }) => length === 1) ? found.flat() : null;
  },
});

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description: 'One thing by its global id; null where there is none. Costs at most one REST call, or nothing.',
    args: { id: t.arg.id({ required: true, description: 'A global id, as the field `id` of any node gives it.' }) },
    ...declare({ demands: ({ args }) => demandsOf([args.id]), yields: ({ args }) => yields([args.id]) }),
    resolve: (_, { id }, { loaders }) => loadNode(loaders, id),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description:
      'Several things by their global ids, in the same order; null in the place of one that there is not. Many ids of one type cost as many REST calls as their list has pages, not one each.',
    args: {
      ids: t.arg.idList({ required: true, description: 'Global ids, at most 1000.' }),
    },
    ...declare({
      demands: ({ args }) => demandsOf(args.ids as readonly unknown[]),
      yields: ({ args }) => yields(args.ids as readonly unknown[]),
    }),
    resolve: (_, { ids }, { loaders }) => {
      if (ids.length > 1000) throw badInput(`Argument "ids" takes at most 1000 ids, got ${ids.length}`);
      return ids.map((id) => {
        // One bad id must not take the others with it: an Error in a list is an error of its place.
        try {
          return loadNode(loaders, id) as Promise<Parent<object> | null>;
        } catch (error) {
          return Promise.reject(error);
        }
      });
    },
  }),
}));
