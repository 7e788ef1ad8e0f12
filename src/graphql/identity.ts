import { declare } from '../plan/reads.ts';
import type { builder, SchemaTypes } from './builder.ts';
import { nativeId } from './global-id.ts';
import type { Parent } from './handle.ts';
import { fivetranIdOf, globalIdOf, type NodeRef, type NodeType } from './node.ts';

type FieldsOf<Shape extends object> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Parent<Shape>>;

/** The field `id` of a Node type. */
export function globalIdField<Shape extends object>(t: FieldsOf<Shape>, type: NodeType<Shape>) {
  return t.id({
    nullable: false,
    description: 'Its global id: opaque, and the same for ever.',
    resolve: (parent) => globalIdOf(type, parent as Parent<Shape>),
  });
}

/** The field `fivetranId` of a Node type that Fivetran identifies by one id. */
export function fivetranIdField<Shape extends object>(t: FieldsOf<Shape>, type: NodeType<Shape>) {
  return t.id({
    nullable: false,
    description: "Fivetran's own id, as its REST API and its dashboard show it.",
    resolve: (parent) => fivetranIdOf(type, parent as Parent<Shape>),
  });
}

type QueryFields = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** A root field that gives one thing by either of its ids, null where there is none. `resource` is its loader's name. */
export function byIdField<Shape extends object>(
  t: QueryFields,
  type: NodeType<Shape> & { readonly ref: NodeRef<Shape> },
  resource: string,
  what: string,
) {
  const keys = (args: Readonly<Record<string, unknown>>) => [nativeId(String(args.id), type)];
  return t.field({
    type: type.ref,
    description: `One ${what}; null where there is none. Costs at most one REST call.`,
    args: { id: t.arg.id({ required: true, description: "Its global id, or Fivetran's own." }) },
    ...declare({
      demands: ({ args }) => [{ kind: 'item', of: resource, keys: keys(args) }],
      yields: ({ args }) => ({ most: 1, of: resource, keys: keys(args) }),
    }),
    resolve: (_, { id }, { loaders }) => type.load(loaders, [nativeId(id, type)]) as never,
  });
}
