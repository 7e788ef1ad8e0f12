import type { IncomingMessage } from 'node:http';
import type { YogaInitialContext } from 'graphql-yoga';
import type { Context, EventFeed, ViewerInfo } from '../graphql/builder.ts';
import type { Session } from '../loaders/session.ts';
import { Selections } from '../plan/selection.ts';
import { type Authenticate, admittedAs } from './authentication.ts';
import { signalOf } from './waiters.ts';

export interface ContextOptions {
  readonly authenticate: Authenticate;
  readonly viewer: Omit<ViewerInfo, 'client'>;
  /** What a caller may hear of, until the signal fires. */
  readonly feedOf: (session: Session, signal: AbortSignal) => EventFeed;
}

/** What runs over HTTP has Node's request, and fetch's too where Yoga runs it; over WebSocket it has fetch's. */
type InitialContext = Partial<Pick<YogaInitialContext, 'request'>> & { readonly req?: IncomingMessage };

const never = new AbortController().signal;

/** Makes the context of an operation: whose it is, and its own set of loaders. */
export function createContext({ authenticate, viewer, feedOf }: ContextOptions): (initial: InitialContext) => Context {
  return ({ request, req }) => {
    const header = (name: 'authorization' | 'cache-control' | 'x-trace-calls') =>
      (request === undefined ? req?.headers[name]?.toString() : request.headers.get(name)) ?? undefined;
    const signal = signalOf(req) ?? request?.signal ?? never;
    const partsOf = (session: Session) => {
      const loaders = session.createLoaders({
        signal,
        fresh: wantsFresh(header('cache-control')),
        trace: header('x-trace-calls') === 'true',
      });
      let feed: EventFeed | undefined;
      return {
        loaders,
        selections: new Selections(),
        feed: () => {
          feed ??= feedOf(session, request?.signal ?? signal);
          return feed;
        },
      };
    };
    const session = admittedAs(req) ?? authenticate(header('authorization'));
    return {
      ...partsOf(session),
      viewer: { ...viewer, client: session.caller.client },
      renewed: () => {
        if (session.standing !== 'refused') return undefined;
        const current = authenticate(header('authorization'));
        return current.credentialId === session.credentialId ? undefined : partsOf(current);
      },
    };
  };
}

/** Whether a request's `Cache-Control` asks for nothing that was read before it. */
export const wantsFresh = (cacheControl: string | null | undefined): boolean =>
  /\bno-cache\b/i.test(cacheControl ?? '');
