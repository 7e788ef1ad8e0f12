import { badInput } from './errors.ts';

/** What a global id says: the tag of its type, and what tells the thing from others of its type. */
export interface GlobalId {
  readonly tag: string;
  readonly parts: readonly string[];
}

/**
 * A Relay global id: opaque, the same for the same thing for ever. JSON inside, so that names may hold any characters;
 * the tag is short and stable, so that a type can be renamed.
 */
export function encodeGlobalId(tag: string, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([tag, ...parts])).toString('base64url');
}

/** Reads a global id; undefined where `id` is none. Only what `encodeGlobalId` gives is taken. */
export function decodeGlobalId(id: string): GlobalId | undefined {
  // '["' in base64; whatever else comes here is an id of Fivetran's own, and there are many of these.
  if (!id.startsWith('WyJ')) return undefined;
  try {
    const decoded: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    if (!Array.isArray(decoded) || !decoded.every((part) => typeof part === 'string')) return undefined;
    const [tag, ...parts] = decoded as string[];
    if (tag === undefined || parts.length === 0 || encodeGlobalId(tag, parts) !== id) return undefined;
    return { tag, parts };
  } catch {
    return undefined;
  }
}

/**
 * The id that Fivetran knows, of an argument that takes either form.
 * @throws GraphQLError BAD_USER_INPUT for a global id of another type
 */
export function nativeId(
  id: string,
  expected: { readonly name: string; readonly tag: string },
  argument = 'id',
): string {
  const global = decodeGlobalId(id);
  if (global === undefined) {
    if (id === '') throw badInput(`Argument "${argument}" must be the id of a ${expected.name}, got an empty string`);
    return id;
  }
  if (global.tag === expected.tag && global.parts.length === 1) return global.parts[0] ?? '';
  const other = typeNameOfTag(global.tag) ?? 'something this server does not know';
  throw badInput(`Argument "${argument}" must be the id of a ${expected.name}, got the id of a ${other}`);
}

/**
 * The id within its parent of an argument that takes either form: the last part of a global id, whose parent must be the
 * one that it is asked of.
 * @throws GraphQLError BAD_USER_INPUT for a global id of another type or of another parent
 */
export function nativeIdWithin(
  id: string,
  expected: { readonly name: string; readonly tag: string },
  parent: string,
): string {
  const global = decodeGlobalId(id);
  if (global?.tag !== expected.tag || global.parts.length !== 2) return nativeId(id, expected);
  if (global.parts[0] === parent) return global.parts[1] ?? '';
  throw badInput(`Argument "id" must be the id of a ${expected.name} of this parent, got one of another parent`);
}

const names = new Map<string, string>();

/** Makes a tag known, so that errors can name the type that an id is of. */
export function registerTag(tag: string, typeName: string): void {
  if (names.has(tag)) throw new TypeError(`the tag ${tag} is that of ${names.get(tag)} already`);
  names.set(tag, typeName);
}

export function typeNameOfTag(tag: string): string | undefined {
  return names.get(tag);
}
