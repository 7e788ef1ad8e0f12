import type { IncomingHttpHeaders } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { CallLog, CallRecord } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Caller } from './credentials.ts';
import type { Fault, Faults } from './faults.ts';
import type { Exchange } from './options.ts';
import {
  forbidden,
  invalidInput,
  noRoute,
  notAcceptable,
  Refusal,
  tooManyRequests,
  unauthorized,
  unsupportedMediaType,
  wrongVerb,
} from './refusal.ts';
import { type Call, isObject, type Route } from './route.ts';
import type { Json, JsonObject } from './store/entities.ts';

export interface AppParts {
  readonly clock: Clock;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly routes: readonly Route[];
  callerOf(authorization: string | undefined): Caller | undefined;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
  /** Whether unchanged answers may be sent again: not while lists lag behind writes. */
  readonly keepAnswers: boolean;
}

type Env = { Bindings: HttpBindings };

/** An answer ready to go out. */
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** How long after the call it goes out. */
  readonly delay: number;
}

/** What `/v1/connectors` and `/v1/connections` share. */
const alias = (path: string) => path.replace('/v1/connections', '/v1/connectors');

/** The HTTP side: one handler for every route, so that every call passes the same checks in the same order. */
export function createApp(parts: AppParts): Hono<Env> {
  // The raw target: node-server's URL would resolve '.' and '..', which are names of tables like any other.
  const app = new Hono<Env>({
    getPath: (_, options) => (options?.env as HttpBindings | undefined)?.incoming.url?.split('?', 1)[0] ?? '/',
  });
  const serve = (route: Route | undefined, refusal: () => Refusal) => (context: Context<Env>) =>
    exchange(parts, context, route, refusal);
  const paths = new Set<string>();
  for (const route of parts.routes) {
    for (const path of new Set([route.path, alias(route.path)])) {
      // By position: the document gives one place in a path different names, which a router would take for different routes.
      let position = 0;
      const pattern = path.replace(/\{\w+\}/g, () => `:${position++}`);
      app.on(route.method, pattern, serve(route, noRoute));
      paths.add(pattern);
    }
  }
  for (const pattern of paths) app.all(pattern, serve(undefined, wrongVerb));
  app.all('*', serve(undefined, noRoute));
  return app;
}

