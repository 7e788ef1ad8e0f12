import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { handleOrigin } from './cors.ts';
import { isAddress, json, type Management, misdirected, pathOf } from './management.ts';
import type { PageHandler } from './page.ts';
import { cutOffSlowReaders, type SlowReaderLimits } from './slow-readers.ts';

export interface ServerOptions {
  /** Handles `/graphql`. */
  readonly graphql: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Handles `/graphql` for browsers that want a page; undefined where there is none. */
  readonly graphiql: PageHandler | undefined;
  /** Handles `/webhooks/fivetran`. */
  readonly webhooks: PageHandler;
  /** Is given what went wrong without anybody having foreseen it. */
  readonly onUnknownError: (error: unknown) => void;
  /** Handles `/healthz`, `/readyz` and `/metrics`; undefined where they are served on a port of their own. */
  readonly management: Management | undefined;
  /** Names and addresses that a `Host` header may have; others are refused, against DNS rebinding. */
  readonly allowedHosts: readonly string[];
  /** Origins of pages, besides this server's own, that may call. */
  readonly corsOrigins: readonly string[];
  readonly maxHeaderBytes: number;
  /** How slowly a client may read its answer. */
  readonly slowReaders?: SlowReaderLimits;
}

/** The HTTP server: `/graphql` and the endpoints of operation. Does not listen yet. */
export function createHttpServer(options: ServerOptions): Server {
  const isServed = servedHosts(options.allowedHosts);
  const origins = new Set(options.corsOrigins);
  const server = createServer(
    { maxHeaderSize: options.maxHeaderBytes, connectionsCheckingInterval: 2_000 },
    (request, response) => {
      const path = pathOf(request);
      const manage = options.management?.(path);
      const { host } = request.headers;
      if (!(manage === undefined ? isServed(host) : isServed(host) || isAddress(host))) {
        misdirected(response);
        return;
      }
      for (const [name, value] of HEADERS) response.setHeader(name, value);
      if (path === '/graphql' && options.graphiql !== undefined && wantsPage(request)) {
        options.graphiql(request, response).catch((error) => {
          options.onUnknownError(error);
          json(response, 500, { error: 'The page could not be made' });
        });
      } else if (path === '/graphql') {
        if (!handleOrigin(request, response, origins)) options.graphql(request, response);
      } else if (path === '/webhooks/fivetran') {
        options.webhooks(request, response).catch((error) => {
          options.onUnknownError(error);
          json(response, 500, { error: 'The event could not be taken' });
        });
      } else if (path === '/') redirect(response, '/graphql');
      else if (manage !== undefined) manage(request, response);
      else json(response, 404, { error: 'There is nothing here; GraphQL is at /graphql' });
    },
  );
  cutOffSlowReaders(server, options.slowReaders);
  // Slow senders of headers and bodies are cut off; an answer may take as long as its operation may.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

/** Of every answer. Answers are their caller's: nothing between it and this server keeps them, and no page frames them. */
const HEADERS = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cache-control', 'no-store'],
] as const;

/** Tells whether a `Host` header is one of those that are served, against DNS rebinding. */
export function servedHosts(allowedHosts: readonly string[]): (host: string | undefined) => boolean {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return (host) => allowed.has(hostname(host));
}

/** Whether it is a browser that goes to an address, and not a program that sends an operation. */
const wantsPage = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location });
  response.end();
}

/** The host of a Host header in lower case, without port and brackets; '' where there is none. */
function hostname(header: string | undefined): string {
  const match = /^(\[[^\]]+\]|[^:]*)(?::\d+)?$/.exec(header ?? '');
  return (match?.[1] ?? '').replace(/^\[|\]$/g, '').toLowerCase();
}
