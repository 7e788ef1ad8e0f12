import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hex digits of an HMAC-SHA256, in either case: sources disagree about Fivetran's (fivetran-facts 5.4). */
const SIGNATURE = /^[0-9a-f]{64}$/i;

/**
 * Whether a webhook was signed with one of the secrets: HMAC-SHA256 over the bytes as they came, in hex. Takes the same
 * time for every signature of the right form, and for every place at which one differs.
 * @param secrets two while the secret is exchanged
 */
export function isSigned(body: Buffer, signature: string | undefined, secrets: readonly string[]): boolean {
  if (signature === undefined || !SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  let valid = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    valid = timingSafeEqual(expected, given) || valid;
  }
  return valid;
}
