import type { IncomingHttpHeaders } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { type Answer, answer, head, type Target } from './answer.ts';
import type { CallLog } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Caller } from './credentials.ts';
import type { Fault, Faults } from './faults.ts';
import type { Exchange } from './options.ts';
import { noRoute, wrongVerb } from './refusal.ts';
import type { Route } from './route.ts';

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

/** What `/v1/connectors` and `/v1/connections` share. */
const alias = (path: string) => path.replace('/v1/connections', '/v1/connectors');

/** The HTTP side: routes, faults, the log of calls. */
export function createApp(parts: AppParts): Hono<Env> {
  // The raw target: node-server's URL would resolve '.' and '..', which are names of tables like any other.
  const app = new Hono<Env>({
    getPath: (_, options) => (options?.env as HttpBindings | undefined)?.incoming.url?.split('?', 1)[0] ?? '/',
  });
  const serve = (target: Target) => (context: Context<Env>) => exchange(parts, context, target);
  const paths = new Set<string>();
  for (const route of parts.routes) {
    for (const path of new Set([route.path, alias(route.path)])) {
      // By place: the document names one place in a path differently, which a router would take for different routes.
      let place = 0;
      const pattern = path.replace(/\{\w+\}/g, () => `:${place++}`);
      app.on(route.method, pattern, serve(route));
      paths.add(pattern);
    }
  }
  for (const pattern of paths) app.all(pattern, serve(wrongVerb));
  app.all('*', serve(noRoute));
  return app;
}

async function exchange(parts: AppParts, context: Context<Env>, target: Target): Promise<Response> {
  const { incoming, outgoing } = context.env;
  const path = incoming.url ?? '/';
  const record = parts.calls.begin(incoming.method ?? 'GET', path);
  outgoing.once('close', () => parts.calls.end(record));
  const fault = parts.faults.strike(record);
  const caller = parts.callerOf(incoming.headers.authorization);
  if (caller !== undefined) {
    record.key = caller.key;
    if (fault !== undefined && 'page' in fault) fault.page(caller.account);
  }
  const body = incoming.method === 'GET' ? '' : await context.req.raw.text();
  const arrival = {
    record,
    caller,
    accept: incoming.headers.accept,
    contentType: incoming.headers['content-type'],
    body,
    param: (place: number) => context.req.param(String(place)),
  };
  const replaced =
    fault !== undefined && ('status' in fault || 'hangUp' in fault || 'never' in fault) ? fault : undefined;
  const applied = replaced === undefined || replaced.applied === true;
  const made = applied ? await answer(arrival, target, parts.keepAnswers) : undefined;

  if (fault !== undefined && 'never' in fault) return RESPONSE_ALREADY_SENT;
  if (fault !== undefined && 'hangUp' in fault) {
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const last = spoiled(fault, made, caller);
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
    path,
    ...(typeof target !== 'function' && target.undocumented !== true && { operationPath: target.path }),
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
function spoiled(fault: Fault | undefined, made: Answer | undefined, caller: Caller | undefined): Answer {
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
