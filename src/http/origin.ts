import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request is from no page, from a page of this server's own, or from one of the listed origins. Browsers send
 * `Origin` with every handshake of a WebSocket and let any page open one, so this is the server's to check. That `Host` is
 * one that is served must have been checked before: else a page could be of the server's own by a name of its own.
 */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  if (origin === undefined || origins.has(origin)) return true;
  // The scheme may differ, since TLS may end before this server; and a port that a scheme has anyway may be named or not.
  const page = URL.parse(origin);
  return page !== null && page.origin === origin && URL.parse(`${page.protocol}//${host}`)?.host === page.host;
}
