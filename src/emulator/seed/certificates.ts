import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Certificate } from '../store/entities.ts';

/** The certificate that a host presents: a pure function of its name. */
export function presentedBy(host: string) {
  const encoded = Buffer.from(`certificate of ${host}`).toString('base64');
  const digest = (algorithm: string) => createHash(algorithm).update(encoded).digest();
  const modulus = digest('sha512').toString('hex');
  return {
    hash: digest('sha256').toString('base64'),
    name: `CN=${host}, O=Self-signed`,
    public_key: `Sun RSA public key, 2048 bits params: null modulus: ${BigInt(`0x${modulus}`)} public exponent: 65537`,
    encoded_cert: encoded,
    sha1: digest('sha1').toString('hex'),
    sha256: digest('sha256').toString('hex'),
  };
}

/** The id of a certificate is its hash again, in the alphabet that is safe in a path. */
export const certificateId = (hashText: string) => Buffer.from(hashText).toString('base64url');

/** A certificate that somebody trusts. */
export function certificate(host: string, validatedDate: string, validatedBy: string, random: Random): Certificate {
  const { encoded_cert: _, ...presented } = presentedBy(`${host}#${random.hex(8)}`);
  return {
    id: certificateId(presented.hash),
    ...presented,
    name: `CN=${host}, O=Self-signed`,
    type: 'TLS',
    validated_date: validatedDate,
    validated_by: validatedBy,
  };
}
