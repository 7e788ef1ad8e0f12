import type { Webhook } from '../fivetran/webhook.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { closedSet } from './enums.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { GroupNode, UserNode, WebhookNode } from './types.ts';
import { listPage } from './upstream-list.ts';

const of = from<Webhook>();

export const WebhookConnection = relayList<Webhook, Parent<Webhook>>({
  name: 'Webhook',
  of: WebhookNode.ref,
  nodeOf: (webhook) => webhook,
});

const WebhookType = closedSet('WebhookType', 'What a webhook tells of.', {
  account: 'All groups of the account.',
  group: 'One group.',
});

WebhookNode.ref.implement({
  description: 'Where Fivetran sends word of what happens.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, WebhookNode),
    fivetranId: fivetranIdField(t, WebhookNode),
    type: t.field({
      type: WebhookType.type,
      description: 'Whether it tells of the account or of one group.',
      resolve: of((webhook) => WebhookType.of(webhook.type)),
    }),
    url: t.string({ description: 'Where it is sent to.', resolve: of((webhook) => webhook.url) }),
    events: t.stringList({
      description: 'Which events are sent, by the names that Fivetran gives them, such as "sync_end".',
      resolve: of((webhook) => webhook.events),
    }),
    active: t.boolean({ description: 'Whether anything is sent.', resolve: of((webhook) => webhook.active) }),
    hasSecret: t.boolean({
      description: 'Whether what is sent is signed. The secret itself cannot be read.',
      resolve: of((webhook) => webhook.secret !== null && webhook.secret !== undefined && webhook.secret !== ''),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was made.',
      resolve: of((webhook) => webhook.created_at),
    }),
    createdBy: t.field({
      type: UserNode.ref,
      description: 'Who made it.',
      ...reference({ type: UserNode, resource: 'user', idOf: (webhook: Webhook) => webhook.created_by }),
    }),
    group: t.field({
      type: GroupNode.ref,
      description: 'The group that it tells of; null for one of the account.',
      ...reference({ type: GroupNode, resource: 'group', idOf: (webhook: Webhook) => webhook.group_id }),
    }),
  }),
});

builder.queryFields((t) => ({
  webhook: byIdField(t, WebhookNode, 'webhook', 'webhook'),
  webhooks: t.field({
    type: WebhookConnection,
    description: 'All webhooks, of the account and of groups. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'webhook', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'webhook' }),
    }),
    resolve: (_, args, context) => {
      const blocks = context.loaders.webhook.blocks();
      return listPage(context, { identity: ['webhooks'], blocks, idOf: ({ id }) => id }, args);
    },
  }),
}));
