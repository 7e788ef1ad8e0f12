import { createGraphQLError } from 'graphql-yoga';
import { type Caller, Session, type SessionOptions } from '../loaders/session.ts';
import type { Permit } from '../policy/permit.ts';
import { Beside } from './beside.ts';

/** Tells whose a request is by its `Authorization` header. @throws GraphQLError UNAUTHENTICATED, with status 401 */
export type Authenticate = (authorization: string | undefined) => Session;

/**
 * Everybody is the same caller: the emulator, or a server key that only this machine can reach.
 * @param credential the key as it is now; another one makes another session, and ends what went on with the old one
 */
export function anonymous(
  options: SessionOptions,
  credential: () => Caller['credential'],
  permit: Permit,
): Authenticate {
  let session: Session | undefined;
  return () => {
    const current = credential();
    if (session?.caller.credential !== current) {
      session?.end();
      session = new Session(options, { client: 'anonymous', credential: current, permit });
    }
    return session;
  };
}

/** Each caller sends its own Fivetran key as HTTP Basic. */
export function passThrough(options: SessionOptions, permit: Permit): Authenticate {
  return (authorization) => {
    const credential = basicCredential(authorization);
    if (credential === undefined) {
      throw unauthenticated('A Fivetran API key is required: Authorization: Basic base64(key:secret)');
    }
    return new Session(options, {
      client: `key ${options.fivetran.fingerprint(credential).slice(0, 12)}`,
      credential,
      permit,
    });
  };
}

const admitted = new Beside<object, Session>();

/** Remembers whose a request is, so that nobody need find it out again. */
export function admit(request: object, session: Session): void {
  admitted.set(request, session);
}

/** Whose a request is that was let in; undefined for one that was not asked yet. */
export const admittedAs = (request: object | undefined): Session | undefined => request && admitted.of(request);

/** Refused for want of a valid credential. Never with a challenge: a browser would answer one by itself. */
export function unauthenticated(message: string): Error {
  return createGraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}

function basicCredential(header: string | undefined): Caller['credential'] | undefined {
  const encoded = header?.match(/^Basic +([A-Za-z0-9+/]+={0,2})$/i)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon < 1 || colon === decoded.length - 1) return undefined;
  return { key: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}
