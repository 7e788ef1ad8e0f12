import type { Read } from '../fivetran/endpoint.ts';
import { NotFound } from '../fivetran/errors.ts';
import type { Reader } from './reader.ts';

/** Reads one thing; null where Fivetran says that there is none. @throws as `Reader.read` */
export async function readIfThere<Data>(reader: Reader, read: Read<Data>, since = 0): Promise<Data | null> {
  try {
    return (await reader.read(read, since)).data;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** A batch tells a key's failure by an Error in its place. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
