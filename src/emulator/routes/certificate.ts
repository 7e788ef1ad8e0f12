import { connectionOf } from '../lookups.ts';
import { page } from '../page.ts';
import { notFound } from '../refusal.ts';
import { type Call, type Route, read } from '../route.ts';
import type { Certificate } from '../store/entities.ts';
import { plainJson } from '../store/wire.ts';

function certificateOf(call: Call): Certificate {
  const id = call.param('hash');
  const row = call.account.certificatesOf(connectionOf(call).id).get(id);
  if (row === undefined) throw notFound('Certificate', `Certificate with hash '${id}' not found`);
  return row;
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
];
