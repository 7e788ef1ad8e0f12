import { createHash, timingSafeEqual } from 'node:crypto';

/** What every token of this server begins with, so that people and scanners for leaked secrets know what it is. */
const TOKEN_PREFIX = 'fgql_';
/** 256 random bits: nobody guesses one, so its plain SHA-256 may stand in a file. */
export const TOKEN_BYTES = 32;

const form = new RegExp(`^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`);

/** The token made of 32 random bytes. */
export function tokenOf(random: Buffer): string {
  if (random.length !== TOKEN_BYTES) throw new RangeError(`A token takes ${TOKEN_BYTES} bytes, got ${random.length}`);
  return TOKEN_PREFIX + random.toString('base64url');
}

export const isToken = (text: string): boolean => form.test(text);

/** A token's SHA-256, which is all that the clients file has of it. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Takes the same time wherever the two differ. */
export const isSameDigest = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
