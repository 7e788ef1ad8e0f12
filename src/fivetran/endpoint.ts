import type { z } from 'zod';
import type { PoolKind } from './quota-table.ts';

/** The parts of Fivetran's API that access is granted by. */
export type Area =
  | 'connections'
  | 'schemas'
  | 'destinations'
  | 'groups'
  | 'users'
  | 'teams'
  | 'roles'
  | 'webhooks'
  | 'certificates'
  | 'log-services';

/** What a call does, as grants name it. */
export type Action =
  | 'read'
  | 'create'
  | 'update'
  | 'pause'
  | 'sync'
  | 'resync'
  | 'test'
  | 'reload'
  | 'approve'
  | 'connect'
  | 'delete';

/** How long an answer may take before the call is given up, in milliseconds. Reload, tests and create ask the source. */
export const TIMEOUTS = { read: 30_000, write: 60_000, slow: 15 * 60_000 } as const;

/** How long an answer may be served from the cache, in milliseconds (stale after that). */
export const LIFETIMES = {
  account: 60 * 60_000,
  state: 15_000,
  schemas: 5 * 60_000,
  structure: 2 * 60_000,
  people: 10 * 60_000,
  columns: 5 * 60_000,
} as const;

type Params = Readonly<Record<string, string>>;

/** One operation of Fivetran's REST API, as data. Everything that a call needs to know beside its arguments is here. */
export interface Endpoint<Data> {
  /** The `operationId` of Fivetran's OpenAPI document. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with `{parameters}`, as the document writes it. */
  readonly path: string;
  /** `null`: open to every caller (account info). */
  readonly area: Area | null;
  readonly action: Action;
  /** Quota pools that it draws on beside the hourly one of all requests (fivetran-facts 3.2). */
  readonly pools: readonly PoolKind[];
  readonly timeout: keyof typeof TIMEOUTS;
  /** Whether the document asks for `Accept: application/json;version=2`. */
  readonly version2: boolean;
  /** The shape of the envelope's `data`; `null` where there is none. */
  readonly data: z.ZodType<Data> | null;
}

/** A GET: cached, shared and killed by its tags. */
export interface ReadEndpoint<Data> extends Endpoint<Data> {
  readonly method: 'GET';
  readonly lifetime: keyof typeof LIFETIMES;
  /** A list: for a moment after a write it may still show the state before it. */
  readonly list: boolean;
  /** What the answer depends on. A write or an event that kills one of the tags kills the answer. */
  tags(params: Params): readonly string[];
}

/** A POST, PATCH or DELETE. */
export interface WriteEndpoint<Data> extends Endpoint<Data> {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Whether sending it twice does no more than sending it once: such a write may be repeated after a failure. */
  readonly idempotent: boolean;
  /** The tags of the reads that it makes old. */
  kills(params: Params, body: Body): readonly string[];
  /** Tags of the reads that may show the state before it for some time after its answer: these are read fresh. */
  unsettles?(params: Params): readonly string[];
  /** The read that its answer answers too. */
  primes?(data: Data, params: Params): Primed;
  /** How to find out what became of it, where that is unknown and it must not be repeated blindly. */
  readonly check?: string;
}

/** The JSON body of a write. */
export type Body = Readonly<Record<string, unknown>>;

/** A read with its answer, as a write has brought it. */
export interface Primed {
  readonly read: Read<unknown>;
  readonly data: unknown;
}

/** A page of a list as Fivetran sends it. */
export interface ListData<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string | null | undefined;
}

/** One request: an endpoint with its arguments. */
export interface Call<Data, Kind extends Endpoint<Data> = Endpoint<Data>> {
  readonly endpoint: Kind;
  /** Values of the path's parameters, not yet encoded. */
  readonly params: Params;
  /** Path with parameters filled in and query: with the method, what identifies the request. */
  readonly target: string;
}

/** A read with its arguments; `target` is its key in caches. */
export type Read<Data> = Call<Data, ReadEndpoint<Data>>;

/** A write with its arguments and its JSON body. */
export interface Write<Data> extends Call<Data, WriteEndpoint<Data>> {
  readonly body?: Body;
}

const parameter = /\{(\w+)\}/g;

/**
 * Whether a value can stand in a path at all: no encoding keeps an empty segment, `.` or `..` from changing the path, and
 * half a surrogate pair has none. Nothing can be asked for by such a name.
 */
export function isPathSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && value.isWellFormed();
}

type QueryValue = string | number | boolean | null | undefined;

/** Percent-encoded, so that a name with slashes or dots stays one segment. */
const encoded = (value: QueryValue): string => encodeURIComponent(String(value ?? '').toWellFormed());

/** A call of an endpoint. Query entries that are null or undefined are left out; the others are sorted by name. */
export function callOf<Data, Kind extends Endpoint<Data>>(
  endpoint: Kind & Endpoint<Data>,
  params: Params = {},
  query: Readonly<Record<string, QueryValue>> = {},
): Call<Data, Kind> {
  const search = Object.keys(query)
    .sort()
    .flatMap((name) => (query[name] == null ? [] : [`${name}=${encoded(query[name])}`]))
    .join('&');
  const path = endpoint.path.replace(parameter, (_, name: string) => encoded(params[name]));
  return { endpoint, params, target: search === '' ? path : `${path}?${search}` };
}
