import type { CallRecord } from './calls.ts';
import type { Caller } from './credentials.ts';
import {
  forbidden,
  invalidInput,
  notAcceptable,
  Refusal,
  tooManyRequests,
  unauthorized,
  unsupportedMediaType,
} from './refusal.ts';
import { isObject, type Reply, type Route } from './route.ts';
import type { Json, JsonObject } from './store/entities.ts';

/** A call as it came. */
export interface Arrival {
  readonly record: CallRecord;
  /** Undefined where the credentials are those of nobody. */
  readonly caller: Caller | undefined;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
  /** The parameters in the path by their place, percent-decoded. */
  param(place: number): string | undefined;
}

/** What a path and a verb lead to: an operation, or the way in which there is none. */
export type Target = Route | (() => Refusal);

/** An answer ready to go out. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** How long after the call it goes out (ms). */
  readonly delay: number;
}

/**
 * Every call passes the same checks in the same order, and then its handler.
 *
 * @param keep whether an answer may be sent again as long as nothing has changed.
 */
export async function answer(arrival: Arrival, target: Target, keep: boolean): Promise<Answer> {
  const { caller, record } = arrival;
  const delay = caller?.account.latency.call ?? 0;
  try {
    if (caller === undefined) throw unauthorized();
    const exhausted = caller.account.quota.draw(['all']);
    if (exhausted !== undefined) throw tooManyRequests(exhausted);
    if (caller.forbidden.some((prefix) => record.path.startsWith(prefix))) throw forbidden();
    if (typeof target === 'function') throw target();
    if (!acceptable(arrival.accept)) throw notAcceptable();
    const kept = keep && target.keep === true;
    const known = kept ? caller.kept.get(record.line) : undefined;
    if (known !== undefined) return { status: 200, headers: head(caller), body: known, delay };

    const reply = await handled(arrival, target, caller);
    const body = bodyOf(reply);
    if (kept) caller.kept.set(record.line, body);
    const slow = reply.slow === undefined ? delay : caller.account.latency[reply.slow];
    return { status: reply.status ?? 200, headers: head(caller), body, delay: slow };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = Buffer.from(JSON.stringify({ code: error.code, message: error.message }));
    return { status: error.status, headers: { ...head(caller), ...error.headers }, body, delay };
  }
}

function handled(arrival: Arrival, route: Route, caller: Caller): Reply | Promise<Reply> {
  const { line, method, path } = arrival.record;
  const query = new URLSearchParams(line.slice(method.length + path.length + 2));
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return route.handle({
    account: caller.account,
    userId: caller.userId,
    systemKeyId: caller.systemKeyId,
    param: (name) => arrival.param(names.indexOf(name)) ?? '',
    query: (name) => query.get(name) ?? undefined,
    body: method === 'POST' || method === 'PATCH' ? sentTo(route, arrival) : {},
  });
}

function bodyOf({ status, message, data }: Reply): Buffer {
  if (status === 204) return Buffer.alloc(0);
  const rest = data === undefined ? '' : `,"data":${data}`;
  return Buffer.from(`{"code":"Success","message":${JSON.stringify(message)}${rest}}`);
}

/** What every answer carries. Where no account is known there is no quota to tell of. */
export function head(caller: Caller | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json;charset=utf-8' };
  if (caller !== undefined) {
    headers['x-rate-limit'] = String(caller.account.quota.limit);
    headers['x-rate-limit-remaining'] = String(caller.account.quota.remaining);
  }
  return headers;
}

function acceptable(accept: string | undefined): boolean {
  if (accept === undefined) return true;
  return accept.split(',').some((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (type === '*/*' || type === 'application/*') return true;
    if (type !== 'application/json') return false;
    return parameters.every((text) => !text.startsWith('version=') || /^version=[12]$/.test(text));
  });
}

function sentTo(route: Route, { contentType = '', body }: Arrival): JsonObject {
  if (route.body === 'none') return {};
  const [type = ''] = contentType.split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw unsupportedMediaType();
  if (body.trim() === '') {
    if (route.body === 'optional') return {};
    throw invalidInput('Request body is required');
  }
  let value: Json;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalidInput('Request body is not valid JSON');
  }
  if (!isObject(value)) throw invalidInput('Request body must be a JSON object');
  return value;
}
