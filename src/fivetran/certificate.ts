import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
import { text } from './wire.ts';

/** A certificate that is trusted for a connection. Its id is the Base64URL form of its hash (fivetran-facts 7.7). */
export const certificate = z.object({
  id: z.string(),
  name: text,
  hash: text,
  type: text,
  sha1: text,
  sha256: text,
  public_key: text,
  validated_date: text,
  validated_by: text,
});
export type Certificate = z.infer<typeof certificate>;

export const listConnectionCertificates = getList(
  {
    name: 'get_connection_certificates_list',
    path: '/v1/connections/{connectionId}/certificates',
    area: 'certificates',
    lifetime: 'structure',
    tags: ({ connectionId }) => [`certificates:${connectionId}`],
  },
  certificate,
);

/** `hash` is the certificate's id, not its hash. */
export const connectionCertificateDetails = getOne(
  {
    name: 'get_connection_certificate_details',
    path: '/v1/connections/{connectionId}/certificates/{hash}',
    area: 'certificates',
    lifetime: 'structure',
    tags: ({ connectionId }) => [`certificates:${connectionId}`],
  },
  certificate,
);

/** Declares a certificate trusted for a connection. The one that the document calls deprecated is not used. */
export const approveConnectionCertificate = writeOne(certificate, {
  name: 'approve_connection_certificate',
  method: 'POST',
  path: '/v1/connections/{connectionId}/certificates',
  area: 'certificates',
  action: 'approve',
  idempotent: true,
  kills: ({ connectionId }) => [`certificates:${connectionId}`],
  primes: (approved, { connectionId = '' }) =>
    primed(callOf(connectionCertificateDetails, { connectionId, hash: approved.id }), approved),
});

/** `hash` is the certificate's id, not its hash. */
export const revokeConnectionCertificate = writeOnly({
  name: 'revoke_connection_certificate',
  method: 'DELETE',
  path: '/v1/connections/{connectionId}/certificates/{hash}',
  area: 'certificates',
  action: 'delete',
  idempotent: true,
  kills: ({ connectionId }) => [`certificates:${connectionId}`],
});
