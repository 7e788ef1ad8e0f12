import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOwnOrigin } from './origin.ts';

const HEADERS = 'authorization, cache-control, content-type, x-request-id, x-trace-calls';
const PREFLIGHT_SECONDS = 600;

/**
 * Cross-origin requests, by allow-list. Says what the browser needs to know, answers what it asks ahead, and refuses
 * pages of other origins also where a browser would have sent them all the same.
 * @returns whether the request was answered here
 */
export function handleOrigin(request: IncomingMessage, response: ServerResponse, listed: ReadonlySet<string>): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  response.setHeader('vary', 'origin');
  const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (!isOwnOrigin(request.headers, listed)) {
    const message = 'Pages of this origin are not served; CORS_ORIGINS names those that are';
    response.writeHead(403, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
    response.end(`${JSON.stringify({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] })}\n`);
    return true;
  }
  if (listed.has(origin)) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', 'retry-after, x-request-id');
  }
  if (!preflight) return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': HEADERS,
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  });
  response.end();
  return true;
}
