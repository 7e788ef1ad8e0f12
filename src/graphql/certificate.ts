import { from, type Parent } from './handle.ts';
import { globalIdField } from './identity.ts';
import { relayList } from './lists.ts';
import { Node, partsOf } from './node.ts';
import { reference } from './reference.ts';
import { CertificateNode, type CertificateOf, ConnectorNode, UserNode } from './types.ts';

const of = from<CertificateOf>();

export const CertificateConnection = relayList<CertificateOf, Parent<CertificateOf>>({
  name: 'Certificate',
  of: CertificateNode.ref,
  nodeOf: (certificate) => certificate,
});

/**
 * Fivetran's ids are two words with an underscore, or begin with one where they are its own; a name has none, or a space
 * (fivetran-facts 1.7: "user id or name").
 */
const userId = (text: string | null | undefined): string | null =>
  text && /^_?[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/.test(text) && /[_0-9]/.test(text) ? text : null;

CertificateNode.ref.implement({
  description: 'A TLS certificate of a source that somebody has declared trusted for a connection.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, CertificateNode),
    fivetranId: t.id({
      nullable: false,
      description: "Fivetran's own id: its hash in Base64URL.",
      resolve: (parent) => partsOf(CertificateNode, parent)[1] ?? '',
    }),
    name: t.string({ description: 'Subject and issuer.', resolve: of(({ certificate }) => certificate.name) }),
    hash: t.string({
      description: 'Its hash, as the setup test gives it.',
      resolve: of(({ certificate }) => certificate.hash),
    }),
    type: t.string({ description: 'What it is for, such as TLS.', resolve: of(({ certificate }) => certificate.type) }),
    sha1: t.string({ description: 'SHA-1 fingerprint.', resolve: of(({ certificate }) => certificate.sha1) }),
    sha256: t.string({ description: 'SHA-256 fingerprint.', resolve: of(({ certificate }) => certificate.sha256) }),
    publicKey: t.string({ description: 'Its public key.', resolve: of(({ certificate }) => certificate.public_key) }),
    validatedAt: t.field({
      type: 'DateTime',
      description: 'When it was declared trusted (REST `validated_date`).',
      resolve: of(({ certificate }) => certificate.validated_date),
    }),
    validatedBy: t.field({
      type: UserNode.ref,
      description: 'Who declared it trusted; null where Fivetran gives a name in the place of a user.',
      ...reference({
        type: UserNode,
        resource: 'user',
        idOf: ({ certificate }: CertificateOf) => userId(certificate.validated_by),
      }),
    }),
    validatedByName: t.string({
      description: 'Who declared it trusted, where Fivetran gives a name in the place of a user.',
      resolve: of(({ certificate }) => (userId(certificate.validated_by) === null ? certificate.validated_by : null)),
    }),
    connection: t.field({
      type: ConnectorNode.ref,
      description: 'The connection that it is trusted for.',
      ...reference({
        type: ConnectorNode,
        resource: 'connection',
        idOf: ({ connection }: CertificateOf) => connection,
      }),
    }),
  }),
});
