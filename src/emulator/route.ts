import type { Account } from './store/account.ts';
import type { Json, JsonObject } from './store/entities.ts';

/** What a handler sees of a call. */
export interface Call {
  readonly account: Account;
  /** The user whose key it is; undefined for a system key. */
  readonly userId: string | undefined;
  readonly systemKeyId: string | undefined;
  /** A part of the path, percent-decoded. */
  param(name: string): string;
  query(name: string): string | undefined;
  /** The JSON object that was sent, `{}` when the body was empty and may be. */
  readonly body: JsonObject;
}

/** A success. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly message: string;
  /** JSON of `data`; absent for deletes and triggers. */
  readonly data?: string;
  /** What the call did besides, which takes longer than an ordinary call. */
  readonly slow?: 'reload' | 'test' | undefined;
}

/** One operation. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As the official document writes it. */
  readonly path: string;
  /** The document does not have it. */
  readonly undocumented?: boolean;
  /** A POST or PATCH: whether the body may be empty; `none` asks for no content type either. @default 'required' */
  readonly body?: 'optional' | 'none';
  /** The answer depends on nothing but the account's rows, the path and the query, so an unchanged one is not made again. */
  readonly keep?: boolean;
  handle(call: Call): Reply | Promise<Reply>;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A GET of rows. */
export const read = (path: string, handle: Route['handle']): Route => ({ method: 'GET', path, keep: true, handle });
