import { requiredText } from '../fields.ts';
import { connectionOf } from '../lookups.ts';
import { page } from '../page.ts';
import { notFound } from '../refusal.ts';
import { deleted } from '../replies.ts';
import { type Call, type Reply, type Route, read } from '../route.ts';
import { certificateId, presentedBy } from '../seed/certificates.ts';
import type { Certificate } from '../store/entities.ts';
import { hostOf } from '../store/setup-tests.ts';
import { plainJson } from '../store/wire.ts';

function certificateOf(call: Call): Certificate {
  const id = call.param('hash');
  const row = call.account.certificatesOf(connectionOf(call).id).get(id);
  if (row === undefined) throw notFound('Certificate', `Certificate with hash '${id}' not found`);
  return row;
}

function approve(call: Call): Reply {
  const { account, body } = call;
  const connection = connectionOf(call);
  const hash = requiredText(body, 'hash');
  const encoded = requiredText(body, 'encoded_cert');
  const presented = presentedBy(hostOf(connection.config) ?? connection.schema);
  const known = presented.hash === hash ? presented : { ...presentedBy(encoded), hash, name: 'CN=unknown' };
  const { encoded_cert: _, ...details } = known;
  const certificate = account.certificatesOf(connection.id).add({
    id: certificateId(hash),
    ...details,
    type: 'TLS',
    validated_date: account.stamp(),
    validated_by: call.userId ?? call.systemKeyId ?? '',
  });
  return {
    status: account.switches.approveAnswers,
    message: 'The certificate has been approved.',
    data: plainJson(certificate),
  };
}

function revoke(call: Call): Reply {
  const connection = connectionOf(call);
  const { id } = certificateOf(call);
  call.account.certificatesOf(connection.id).remove(id);
  return deleted(call, `Certificate '${id}' has been revoked for connection '${connection.id}'`);
}

export const certificateRoutes: readonly Route[] = [
  read('/v1/connections/{connectionId}/certificates', (call) => {
    const rows = call.account.certificatesOf(connectionOf(call).id).listed();
    return page(call, 'Connection certificates retrieved successfully', rows, plainJson);
  }),
  read('/v1/connections/{connectionId}/certificates/{hash}', (call) => ({
    message: 'Connection certificate details retrieved successfully',
    data: plainJson(certificateOf(call)),
  })),
  { method: 'POST', path: '/v1/connections/{connectionId}/certificates', handle: approve },
  { method: 'DELETE', path: '/v1/connections/{connectionId}/certificates/{hash}', handle: revoke },
];
