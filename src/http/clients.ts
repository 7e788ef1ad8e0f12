import { isDeepStrictEqual } from 'node:util';
import { type Caller, Session, type SessionOptions } from '../loaders/session.ts';
import { type Client, type CredentialFiles, clientOfToken, tokensOf } from '../policy/clients.ts';
import type { Grants } from '../policy/grants.ts';
import type { Permit } from '../policy/permit.ts';
import { type Authenticate, unauthenticated } from './authentication.ts';

type Credential = Caller['credential'];

export interface ClientSessionsOptions {
  readonly session: SessionOptions;
  /** The permit of a client with these grants. */
  readonly permitOf: (grants: Grants) => Permit;
  /** The server's own key, for clients that have none. */
  readonly credential: () => Credential;
  /** @throws where the files cannot be read */
  readonly readCredential: (files: CredentialFiles) => Credential;
  /** ms since the epoch */
  readonly now: () => number;
}

/** A client with all that its sessions were made of. */
interface Known {
  readonly client: Client;
  readonly caller: Caller;
  /** One for each of its tokens, so that a token that is revoked ends what goes on in its name. */
  readonly sessions: Map<string, Session>;
}

/** The callers that the clients file names, each with a session for each of its tokens. */
export class ClientSessions {
  readonly #options: ClientSessionsOptions;
  #clients: readonly Client[] = [];
  #known = new Map<string, Known>();

  constructor(options: ClientSessionsOptions) {
    this.#options = options;
  }

  /**
   * Takes the clients of a file. Whoever has not changed goes on undisturbed; who is gone or has other grants or another
   * key has new sessions from now on, and its old ones end.
   * @throws where a client's own key cannot be read; then all stays as it was
   */
  use(clients: readonly Client[]): void {
    const known = new Map(clients.map((client) => [client.name, this.#open(client)]));
    const before = this.#known;
    this.#clients = clients;
    this.#known = known;
    const going = new Set([...known.values()].flatMap(({ sessions }) => [...sessions.values()]));
    for (const { sessions } of before.values()) {
      for (const session of sessions.values()) if (!going.has(session)) session.end();
    }
  }

  /** Reads the keys of the same clients again: one was refused, or has changed. */
  refresh(): void {
    this.use(this.#clients);
  }

  /** Ends the sessions of tokens whose time is over. */
  expire(): void {
    const now = this.#options.now();
    for (const { client, sessions } of this.#known.values()) {
      for (const { digest, expires } of client.tokens) {
        if (expires !== undefined && expires <= now) sessions.get(digest.toString('hex'))?.end();
      }
    }
  }

  readonly authenticate: Authenticate = (authorization) => {
    const token = authorization?.match(/^Bearer +(\S+)$/i)?.[1];
    if (token === undefined) throw unauthenticated('A token of this server is required: Authorization: Bearer <token>');
    const found = clientOfToken(this.#clients, token, this.#options.now());
    const session = found && this.#known.get(found.client.name)?.sessions.get(found.digest.toString('hex'));
    if (session === undefined) throw unauthenticated('The token is unknown, revoked or expired');
    return session;
  };

  #open(client: Client): Known {
    const { credential: files, grants, callsPerHour, name } = client;
    const credential = files === undefined ? this.#options.credential() : this.#options.readCredential(files);
    const before = this.#known.get(name);
    const same =
      before !== undefined &&
      isDeepStrictEqual(before.client.grants, grants) &&
      before.caller.callsPerHour === callsPerHour &&
      isDeepStrictEqual(before.caller.credential, credential);
    const caller = same
      ? before.caller
      : {
          client: name,
          credential,
          permit: this.#options.permitOf(grants),
          ...(callsPerHour === undefined ? {} : { callsPerHour }),
        };
    const sessions = new Map(
      tokensOf(client).map((digest) => {
        const kept = same ? before.sessions.get(digest) : undefined;
        return [digest, kept ?? new Session(this.#options.session, caller)];
      }),
    );
    return { client, caller, sessions };
  }
}
