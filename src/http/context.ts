import type { IncomingMessage } from 'node:http';
import type { YogaInitialContext } from 'graphql-yoga';
import type { Context, EventFeed, ViewerInfo } from '../graphql/builder.ts';
import type { Session } from '../loaders/session.ts';
import { Selections } from '../plan/selection.ts';
import type { Authenticate } from './authentication.ts';
import { signalOf } from './waiters.ts';

export interface ContextOptions {
  readonly authenticate: Authenticate;
  readonly viewer: Omit<ViewerInfo, 'client'>;
  /** What a caller may hear of, until the signal fires. */
  readonly feedOf: (session: Session, signal: AbortSignal) => EventFeed;
}

type InitialContext = YogaInitialContext & { readonly req?: IncomingMessage };

/** Makes the context of an operation: whose it is, and its own set of loaders. */
export function createContext({ authenticate, viewer, feedOf }: ContextOptions): (initial: InitialContext) => Context {
  return ({ request, req }) => {
    const session = authenticate(request.headers.get('authorization') ?? undefined);
    const loaders = session.createLoaders({
      signal: signalOf(req) ?? request.signal,
      fresh: wantsFresh(request.headers.get('cache-control')),
      trace: request.headers.get('x-trace-calls') === 'true',
    });
    let feed: EventFeed | undefined;
    return {
      loaders,
      selections: new Selections(),
      viewer: { ...viewer, client: session.caller.client },
      feed: () => {
        feed ??= feedOf(session, request.signal);
        return feed;
      },
    };
  };
}

/** Whether a request's `Cache-Control` asks for nothing that was read before it. */
export const wantsFresh = (cacheControl: string | null | undefined): boolean =>
  /\bno-cache\b/i.test(cacheControl ?? '');
