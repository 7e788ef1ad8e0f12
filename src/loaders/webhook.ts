import { listWebhooks, webhookDetails } from '../fivetran/webhook.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Webhooks: by id, and all. */
export const webhookLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listWebhooks,
    idOf: (webhook) => webhook.id,
    details: { endpoint: webhookDetails, param: 'webhookId' },
  });
