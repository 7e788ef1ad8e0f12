import type { Read } from '../fivetran/endpoint.ts';
import { NotFound } from '../fivetran/errors.ts';
import type { Reader } from './reader.ts';

/** Reads one thing; null where Fivetran says that there is none; an error is returned, not thrown. */
export async function readOrNull<Data>(reader: Reader, read: Read<Data>, since = 0): Promise<Data | null | Error> {
  try {
    return (await reader.read(read, since)).data;
  } catch (error) {
    return error instanceof NotFound ? null : asError(error);
  }
}

/** A batch tells a key's failure by an Error in its place. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
