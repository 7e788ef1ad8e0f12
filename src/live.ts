import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { Fanout } from './events/fanout.ts';
import { Hub } from './events/hub.ts';
import { Intake } from './events/intake.ts';
import { keepTrying } from './events/keep-trying.ts';
import { registerWebhook } from './events/registration.ts';
import type { Credential, Fivetran } from './fivetran/client.ts';
import { Forbidden } from './fivetran/errors.ts';
import type { EventFeed } from './graphql/builder.ts';
import { unauthenticated } from './http/authentication.ts';
import { createWebhookReceiver } from './http/webhook-receiver.ts';
import { EventLoaders } from './loaders/event-loaders.ts';
import { tagsOfEvent, watchedConnections, webhookPort } from './loaders/live.ts';
import { Session, type SessionOptions } from './loaders/session.ts';
import { Visibility } from './loaders/visibility.ts';
import { permitOfScope } from './policy/permit.ts';
import type { SharedStore } from './store/store.ts';

export interface LiveOptions {
  readonly config: Config;
  readonly fivetran: Fivetran;
  /** What is shared with other replicas; undefined where there are none. */
  readonly store: SharedStore | undefined;
  readonly log: Logger;
  readonly sessions: SessionOptions;
  /** The server's own key at the start; undefined where callers bring theirs. */
  readonly credential: Credential | undefined;
  /** The server's own key as it is now. */
  readonly currentKey: () => Credential | undefined;
  readonly pollMs: number | undefined;
}

/** What makes the server live: events in, subscriptions out. */
export interface Live {
  readonly feedOf: (session: Session, signal: AbortSignal) => EventFeed;
  /** `/webhooks/fivetran` */
  readonly receive: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /**
   * Sees to it that Fivetran sends its webhooks here. Once it listens: Fivetran asks at once. Where that fails it is tried
   * again for about ten minutes: what stands before this server may come up after it. Never rejects.
   */
  register(baseUrl: string): Promise<void>;
  /** Subscriptions that are open. */
  listeners(): number;
  /** Ends every subscription. */
  close(): void;
}

/** The work of one replica, and how long it may take. */
const REGISTRATION = 'registration of the webhook';
const REGISTRATION_MS = 30_000;
/** Milliseconds between two attempts to register the webhook. */
const REGISTRATION_WAITS = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000];

