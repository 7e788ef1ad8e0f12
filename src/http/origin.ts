import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request is from no page, from a page of this server's own, or from one of the listed origins. Browsers send
 * `Origin` with every handshake of a WebSocket and let any page open one, so this is the server's to check.
 */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  if (origin === undefined || origins.has(origin)) return true;
  // The scheme may differ: TLS may end before this server.
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
