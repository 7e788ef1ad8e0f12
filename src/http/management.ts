import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';

/** Whether traffic may come, and the details for people. */
export interface Readiness {
  readonly ready: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Everything that is counted, as text, with its media type. */
export interface Scrape {
  readonly type: string;
  readonly text: string;
}

export interface ManagementOptions {
  readonly readiness: () => Readiness;
  /** Undefined where metrics are not for whoever reaches this port. */
  readonly metrics: (() => Promise<Scrape>) | undefined;
  /** Is given what went wrong without anybody having foreseen it. */
  readonly onUnknownError: (error: unknown) => void;
}

/** Answers a request for one of the paths of operation; undefined where the path is another. */
export type Management = (path: string | undefined) => Handler | undefined;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** `/healthz`, `/readyz` and `/metrics`: none of them calls Fivetran. */
export function createManagement({ readiness, metrics, onUnknownError }: ManagementOptions): Management {
  const health = reading((response) => json(response, 200, { status: 'alive' }));
  const ready = reading((response) => {
    const { ready, details } = readiness();
    json(response, ready ? 200 : 503, details);
  });
  const scrape = reading(async (response) => {
    if (metrics === undefined) {
      return json(response, 404, { error: 'Where callers are told apart, metrics are at MANAGEMENT_PORT only' });
    }
    try {
      const { type, text } = await metrics();
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(text);
    } catch (error) {
      onUnknownError(error);
      json(response, 500, { error: 'The metrics could not be gathered' });
    }
  });
  const handlers = new Map([
    ['/healthz', health],
    ['/readyz', ready],
    ['/metrics', scrape],
  ]);
  return (path) => handlers.get(path ?? '');
}

export interface ManagementServerOptions {
  readonly management: Management;
  /** Whether a `Host` header is one that is served here. */
  readonly isServed: (host: string | undefined) => boolean;
}

/** A server of nothing but the paths of operation, for a port that only the operator's tools reach. Does not listen yet. */
export function createManagementServer({ management, isServed }: ManagementServerOptions): Server {
  const server = createServer((request, response) => {
    const handle = management(pathOf(request));
    response.setHeader('x-content-type-options', 'nosniff');
    const { host } = request.headers;
    if (!isServed(host) && !isAddress(host)) misdirected(response);
    else if (handle === undefined) json(response, 404, { error: 'There are /healthz, /readyz and /metrics here' });
    else handle(request, response);
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

/**
 * Whether a `Host` header is an address, by which probes and Prometheus reach one replica of many. Behind a name that is
 * rebound there would be that name.
 */
export const isAddress = (host: string | undefined): boolean =>
  isIP((host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0;

/** The path that is asked for, without its query. */
export const pathOf = ({ url }: IncomingMessage): string => (url ?? '').split('?', 1)[0] ?? '';

/** Says that this server is not meant by the name that it was called. */
export function misdirected(response: ServerResponse): void {
  json(response, 421, { error: 'This Host is not served here; ALLOWED_HOSTS names those that are' });
}

/** Answers with a JSON object that nobody keeps. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

function reading(handle: (response: ServerResponse) => void | Promise<void>): Handler {
  return (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      handle(response);
      return;
    }
    response.setHeader('allow', 'GET, HEAD');
    json(response, 405, { error: `GET is required, got ${request.method}` });
  };
}
