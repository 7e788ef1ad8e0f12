import { readFileSync } from 'node:fs';

interface Credential {
  readonly key: string;
  readonly secret: string;
}

/** A key that can be exchanged while the server runs. */
export interface KeySource {
  /** The key as last read; the same object until it has changed. */
  readonly current: () => Credential;
  /** Reads the files again. Returns whether the key has changed; a file that cannot be read changes nothing. */
  readonly reread: () => boolean;
}

/** Where each half of a key is read from; undefined for one that stands in the settings. */
export interface KeyFiles {
  readonly keyFile?: string | undefined;
  readonly secretFile?: string | undefined;
}

/** The text of a file that holds one half of a key. @throws where it cannot be read or is empty */
export function readSecret(path: string): string {
  const text = readFileSync(path, 'utf8').trim();
  if (text === '') throw new Error('A file that is to hold a key or a secret is empty');
  return text;
}

/** A key that is read again from its files when Fivetran refuses it. */
export function keySource(initial: Credential, files: KeyFiles): KeySource {
  let current = initial;
  return {
    current: () => current,
    reread() {
      try {
        const key = files.keyFile === undefined ? current.key : readSecret(files.keyFile);
        const secret = files.secretFile === undefined ? current.secret : readSecret(files.secretFile);
        if (key === current.key && secret === current.secret) return false;
        current = { key, secret };
        return true;
      } catch {
        return false;
      }
    },
  };
}
