import { isLoopback, isSuccess } from '../delivery.ts';
import { optionalFlag, optionalText, requiredText, texts } from '../fields.ts';
import { groupOf, webhookOf } from '../lookups.ts';
import { invalidInput } from '../refusal.ts';
import { deleted } from '../replies.ts';
import type { Call, Reply, Route } from '../route.ts';
import type { Webhook } from '../store/entities.ts';
import { mask } from '../store/masks.ts';
import { millis } from '../store/times.ts';
import { webhookJson } from '../store/wire.ts';

/** HTTPS, as Fivetran requires; on loopback HTTP too, which Fivetran could not reach. */
function requireUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const safe = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed));
  if (!safe) throw invalidInput(`Invalid webhook URL '${url}': HTTPS is required`);
  return url;
}

/** The address is asked once, before anything is stored. */
async function requireAnswer(call: Call, url: string, secret: string | undefined): Promise<void> {
  const receipt = await call.account.hooks.probe(url, secret);
  if (isSuccess(receipt)) return;
  const reason = receipt.status === 0 ? receipt.message : `it answered ${receipt.status}`;
  throw invalidInput(`Webhook URL '${url}' could not be verified: ${reason}`);
}

async function create(call: Call, message: string, groupId?: string): Promise<Reply> {
  const { account, body } = call;
  const url = requireUrl(requiredText(body, 'url'));
  const events = texts(body.events, 'events');
  const active = optionalFlag(body, 'active') ?? true;
  const secret = optionalText(body, 'secret');
  if (active) await requireAnswer(call, url, secret);
  const webhook = account.webhooks.add({
    id: account.slugs.take(),
    type: groupId === undefined ? 'account' : 'group',
    url,
    events,
    active,
    ...(secret !== undefined && { secret }),
    ...(groupId !== undefined && { group_id: groupId }),
    created_at: millis(account.clock.now()),
    created_by: call.userId ?? call.systemKeyId ?? '',
  });
  return { message, data: webhookJson(webhook) };
}

async function modify(call: Call): Promise<Reply> {
  const { account, body } = call;
  const before = webhookOf(call);
  const url = optionalText(body, 'url');
  const secret = optionalText(body, 'secret');
  const change: { -readonly [Field in keyof Webhook]?: Webhook[Field] } = {};
  if (url !== undefined) change.url = requireUrl(url);
  if (body.events !== undefined && body.events !== null) change.events = texts(body.events, 'events');
  if (secret !== undefined && secret !== mask) change.secret = secret;
  const active = optionalFlag(body, 'active');
  if (active !== undefined) change.active = active;
  const after = { ...before, ...change };
  if (after.active && !before.active) await requireAnswer(call, after.url, after.secret);
  // It may have been deleted while its address was asked.
  webhookOf(call);
  return { message: 'Webhook has been updated', data: webhookJson(account.webhooks.update(before.id, change)) };
}

async function test(call: Call): Promise<Reply> {
  const { url, secret } = webhookOf(call);
  const receipt = await call.account.hooks.probe(url, secret, requiredText(call.body, 'event'));
  const result = { succeed: isSuccess(receipt), status: receipt.status, message: receipt.message };
  return { message: 'Webhook test completed successfully', data: JSON.stringify(result) };
}

export const webhookWrites: readonly Route[] = [
  { method: 'POST', path: '/v1/webhooks/account', handle: (call) => create(call, 'Account webhook has been created') },
  {
    method: 'POST',
    path: '/v1/webhooks/group/{groupId}',
    handle: (call) => create(call, 'Group webhook has been created', groupOf(call).id),
  },
  { method: 'PATCH', path: '/v1/webhooks/{webhookId}', handle: modify },
  {
    method: 'DELETE',
    path: '/v1/webhooks/{webhookId}',
    handle: (call) => {
      const { id } = webhookOf(call);
      call.account.webhooks.remove(id);
      return deleted(call, `Webhook with id '${id}' has been deleted`);
    },
  },
  { method: 'POST', path: '/v1/webhooks/{webhookId}/test', handle: test },
];
