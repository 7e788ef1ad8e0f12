import {
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Estimate, estimate, type Knowledge } from './estimate.ts';
import { type Keys, type Place, readsOf, type Yield } from './reads.ts';
import { type Document, selectedFields, selectsBeyond } from './selection.ts';
import { atMost, type Bound, type ResourceUse, times, Uses } from './uses.ts';

/** A read that depends on nothing that is not known yet, to be begun before its parents are there. */
export type Ahead =
  /** The list, since much of it will be wanted. */
  | { readonly kind: 'many'; readonly of: string }
  | {
      readonly kind: 'item' | 'details' | 'part' | 'call';
      readonly of: string;
      readonly key: string;
      readonly query?: Readonly<Record<string, unknown>>;
    };

export interface Plan {
  readonly estimate: Estimate;
  readonly ahead: readonly Ahead[];
}

/** Whose fields are visited: how many things at most, and what is known of them. */
interface Parents {
  readonly typeName: string;
  readonly count: Bound;
  readonly of: string | undefined;
  readonly keys: Keys;
  readonly root: boolean;
}

/**
 * What a query will read, as far as its document tells: what it can cost, and what to begin at once. Pure: asks
 * nothing, and changes nothing.
 */
export function planQuery(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  document: Document,
  known: Knowledge,
): Plan {
  const uses = new Uses(known.pageSize);
  const visitor = new Visitor(schema, document, known, uses);
  const root = schema.getQueryType()?.name ?? '';
  visitor.visit([operation.selectionSet], { typeName: root, count: 1, of: undefined, keys: null, root: true });
  for (const [of, use] of uses.resources) use.many ||= wantsMany(use, known.size(of)?.pages ?? 1, known.listFrom);
  const ahead = aheadOf(uses, known);
  return { estimate: estimate(uses, known), ahead };
}

/**
 * Whether a list is to be begun at once: it will be read anyway, or so much of it is wanted that its pages are fewer
 * calls than the things one by one.
 */
function wantsMany({ listed, items, parts }: ResourceUse, pages: number, listFrom: number): boolean {
  const cheaper = (wanted: Bound) => wanted === null || (wanted >= listFrom && wanted > pages);
  return cheaper(items) || cheaper(parts) || (listed && (items !== 0 || parts !== 0));
}

/** What may begin at once: whatever has a key that is known, and the lists of which much is wanted. */
function aheadOf(uses: Uses, known: Knowledge): Ahead[] {
  const ahead: Ahead[] = [];
  for (const [of, use] of uses.resources) {
    if (!known.allowed(of)) continue;
    if (use.many) ahead.push({ kind: 'many', of });
    for (const key of use.itemKeys) ahead.push({ kind: 'item', of, key });
    for (const key of use.detailKeys) ahead.push({ kind: 'details', of, key });
    for (const key of use.partKeys) ahead.push({ kind: 'part', of, key });
  }
  for (const [of, use] of uses.calls) {
    if (!known.allowed(of)) continue;
    for (const [key, query] of use.keys) ahead.push({ kind: 'call', of, key, ...(query ? { query } : {}) });
  }
  return ahead;
}

class Visitor {
  readonly #schema: GraphQLSchema;
  readonly #document: Document;
  readonly #known: Knowledge;
  readonly #uses: Uses;

  constructor(schema: GraphQLSchema, document: Document, known: Knowledge, uses: Uses) {
    this.#schema = schema;
    this.#document = document;
    this.#known = known;
    this.#uses = uses;
  }

  visit(sets: readonly (SelectionSetNode | undefined)[], parents: Parents, byType?: (typeName: string) => Keys): void {
    for (const { node, condition } of selectedFields(sets, this.#document, { deferred: true })) {
      const owner = this.#narrow(parents, condition, byType);
      const type = owner && this.#schema.getType(owner.typeName);
      if (owner === undefined || !(isObjectType(type) || isInterfaceType(type))) continue;
      const field = type.getFields()[node.name.value];
      if (field !== undefined) this.#field(node, field, owner);
    }
  }

  /** The parents that a selection under a type condition is for; undefined where there are none. */
  #narrow(parents: Parents, condition: string | undefined, byType?: (typeName: string) => Keys): Parents | undefined {
    if (condition === undefined || condition === parents.typeName) return parents;
    const [type, own] = [this.#schema.getType(condition), this.#schema.getType(parents.typeName)];
    if (isInterfaceType(type)) {
      const implemented = isObjectType(own) && own.getInterfaces().includes(type);
      return implemented || own === type ? parents : undefined;
    }
    if (!isInterfaceType(own)) return undefined;
    const keys = byType?.(condition) ?? null;
    return { ...parents, typeName: condition, keys, count: keys === null ? parents.count : keys.length };
  }

  #field(node: FieldNode, field: GraphQLField<unknown, unknown>, parents: Parents): void {
    const args = this.#arguments(field, node);
    if (args === undefined) return;
    const reads = readsOf(field);
    const place: Place = {
      args,
      of: parents.of,
      parents: parents.keys,
      selectsBeyond: (free) => selectsBeyond(new Set(free), [node], this.#document, { deferred: true }),
    };
    let yields: Yield | undefined;
    try {
      for (const demand of reads.demands(place)) {
        const resumed = args.after !== null && args.after !== undefined;
        this.#uses.take(demand, parents.count, { root: parents.root, resumed });
        if (demand.kind === 'list' && !parents.root && !demand.narrowed) this.#uses.resource(demand.of).many = true;
      }
      yields = reads.yields?.(place);
    } catch {
      // An argument that the resolver will refuse: nothing is read for it, and the resolver says why.
      return;
    }
    if (node.selectionSet === undefined) return;
    const of = yields === undefined ? parents.of : yields.of;
    const size = of === undefined ? undefined : this.#known.size(of);
    const count = yields === undefined ? parents.count : times(parents.count, yields.most);
    const keys = yields?.keys;
    this.visit(
      [node.selectionSet],
      {
        typeName: getNamedType(field.type).name,
        count: atMost(count, size?.complete ? size.items : undefined),
        of,
        keys: yields === undefined ? parents.keys : typeof keys === 'function' ? null : (keys ?? null),
        root: false,
      },
      typeof keys === 'function' ? keys : undefined,
    );
  }

  #arguments(field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> | undefined {
    try {
      return getArgumentValues(field, node, this.#document.variables);
    } catch {
      return undefined;
    }
  }
}
