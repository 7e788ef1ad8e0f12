import type { Config } from '../config.ts';
import type { Caller, SessionOptions } from '../loaders/session.ts';
import { permitOf } from '../policy/permit-of.ts';
import { type Authenticate, anonymous, passThrough } from './authentication.ts';
import { ClientSessions } from './clients.ts';
import { openClientsFile } from './clients-file.ts';
import { keySource, readSecret } from './key-files.ts';

export interface CallersOptions {
  readonly config: Config;
  readonly sessions: SessionOptions;
  /** The key that callers without one of their own are served with; undefined in pass-through mode. */
  readonly credential: Caller['credential'] | undefined;
  readonly log: { info(message: string): void; error(message: string): void };
  /** ms since the epoch */
  readonly now: () => number;
}

/** Everybody who may call, and how each is told. */
export interface Callers {
  readonly authenticate: Authenticate;
  /** The server's own key as it is now; undefined where callers bring theirs. */
  readonly key: () => Caller['credential'] | undefined;
  /** Reads the clients file and all keys again. */
  reload(): void;
  /** Fivetran has refused a key: it may have been exchanged in its file. */
  keyRefused(): void;
  close(): void;
}

/** How often tokens are looked at whose time is over, in milliseconds. */
const EXPIRY_MS = 5_000;

/**
 * The callers of this server by its settings: those of the clients file, else whoever brings a Fivetran key, else
 * everybody as one.
 * @throws ClientsFileError where the clients file cannot be used
 */
export function createCallers({ config, sessions, credential, log, now }: CallersOptions): Callers {
  const { scope, disallows, upstream, clientsFile } = config;
  if (upstream.mode === 'pass-through' || credential === undefined) {
    const authenticate = passThrough(sessions, permitOf({ scope, disallows }));
    return { authenticate, key: () => undefined, reload: () => {}, keyRefused: () => {}, close: () => {} };
  }
  const key = keySource(credential, upstream.mode === 'server-key' ? upstream : {});
  const reread = () => {
    const changed = key.reread();
    if (changed) log.info("The server's Fivetran key was read again from its files");
    return changed;
  };
  if (clientsFile === undefined) {
    const authenticate = anonymous(sessions, key.current, permitOf({ scope, disallows }));
    const again = () => void reread();
    return { authenticate, key: key.current, reload: again, keyRefused: again, close: () => {} };
  }
  const clients = new ClientSessions({
    session: sessions,
    permitOf: (grants) => permitOf({ grants, scope, disallows }),
    credential: key.current,
    readCredential: ({ keyFile, secretFile }) => ({ key: readSecret(keyFile), secret: readSecret(secretFile) }),
    now,
  });
  const file = openClientsFile({
    path: clientsFile,
    use: (read) => clients.use(read),
    onBroken: (message) => log.error(message),
    onReloaded: (count) => log.info(`The clients file was read again: ${count} clients`),
  });
  const expiry = setInterval(() => clients.expire(), EXPIRY_MS).unref();
  return {
    authenticate: clients.authenticate,
    key: key.current,
    reload() {
      reread();
      file.reload();
    },
    keyRefused() {
      reread();
      try {
        clients.refresh();
      } catch {
        log.error("A client's own key cannot be read from its files; the old one stays");
      }
    },
    close() {
      clearInterval(expiry);
      file.close();
    },
  };
}
