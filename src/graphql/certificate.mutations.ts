import { certificateWrites } from '../loaders/certificate.writes.ts';
import { notEmpty } from './checks.ts';
import { deletedPayload } from './deletion.ts';
import { encodeGlobalId } from './global-id.ts';
import { inputOf, text } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { CertificateRef, partsOfRef } from './schema-ref.ts';
import { CertificateNode, type CertificateOf, ConnectorNode } from './types.ts';

const CertificateApproveInput = inputOf(
  'CertificateApproveInput',
  'A certificate to be trusted, as the setup test that met it gives it in its details.',
  {
    hash: text({ required: true, description: 'Its hash.', check: notEmpty }),
    encodedCert: text({ required: true, description: 'The certificate itself, in Base64.', check: notEmpty }),
  },
  [],
);

mutation('certificateApprove', {
  description: "Declares a certificate of a connection's source trusted. Run the setup tests again after that.",
  payload: payload<CertificateOf>('CertificateApprovePayload', (t) => ({
    certificate: t.field({
      type: CertificateNode.ref,
      description: 'The certificate that is trusted now.',
      resolve: ({ done }) => done,
    }),
  })),
  args: (arg) => ({
    connection: idArg(arg, "The connection, by its global id or Fivetran's own."),
    input: arg({ type: CertificateApproveInput.type, required: true, description: 'What to trust.' }),
  }),
  writer: certificateWrites.approve,
  selector: ['connection'],
  draft: ({ connection, input }, problems) =>
    certificateWrites.approve(
      { connectionId: problems.id(connection, ConnectorNode, ['connection']) },
      CertificateApproveInput.toBody(input, ['input'], problems),
    ),
  done: (certificate, _, __, { params }): CertificateOf => ({ connection: params.connectionId ?? '', certificate }),
});

mutation('certificateRevoke', {
  description: 'Takes the trust in a certificate back.',
  payload: deletedPayload('CertificateRevokePayload'),
  args: (arg) => ({
    certificate: arg({ type: CertificateRef, required: true, description: 'Which certificate.' }),
  }),
  writer: certificateWrites.revoke,
  selector: ['certificate'],
  draft: ({ certificate }, problems) => {
    const [connectionId = '', hash = ''] = partsOfRef(certificate, CertificateNode, ['certificate'], problems);
    return certificateWrites.revoke({ connectionId, hash });
  },
  done: (_, __, ___, { params }) => ({
    deletedId: encodeGlobalId(CertificateNode.tag, [params.connectionId ?? '', params.hash ?? '']),
  }),
});
