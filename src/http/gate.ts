import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from '../loaders/session.ts';
import type { AuditSink, RefusalLine } from '../policy/audit.ts';
import type { Authenticate } from './authentication.ts';
import { note } from './operation-report.ts';
import { callerOfAddress, Rate } from './rate.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface GateOptions {
  readonly authenticate: Authenticate;
  /** Whether each caller brings its own Fivetran key, so that Fivetran's refusal is a failure of the caller. */
  readonly ownKeys: boolean;
  /** Requests of one client; 0 is any number. */
  readonly requestsPerMinute: number;
  /** Refused credentials from one address; 0 is any number. */
  readonly failuresPerMinute: number;
  readonly audit: AuditSink;
  /** ms since the epoch */
  readonly now: () => number;
  readonly next: Handler;
}

/**
 * Lets in who has a valid credential and does not ask too often, before anything of the request's body is read. Who fails
 * too often from one address waits; a credential that is known to be good is never kept out by the failures of others.
 */
export function createGate(options: GateOptions): Handler {
  const requests = new Rate(options.requestsPerMinute, options.now);
  const failures = new Rate(options.failuresPerMinute, options.now);

  return (request, response) => {
    const address = callerOfAddress(request.socket.remoteAddress);
    const session = sessionOf(options.authenticate, request);
    const client = session instanceof Error ? 'unknown' : session.caller.client;
    const isKnown = !(session instanceof Error) && (!options.ownKeys || session.standing === 'accepted');
    const wait = isKnown ? undefined : failures.wait(address);
    if (wait !== undefined) {
      refuse(client, address, 'too many refused credentials from its address');
      return answer(request, response, 429, 'Too many credentials were refused', 'RATE_LIMITED', wait);
    }
    if (session instanceof Error) {
      failures.count(address);
      refuse(client, address, 'no valid credential');
      return answer(request, response, 401, session.message, 'UNAUTHENTICATED');
    }
    const late = requests.wait(client);
    if (late !== undefined) {
      refuse(client, address, 'too many requests');
      return answer(request, response, 429, 'This client asks too often', 'RATE_LIMITED', late);
    }
    requests.count(client);
    response.once('close', () => {
      if (options.ownKeys && session.standing === 'refused') failures.count(address);
    });
    return options.next(request, response);
  };

  function refuse(client: string, address: string, reason: string): void {
    const time = new Date(options.now()).toISOString();
    const line: RefusalLine = { time, event: 'refusal', decision: 'refused', client, address, reason };
    options.audit.note({ ...line, sentence: `${client} at ${address} was not let in: refused, ${reason}` });
  }
}

function sessionOf(authenticate: Authenticate, { headers }: IncomingMessage): Session | Error {
  try {
    return authenticate(headers.authorization);
  } catch (error) {
    return error instanceof Error ? error : new Error('A valid credential is required');
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  message: string,
  code: string,
  retryAfterSeconds?: number,
): void {
  note(request, { codes: [code] });
  const extensions = { code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  const type = /application\/graphql-response\+json/i.test(request.headers.accept ?? '')
    ? 'application/graphql-response+json'
    : 'application/json';
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  // What is left of the body is not read: the connection is of no further use.
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, connection: 'close' });
  response.end(`${JSON.stringify({ errors: [{ message, extensions }] })}\n`);
}
