import { createGraphQLError } from 'graphql-yoga';
import type { Credential } from '../fivetran/client.ts';
import type { Permit } from '../policy/permit.ts';

/** Who a request is from, and what it may do with which key. */
export interface Caller {
  /** The client's name in logs, metrics and fair queues. */
  readonly client: string;
  readonly credential: Credential;
  readonly permit: Permit;
}

/** Tells who a request is from. @throws GraphQLError UNAUTHENTICATED, with status 401 */
export type Authenticate = (request: Request) => Caller;

/** Everybody is the same caller: the emulator, or a server key that only this machine can reach. */
export function anonymous(credential: Credential, permit: Permit): Authenticate {
  const caller = { client: 'anonymous', credential, permit };
  return () => caller;
}

/** Each caller sends its own Fivetran key as HTTP Basic. */
export function passThrough(permit: Permit): Authenticate {
  return (request) => {
    const credential = basicCredential(request.headers.get('authorization'));
    if (credential === undefined) {
      throw unauthenticated('A Fivetran API key is required: Authorization: Basic base64(key:secret)');
    }
    return { client: 'pass-through', credential, permit };
  };
}

/** Refused for want of a valid credential. Never with a challenge: a browser would answer one by itself. */
export function unauthenticated(message: string): Error {
  return createGraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}

function basicCredential(header: string | null): Credential | undefined {
  const encoded = header?.match(/^Basic +([A-Za-z0-9+/]+={0,2})$/i)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon < 1 || colon === decoded.length - 1) return undefined;
  return { key: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}
