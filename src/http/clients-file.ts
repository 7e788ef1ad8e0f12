import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { type Client, ClientsFileError, parseClients } from '../policy/clients.ts';

export interface ClientsFileOptions {
  readonly path: string;
  /** Takes what the file says. @throws where that cannot be used */
  readonly use: (clients: readonly Client[]) => void;
  /** Told of what went wrong, and that the old clients stay. */
  readonly onBroken: (message: string) => void;
  readonly onReloaded: (clients: number) => void;
  /** How often it is looked at, in milliseconds. @default 1000 */
  readonly everyMs?: number;
}

export interface ClientsFile {
  /** Reads it again, changed or not. */
  reload(): void;
  close(): void;
}

/**
 * Reads the clients file, and again whenever it changes. It is looked at by its path, so that a symbolic link that is
 * pointed elsewhere counts as a change, and so does a file that is moved into its place. A broken file changes nothing.
 * @throws ClientsFileError where it cannot be used at the start
 */
export function openClientsFile({ path, use, onBroken, onReloaded, everyMs = 1000 }: ClientsFileOptions): ClientsFile {
  let text = '';
  const read = () => {
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new ClientsFileError([`It cannot be read (${(error as NodeJS.ErrnoException).code})`]);
    }
    const clients = parseClients(text);
    use(clients);
    return clients.length;
  };
  const reload = () => {
    try {
      onReloaded(read());
    } catch (error) {
      const why =
        error instanceof ClientsFileError ? error.message : "A client's own key cannot be read from its files";
      onBroken(`${why}\nThe clients that were read before stay as they are`);
    }
  };
  read();
  watchFile(path, { interval: everyMs, persistent: false }, reload);
  return { reload, close: () => unwatchFile(path, reload) };
}
