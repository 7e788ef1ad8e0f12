/** The resources that lists and loads by id are planned over; the names are those of the loaders. */
export type Resource = string;

/** A read that a field may cause of Fivetran. `keys` are the ids it is about where the document tells them, else null. */
export type Demand =
  /** Pages of a whole list. `filtered`: it is walked until enough items match. */
  | { readonly kind: 'list'; readonly of: Resource; readonly first: number; readonly filtered: boolean }
  /** One item by id for each parent (or key): gathered, from the list or by details. */
  | { readonly kind: 'item'; readonly of: Resource; readonly keys: Keys }
  /** The part of a list that belongs to each parent (or key): gathered, from the whole list or by part. */
  | { readonly kind: 'part'; readonly of: Resource; readonly keys: Keys; readonly first: number }
  /** One call for each parent (or key), whatever is gathered. `paged`: each may take several. */
  | { readonly kind: 'call'; readonly of: string; readonly keys: Keys; readonly paged: boolean };

export type Keys = readonly string[] | null;

/** Where a field stands in an operation. */
export interface Place {
  readonly args: Readonly<Record<string, unknown>>;
  /** What the parents are, where the field above says so. */
  readonly of: Resource | undefined;
  /** Ids of the parents, where the document tells them. */
  readonly parents: Keys;
  /** Whether a field other than these is selected below, outside of what is deferred. */
  selectsBeyond(free: readonly string[]): boolean;
}

/** What a field says of its reads, at its definition. Everything that plans, bounds or documents cost derives from it. */
export interface FieldReads {
  /** What it costs, as a sentence of its description's kind: "one call a table". */
  readonly cost?: string;
  demands(place: Place): readonly Demand[];
  /** How many values it has for each parent (null: no bound), of which resource, and their ids where known. */
  yields?(place: Place): { readonly most: number | null; readonly of?: Resource; readonly keys?: Keys };
}

/** The key under `extensions` of a GraphQL field at which its reads stand. */
export const READS = 'fivetran-graphql.reads';

/** Field options that declare reads: `t.field({ ...declare({ … }), … })`. */
export function declare(reads: FieldReads): { readonly extensions: Readonly<Record<string, unknown>> } {
  return { extensions: { [READS]: reads } };
}

const none: FieldReads = { demands: () => [] };

/** What a field's options or its definition say of its reads. */
export function readsOf(field: {
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}): FieldReads {
  return (field.extensions?.[READS] as FieldReads | undefined) ?? none;
}
