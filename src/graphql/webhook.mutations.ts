import type { Webhook, WebhookTest } from '../fivetran/webhook.ts';
import { webhookWrites } from '../loaders/webhook.writes.ts';
import { httpsUrl, notEmpty, someTexts } from './checks.ts';
import { deletion } from './deletion.ts';
import { flag, type InputField, inputOf, text, texts } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { GroupNode, WebhookNode } from './types.ts';

const URL = 'Where it is sent to; https.';
const EVENTS = 'Which events are sent, by the names that Fivetran gives them, such as "sync_end"; at least one.';
const anEvent = someTexts('name of an event');

const MORE: Readonly<Record<string, InputField>> = {
  active: flag('Whether anything is sent. The address of an active one is asked once, and has to answer.'),
  secret: text({ description: 'What is sent is signed with it. It cannot be read again.', check: notEmpty }),
};

const WebhookCreateInput = inputOf(
  'WebhookCreateInput',
  'A webhook to be made.',
  {
    url: text({ required: true, description: URL, check: httpsUrl }),
    events: texts({ required: true, description: EVENTS, check: anEvent }),
    ...MORE,
  },
  [],
);

const WebhookUpdateInput = inputOf(
  'WebhookUpdateInput',
  'What to change of a webhook; what is absent stays as it is.',
  {
    url: text({ description: URL, check: httpsUrl }),
    events: texts({ description: EVENTS, check: anEvent }),
    ...MORE,
  },
  [],
);

type Fields = Parameters<Parameters<typeof payload<Webhook>>[1]>[0];

const webhookField = (t: Fields) => ({
  webhook: t.field({ type: WebhookNode.ref, description: 'The webhook as it is now.', resolve: ({ done }) => done }),
});

mutation('accountWebhookCreate', {
  description:
    'Makes a webhook that tells of all groups. Fivetran asks its address once; without an answer nothing is made.',
  payload: payload<Webhook>('AccountWebhookCreatePayload', webhookField),
  args: (arg) => ({ input: arg({ type: WebhookCreateInput.type, required: true, description: 'What to make.' }) }),
  writer: webhookWrites.createForAccount,
  draft: ({ input }, problems) =>
    webhookWrites.createForAccount({}, WebhookCreateInput.toBody(input, ['input'], problems)),
  done: (webhook) => webhook,
});

mutation('groupWebhookCreate', {
  description:
    'Makes a webhook that tells of one group. Fivetran asks its address once; without an answer nothing is made.',
  payload: payload<Webhook>('GroupWebhookCreatePayload', webhookField),
  args: (arg) => ({
    group: idArg(arg, "The group, by its global id or Fivetran's own."),
    input: arg({ type: WebhookCreateInput.type, required: true, description: 'What to make.' }),
  }),
  writer: webhookWrites.createForGroup,
  selector: ['group'],
  draft: ({ group, input }, problems) =>
    webhookWrites.createForGroup(
      { groupId: problems.id(group, GroupNode, ['group']) },
      WebhookCreateInput.toBody(input, ['input'], problems),
    ),
  done: (webhook) => webhook,
});

mutation('webhookUpdate', {
  description: 'Changes a webhook. One that becomes active is asked once, and has to answer.',
  payload: payload<Webhook>('WebhookUpdatePayload', webhookField),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: WebhookUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: webhookWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) => {
    const body = WebhookUpdateInput.toBody(input, ['input'], problems);
    if (Object.keys(body).length === 0) problems.add(['input'], 'At least one field to change is required, got none');
    return webhookWrites.update({ webhookId: problems.id(id, WebhookNode, ['id']) }, body);
  },
  done: (webhook) => webhook,
});

mutation('webhookTest', {
  description: 'Sends a made-up event to one webhook, and tells how its receiver answered.',
  payload: payload<WebhookTest>('WebhookTestPayload', (t) => ({
    succeeded: t.boolean({
      description: 'Whether the receiver took it.',
      resolve: ({ done }) => done?.succeed ?? null,
    }),
    status: t.int({
      description: "HTTP status of the receiver's answer.",
      resolve: ({ done }) => done?.status ?? null,
    }),
    message: t.string({ description: "Fivetran's words on it.", resolve: ({ done }) => done?.message ?? null }),
  })),
  args: (arg) => ({
    id: idArg(arg),
    event: arg.string({ required: true, description: 'Name of the event, such as "sync_end".' }),
  }),
  writer: webhookWrites.test,
  selector: ['id'],
  draft: ({ id, event }, problems) => {
    const wrong = notEmpty(event);
    if (wrong !== undefined) problems.add(['event'], wrong);
    return webhookWrites.test({ webhookId: problems.id(id, WebhookNode, ['id']) }, { event });
  },
  done: (result) => result,
});

deletion('webhookDelete', {
  description: 'Deletes a webhook: nothing is sent to it any more.',
  type: WebhookNode,
  writer: webhookWrites.delete,
  param: 'webhookId',
});
