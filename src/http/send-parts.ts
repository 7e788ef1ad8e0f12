import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/**
 * Sends an answer in one go. Its parts are handed to the socket as they are: to copy a large one that goes to many costs
 * more than to find it.
 */
export function sendParts(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  parts: readonly Buffer[],
): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(status, { ...headers, 'content-length': length });
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
  response.uncork();
}
