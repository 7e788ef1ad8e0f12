import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
import { flag, integer, text } from './wire.ts';

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

const newWebhook = {
  method: 'POST',
  area: 'webhooks',
  action: 'create',
  idempotent: false,
  check: 'look for a webhook of this URL before you make it again',
  kills: () => ['webhooks'],
  primes: (made: Webhook) => primed(callOf(webhookDetails, { webhookId: made.id }), made),
} as const;

/** An active webhook's address is asked once before anything is stored, so it may take a while. */
export const createAccountWebhook = writeOne(webhook, {
  ...newWebhook,
  name: 'create_account_webhook',
  path: '/v1/webhooks/account',
});

export const createGroupWebhook = writeOne(webhook, {
  ...newWebhook,
  name: 'create_group_webhook',
  path: '/v1/webhooks/group/{groupId}',
});

export const modifyWebhook = writeOne(webhook, {
  name: 'modify_webhook',
  method: 'PATCH',
  path: '/v1/webhooks/{webhookId}',
  area: 'webhooks',
  action: 'update',
  idempotent: true,
  kills: ({ webhookId }) => ['webhooks', `webhook:${webhookId}`],
  primes: (changed, { webhookId = '' }) => primed(callOf(webhookDetails, { webhookId }), changed),
});

export const deleteWebhook = writeOnly({
  name: 'delete_webhook',
  method: 'DELETE',
  path: '/v1/webhooks/{webhookId}',
  area: 'webhooks',
  action: 'delete',
  idempotent: true,
  kills: ({ webhookId }) => ['webhooks', `webhook:${webhookId}`],
});

/** What became of a test event; `status` is that of the receiver's answer. */
export const webhookTest = z.object({ succeed: flag, status: integer, message: text });
export type WebhookTest = z.infer<typeof webhookTest>;

/** Sends a made-up event to one webhook. Changes nothing, but whoever receives it may act on it. */
export const testWebhook = writeOne(webhookTest, {
  name: 'test_webhook',
  method: 'POST',
  path: '/v1/webhooks/{webhookId}/test',
  area: 'webhooks',
  action: 'test',
  idempotent: false,
  check: 'ask the receiver whether the event came',
  kills: () => [],
});
