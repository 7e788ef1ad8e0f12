import { hash } from 'node:crypto';
import { badInput } from './errors.ts';

/** Where a cursor resumes: behind the item `id`, which was at `index` of the block at upstream's cursor `block`. */
export interface Position {
  readonly block: string;
  readonly index: number;
  readonly id: string;
}

const VERSION = 1;

/** Tells one list from every other. */
export type ListIdentity = () => string;

/**
 * What tells one list from another: its name, what it belongs to, its filter and its order. A null in a filter is none.
 * Only made out where a cursor is given or read: most pages are read without.
 */
export function listIdentity(...parts: readonly unknown[]): ListIdentity {
  let identity: string | undefined;
  return () => {
    identity ??= hash('sha256', JSON.stringify(parts, noneForNull), 'base64url').slice(0, 10);
    return identity;
  };
}

const noneForNull = (_: string, value: unknown): unknown => (value === null ? undefined : value);

/** A cursor for the place behind an item. Opaque; only good for the list that it was made for. */
export function encodeCursor(list: ListIdentity, { block, index, id }: Position): string {
  return Buffer.from(JSON.stringify([VERSION, list(), block, index, id])).toString('base64url');
}

/** @throws GraphQLError BAD_USER_INPUT for what is no cursor, or one of another list */
export function decodeCursor(list: ListIdentity, cursor: string): Position {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    decoded = undefined;
  }
  const [version, of, block, index, id] = Array.isArray(decoded) ? decoded : [];
  const whole = typeof block === 'string' && Number.isSafeInteger(index) && index >= 0 && typeof id === 'string';
  if (version !== VERSION || typeof of !== 'string' || !whole) {
    const came = JSON.stringify(cursor.slice(0, 80));
    throw badInput(`Argument "after" must be a cursor that this list has given, got ${came}`);
  }
  if (of !== list()) {
    throw badInput(
      'Argument "after" must be a cursor of this list with the same filter and order, got one of another list',
    );
  }
  return { block, index, id };
}