async function exchange(
  parts: AppParts,
  context: Context<Env>,
  route: Route | undefined,
  otherwise: () => Refusal,
): Promise<Response> {
  const { incoming, outgoing } = context.env;
  const target = incoming.url ?? '/';
  const record = parts.calls.begin(incoming.method ?? 'GET', target);
  outgoing.once('close', () => parts.calls.end(record));
  const fault = parts.faults.strike(record);
  const caller = parts.callerOf(incoming.headers.authorization);
  if (caller !== undefined) {
    record.key = caller.key;
    if (fault !== undefined && 'page' in fault) fault.page(caller.account);
  }
  const body = incoming.method === 'GET' ? '' : await context.req.raw.text();
  const silent =
    fault !== undefined && ('status' in fault || 'hangUp' in fault || 'never' in fault) ? fault : undefined;
  const handled = silent === undefined || silent.applied === true;
  const made = handled ? await answer(parts, context, record, route, otherwise, caller, body) : undefined;

  if (silent !== undefined && 'never' in silent) return RESPONSE_ALREADY_SENT;
  if (silent !== undefined && 'hangUp' in silent) {
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const last = spoil(fault, made, caller);
  const delay = last.delay + (fault !== undefined && 'delayMs' in fault ? fault.delayMs : 0);
  if (delay > 0) await new Promise<void>((resolve) => parts.clock.setTimer(parts.clock.now() + delay, resolve));

  if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
  record.status = last.status;
  // A 204 has no body and so no length.
  const length = last.status === 204 ? {} : { 'content-length': last.body.length };
  outgoing.writeHead(last.status, { ...last.headers, ...length });
  if (fault !== undefined && 'truncate' in fault) {
    outgoing.write(last.body.subarray(0, last.body.length / 2), () => outgoing.destroy());
  } else {
    outgoing.end(incoming.method === 'HEAD' ? undefined : last.body);
  }
  parts.onExchange?.({
    method: record.method,
    path: target,
    ...(route !== undefined && route.undocumented !== true && { operationPath: route.path }),
    requestHeaders: joined(incoming.headers),
    requestBody: parsed(body),
    status: last.status,
    responseHeaders: last.headers,
    responseBody: parsed(last.body.toString()),
    faulty: fault !== undefined && !('page' in fault) && !('delayMs' in fault),
  });
  return RESPONSE_ALREADY_SENT;
}

/** The answer that a fault leaves of the one that was made. */
function spoil(fault: Fault | undefined, made: Answer | undefined, caller: Caller | undefined): Answer {
  if (fault !== undefined && 'status' in fault) {
    const body = fault.body ?? { code: `Scripted_${fault.status}`, message: `Scripted fault ${fault.status}` };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { ...head(caller), ...lowerCased(fault.headers ?? {}) };
    return { status: fault.status, headers, body: Buffer.from(text), delay: made?.delay ?? 0 };
  }
  if (made === undefined) throw new Error('expected an answer where no fault replaces it');
  if (fault !== undefined && 'patch' in fault) {
    return { ...made, body: Buffer.from(JSON.stringify(fault.patch(JSON.parse(made.body.toString())))) };
  }
  return made;
}

async function answer(
  parts: AppParts,
  context: Context<Env>,
  record: CallRecord,
  route: Route | undefined,
  otherwise: () => Refusal,
  caller: Caller | undefined,
  body: string,
): Promise<Answer> {
  const delay = caller?.account.latency.call ?? 0;
  try {
    if (caller === undefined) throw unauthorized();
    const exhausted = caller.account.quota.draw(['all']);
    if (exhausted !== undefined) throw tooManyRequests(exhausted);
    if (caller.forbidden.some((prefix) => record.path.startsWith(prefix))) throw forbidden();
    if (route === undefined) throw otherwise();
    if (!acceptable(context.req.header('accept'))) throw notAcceptable();
    const kept = route.keep === true && parts.keepAnswers ? caller.kept.get(record.line) : undefined;
    if (kept !== undefined) return { status: 200, headers: head(caller), body: kept, delay };

    const sent = route.method === 'POST' || route.method === 'PATCH' ? bodyOf(route, context, body) : {};
    const query = new URLSearchParams(record.line.slice(record.method.length + record.path.length + 2));
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const call: Call = {
      account: caller.account,
      userId: caller.userId,
      systemKeyId: caller.systemKeyId,
      param: (name) => context.req.param(String(names.indexOf(name))) ?? '',
      query: (name) => query.get(name) ?? undefined,
      body: sent,
    };
    const reply = await route.handle(call);
    const status = reply.status ?? 200;
    const data = reply.data === undefined ? '' : `,"data":${reply.data}`;
    const text = status === 204 ? '' : `{"code":"Success","message":${JSON.stringify(reply.message)}${data}}`;
    const buffer = Buffer.from(text);
    if (route.keep === true && parts.keepAnswers) caller.kept.set(record.line, buffer);
    const { latency } = caller.account;
    return {
      status,
      headers: head(caller),
      body: buffer,
      delay: reply.slow === undefined ? delay : latency[reply.slow],
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = JSON.stringify({ code: error.code, message: error.message });
    return { status: error.status, headers: { ...head(caller), ...error.headers }, body: Buffer.from(text), delay };
  }
}

/** What every answer carries. Where no account is known there is no quota to tell of. */
function head(caller: Caller | undefined): Record<string, string> {
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
    return (
      type === 'application/json' &&
      parameters.every((text) => !text.startsWith('version=') || /^version=[12]$/.test(text))
    );
  });
}

function bodyOf(route: Route, context: Context<Env>, text: string): JsonObject {
  if (route.body === 'none') return {};
  const [type = ''] = (context.req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw unsupportedMediaType();
  if (text.trim() === '') {
    if (route.body === 'optional') return {};
    throw invalidInput('Request body is required');
  }
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidInput('Request body is not valid JSON');
  }
  if (!isObject(value)) throw invalidInput('Request body must be a JSON object');
  return value;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Headers that came more than once, in one. */
const joined = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