/** Puts the parts together that events come in by and go out of. */
export function createLive(options: LiveOptions): Live {
  const { config, fivetran, store, log, sessions, credential, currentKey, pollMs } = options;
  const { clock } = fivetran;
  const { events } = config;
  const hub = new Hub({ name: randomBytes(6).toString('hex'), now: () => clock.now() });
  const loaders = new EventLoaders(clock);
  const visibility = new Visibility(clock);
  const webhooks = hub.open((event) => fivetran.kill(tagsOfEvent(event)));
  const secrets = events.source === 'webhooks' ? secretsOf(events, config.upstream.mode, credential) : [];
  const intake = new Intake({
    secrets: () => secrets,
    now: () => clock.now(),
    publish: (news, id) => (fanout === undefined ? webhooks.publish(news) : fanout.publish(news, id)),
  });
  const fanout =
    store && events.source === 'webhooks'
      ? new Fanout({
          store,
          clock,
          tagsOf: tagsOfEvent,
          deliver: (news, place) => webhooks.publish(news, place),
          onPlace: (place, known) => webhooks.goOn(place, known),
        })
      : undefined;
  const ownSession = (own: Credential, scope = config.scope) =>
    new Session(sessions, { client: 'events', credential: own, permit: permitOfScope(scope) });

  const channelOf = ({ credentialId, caller }: Session) => {
    if (events.source === 'webhooks') return { bus: webhooks, ready: () => Promise.resolve() };
    const partition = fivetran.partition(caller.credential);
    return hub.polled(credentialId, () => {
      const session = ownSession(caller.credential, 'read');
      const intervalMs = pollMs ?? events.intervalMs;
      let isMine = true;
      return {
        async read() {
          // One replica looks at the list itself, the others at what it has seen.
          isMine = store === undefined || (await store.hold(`polling ${credentialId}`, 3 * intervalMs));
          return watchedConnections(session, isMine ? undefined : clock.now() - 1.5 * intervalMs);
        },
        clock,
        intervalMs,
        onEvent: (event) => {
          if (isMine) partition.outdate(tagsOfEvent(event));
          else partition.generations.kill(tagsOfEvent(event));
        },
        onError: (error) =>
          log.warn({ err: error }, 'The list of connections could not be looked at; it is tried again'),
      };
    });
  };
  // The emulator's one account has no roles, and what is polled with a key is what it can list.
  const isOpen = events.source === 'polling' || config.upstream.mode === 'emulator';
  const isOwnKey = ({ credentialId }: Session) => {
    const own = currentKey();
    return own !== undefined && credentialId === fivetran.partition(own).id;
  };
  const closing = new AbortController();
  let registering = { stop: new AbortController(), done: Promise.resolve() };

  return {
    feedOf: (session, signal) => {
      const { bus, ready } = channelOf(session);
      return {
        bus,
        ready,
        key: session.key,
        loadersFor: (event) => loaders.at(session, event.connection, event.receivedAt),
        canList: (connection) => {
          if (isOpen) return true;
          if (connection === null) return isOwnKey(session);
          return visibility.canList(session, connection);
        },
        bind: (queue) => {
          const gone = () => void queue.return();
          const ended = () =>
            queue.fail(
              unauthenticated('This caller may not be served any more: its token, its grants or its key has changed'),
            );
          const stop = session.onRefusal((error) => queue.fail(error));
          signal.addEventListener('abort', gone);
          session.ended.addEventListener('abort', ended);
          queue.onEnd(() => {
            stop();
            signal.removeEventListener('abort', gone);
            session.ended.removeEventListener('abort', ended);
          });
          if (signal.aborted) gone();
          if (session.ended.aborted) ended();
        },
      };
    },
    receive: createWebhookReceiver({ intake: events.source === 'webhooks' ? intake : undefined }),
    async register(baseUrl) {
      if (events.source === 'polling' || credential === undefined) return;
      const own = config.upstream.mode === 'emulator' ? `${baseUrl}/webhooks/fivetran` : undefined;
      const url = events.publicUrl ?? own;
      const [secret] = secrets;
      if (url === undefined || secret === undefined) return;
      const { permit } = ownSession(credential).caller;
      if (!permit.allows('webhooks', 'create') || !permit.allows('webhooks', 'update')) {
        log.warn(
          'WEBHOOK_PUBLIC_URL is set, but FIVETRAN_SCOPE does not allow writes: the webhook must be made by hand',
        );
        return;
      }
      const attempt = async () => {
        if (store !== undefined && !(await store.hold(REGISTRATION, REGISTRATION_MS))) {
          log.info({ url }, 'Another replica registers the webhook of this server');
          return;
        }
        const session = ownSession(currentKey() ?? credential);
        const { id, done } = await registerWebhook(webhookPort(session), url, secret);
        log.info({ webhook: id, url }, `Webhook of this server: ${done}`);
      };
      const onFailure = (error: unknown, waitMs: number | undefined) => {
        store?.release(REGISTRATION).catch(() => {});
        const again = waitMs !== undefined && !(error instanceof Forbidden);
        const what = 'The webhook of this server could not be registered';
        if (again) log.warn({ err: error, url }, `${what}: it is tried again in ${waitMs / 1000} s`);
        else log.error({ err: error, url }, `${what}: no events will come until SIGHUP or a restart`);
        return again;
      };
      // One at a time: two that find none would make two.
      const { stop, done } = registering;
      stop.abort();
      const next = new AbortController();
      const signal = AbortSignal.any([closing.signal, next.signal]);
      const begun = done.then(() => keepTrying(attempt, { clock, waits: REGISTRATION_WAITS, signal, onFailure }));
      registering = { stop: next, done: begun };
      await begun;
    },
    listeners: () => hub.subscribers,
    close() {
      closing.abort();
      fanout?.close();
      hub.close();
    },
  };
}

/**
 * What webhooks are signed with. Where no secret is set it is derived from the server's own, so that it is the same after
 * a restart and in every replica; from it nothing can be learned of the key.
 */
function secretsOf(
  { secrets, publicUrl }: { readonly secrets: readonly string[]; readonly publicUrl: string | undefined },
  mode: Config['upstream']['mode'],
  credential: Credential | undefined,
): readonly string[] {
  if (secrets.length > 0 || credential === undefined) return secrets;
  if (mode === 'emulator') return [randomBytes(32).toString('hex')];
  if (publicUrl === undefined) return [];
  return [createHmac('sha256', credential.secret).update('fivetran-graphql: secret of webhooks').digest('hex')];
}
