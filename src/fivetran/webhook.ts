import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
import { flag, text } from './wire.ts';

/** A webhook. Its secret comes masked, so all that can be told of it is whether there is one. */
export const webhook = z.object({
  id: z.string(),
  type: text,
  url: text,
  events: z.array(z.string()).nullish(),
  active: flag,
  secret: text,
  group_id: text,
  created_at: text,
  created_by: text,
});
export type Webhook = z.infer<typeof webhook>;

export const listWebhooks = getList(
  {
    name: 'list_all_webhooks',
    path: '/v1/webhooks',
    area: 'webhooks',
    lifetime: 'structure',
    tags: () => ['webhooks'],
  },
  webhook,
);

export const webhookDetails = getOne(
  {
    name: 'webhook_details',
    path: '/v1/webhooks/{webhookId}',
    area: 'webhooks',
    lifetime: 'structure',
    tags: ({ webhookId }) => [`webhook:${webhookId}`],
  },
  webhook,
);
