/** The resources that lists and loads by id are planned over; the names are those of the loaders. */
export type Resource = string;

/** Ids of things, where the document tells them; else null. */
export type Keys = readonly string[] | null;

/** A read that a field may cause of Fivetran. Where `keys` are null there is one for each parent. */
export type Demand =
  /**
   * Pages of a whole list. `filtered`: it is walked until enough items match. `narrowed`: Fivetran is asked for a part of
   * it, which says nothing of the whole.
   */
  | {
      readonly kind: 'list';
      readonly of: Resource;
      readonly first: number;
      readonly filtered: boolean;
      readonly narrowed?: boolean;
    }
  /** One item by id: gathered, from the list or by details. */
  | { readonly kind: 'item'; readonly of: Resource; readonly keys: Keys }
  /** One item's details, with fields that lists lack. They answer for the item by id too. */
  | { readonly kind: 'details'; readonly of: Resource; readonly keys: Keys }
  /** The part of a list that belongs to a parent: gathered, from the whole list or by part. */
  | {
      readonly kind: 'part';
      readonly of: Resource;
      readonly keys: Keys;
      readonly first: number;
      readonly narrowed?: boolean;
    }
  /** One call, whatever is gathered; of a list (`first`) as many as its pages. `query`: what it is narrowed by. */
  | {
      readonly kind: 'call';
      readonly of: string;
      readonly keys: Keys;
      readonly first?: number;
      readonly query?: Readonly<Record<string, unknown>>;
    };

/** Where a field stands in an operation. */
export interface Place {
  readonly args: Readonly<Record<string, unknown>>;
  /** What the parents are, where the field above says so. */
  readonly of: Resource | undefined;
  /** Ids of the parents, where the document tells them. */
  readonly parents: Keys;
  /** Whether a field other than these is selected below. */
  selectsBeyond(free: readonly string[]): boolean;
}

/** What a field has for each parent. */
export interface Yield {
  readonly most: number;
  readonly of?: Resource;
  /** Their ids where known; of a field whose values are of several types, by type. */
  readonly keys?: Keys | ((typeName: string) => Keys);
}

/** What a field says of its reads, at its definition. Everything that plans, bounds or documents cost derives from it. */
export interface FieldReads {
  /** What it costs, in words: "one call a table". */
  readonly cost?: string;
  demands(place: Place): readonly Demand[];
  yields?(place: Place): Yield;
}

/** The key under `extensions` of a GraphQL field at which its reads stand. */
const READS = 'fivetran-graphql.reads';

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
