import type { ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import { builder, type Context, type MaybePromise, type SchemaTypes } from './builder.ts';
import type { Position } from './cursor.ts';
import { cursorOf, DEFAULT_FIRST, MOST_FIRST, type Page } from './page.ts';

interface Edge<Item> {
  readonly page: Page<Item>;
  readonly item: Item;
  readonly at: Position;
}

const PageInfo = builder.objectRef<Page<unknown>>('PageInfo').implement({
  description: 'Where a page of a list stands in it. Lists are walked forward, as Fivetran pages them.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      nullable: false,
      description: 'Whether more follow. Of a list that is filtered here it may take further REST calls to know.',
      resolve: (page) => page.hasNextPage(),
    }),
    hasPreviousPage: t.boolean({
      nullable: false,
      description: 'Always false: lists cannot be walked backward.',
      resolve: () => false,
    }),
    startCursor: t.string({
      description: 'The cursor of the first item of this page.',
      resolve: (page) => (page.found[0] === undefined ? null : cursorOf(page, page.found[0].at)),
    }),
    endCursor: t.string({
      description: 'What `after` of the next page is: behind the last item that was looked at.',
      resolve: (page) => (page.end === null ? null : cursorOf(page, page.end)),
    }),
  }),
});

type EdgeFields<Item> = (t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Edge<Item>>) => object;

/**
 * The Relay connection type of a list, with its edge. `Item` is what the list is of; `nodeOf` gives its node, which is
 * the item itself unless the edges carry fields.
 */
export function relayList<Item, Node>(options: {
  /** What the types are called: `<name>Connection`, `<name>Edge`. */
  readonly name: string;
  readonly of: ObjectRef<SchemaTypes, Node>;
  readonly nodeOf: (item: Item, args: object, context: Context, info: GraphQLResolveInfo) => MaybePromise<Node | null>;
  /** What `nodeOf` reads, where it reads anything. */
  readonly nodeReads?: { readonly extensions: Readonly<Record<string, unknown>> };
  /** Whether the list is here as a whole and so can be counted. */
  readonly counted?: boolean;
  readonly edgeFields?: EdgeFields<Item>;
}) {
  const { name, of, nodeOf } = options;
  const edge = builder.objectRef<Edge<Item>>(`${name}Edge`).implement({
    description: `A place in a list of ${name} items.`,
    fields: (t) => ({
      ...options.edgeFields?.(t),
      node: t.field({
        type: of,
        nullable: false,
        description: 'The item.',
        ...options.nodeReads,
        resolve: ({ item }, args, context, info) => nodeOf(item, args, context, info) as never,
      }),
      cursor: t.string({
        nullable: false,
        description: 'Resumes exactly behind this item.',
        resolve: ({ page, at }) => cursorOf(page, at),
      }),
    }),
  });
  return builder.objectRef<Page<Item>>(`${name}Connection`).implement({
    description: `A page of a list of ${name} items.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        description: 'The items of this page with their cursors.',
        resolve: (page) => page.found.map(({ item, at }) => ({ page, item, at })),
      }),
      nodes: t.field({
        type: [of],
        nullable: false,
        description: 'The items of this page.',
        ...options.nodeReads,
        resolve: (page, args, context, info) =>
          page.found.map(({ item }) => nodeOf(item, args, context, info)) as never,
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Where this page stands in the list.',
        resolve: (page) => page as Page<unknown>,
      }),
      ...(options.counted
        ? {
            totalCount: t.int({
              nullable: false,
              description: 'How many items the list has, over all its pages. Costs nothing.',
              resolve: (page) => page.totalCount ?? 0,
            }),
          }
        : {}),
    }),
  });
}

const firstDescription = `How many items at most, 1 to ${MOST_FIRST}.`;
const afterDescription = 'The cursor behind which the page begins.';

type FieldBuilder = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** The arguments of every list. */
export function listArgs(t: Pick<FieldBuilder, 'arg'>) {
  return {
    first: t.arg.int({ defaultValue: DEFAULT_FIRST, description: firstDescription }),
    after: t.arg.string({ description: afterDescription }),
  };
}
