import type { Session } from '../loaders/session.ts';
import type { AuditSink, RefusalLine } from '../policy/audit.ts';
import type { Authenticate } from './authentication.ts';
import { callerOfAddress, Rate } from './rate.ts';

export interface AdmissionOptions {
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
}

/** Why somebody is not let in. */
export interface NotAdmitted {
  readonly status: 401 | 429;
  readonly message: string;
  readonly code: 'UNAUTHENTICATED' | 'RATE_LIMITED';
  readonly retryAfterSeconds?: number;
}

/** Who may come in, by whatever way: the same rules for a request and for an operation on a socket. */
export interface Admission {
  /** Whose request it is, where it may come now; else why not, which the audit log has then. Counts it. */
  admit(authorization: string | undefined, address: string | undefined): Session | NotAdmitted;
  /** A request is over: a key that Fivetran has refused counts against the address that it came from. */
  over(session: Session, address: string | undefined): void;
}

export const isAdmitted = (given: Session | NotAdmitted): given is Session => !('status' in given);

/**
 * Lets in who has a valid credential and does not ask too often. Who fails too often from one address waits; a credential
 * that is known to be good is never kept out by the failures of others.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const requests = new Rate(options.requestsPerMinute, options.now);
  const failures = new Rate(options.failuresPerMinute, options.now);

  return {
    admit(authorization, from) {
      const address = callerOfAddress(from);
      const session = sessionOf(options.authenticate, authorization);
      const client = session instanceof Error ? 'unknown' : session.caller.client;
      const isKnown = !(session instanceof Error) && (!options.ownKeys || session.standing === 'accepted');
      const wait = isKnown ? undefined : failures.wait(address);
      if (wait !== undefined) {
        refuse(client, address, 'too many refused credentials from its address');
        return late('Too many credentials were refused', wait);
      }
      if (session instanceof Error) {
        failures.count(address);
        refuse(client, address, 'no valid credential');
        return { status: 401, message: session.message, code: 'UNAUTHENTICATED' };
      }
      const seconds = requests.wait(client);
      if (seconds !== undefined) {
        refuse(client, address, 'too many requests');
        return late('This client asks too often', seconds);
      }
      requests.count(client);
      return session;
    },
    over(session, from) {
      if (options.ownKeys && session.standing === 'refused') failures.count(callerOfAddress(from));
    },
  };

  function refuse(client: string, address: string, reason: string): void {
    const time = new Date(options.now()).toISOString();
    const line: RefusalLine = { time, event: 'refusal', decision: 'refused', client, address, reason };
    options.audit.note({ ...line, sentence: `${client} at ${address} was not let in: refused, ${reason}` });
  }
}

const late = (message: string, retryAfterSeconds: number): NotAdmitted => ({
  status: 429,
  message,
  code: 'RATE_LIMITED',
  retryAfterSeconds,
});

function sessionOf(authenticate: Authenticate, authorization: string | undefined): Session | Error {
  try {
    return authenticate(authorization);
  } catch (error) {
    return error instanceof Error ? error : new Error('A valid credential is required');
  }
}
