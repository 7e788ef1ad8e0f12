import { webhookOf } from '../lookups.ts';
import { page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { webhookJson } from '../store/wire.ts';

export const webhookRoutes: readonly Route[] = [
  read('/v1/webhooks', (call) =>
    page(call, 'Webhooks retrieved successfully', call.account.webhooks.listed(), webhookJson),
  ),
  read('/v1/webhooks/{webhookId}', (call) => ({
    message: 'Webhook details retrieved successfully',
    data: webhookJson(webhookOf(call)),
  })),
];
