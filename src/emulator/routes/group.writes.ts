import { requiredText } from '../fields.ts';
import { groupOf } from '../lookups.ts';
import { conflict } from '../refusal.ts';
import { deleted, duplicate } from '../replies.ts';
import type { Call, Route } from '../route.ts';
import { groupJson } from '../store/wire.ts';

function freeName(call: Call, ownId?: string): string {
  const name = requiredText(call.body, 'name');
  if (call.account.groups.list().some((row) => row.name === name && row.id !== ownId)) {
    throw duplicate(call, `Group with name '${name}' already exists`);
  }
  return name;
}

export const groupWrites: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/groups',
    handle: (call) => {
      const { account, userId } = call;
      const name = freeName(call);
      const group = account.groups.add({ id: account.slugs.take(), name, created_at: account.stamp() });
      // Who makes a group administers it (inferred).
      if (userId !== undefined) {
        account
          .membersOfGroup(group.id)
          .add({ user_id: userId, role: 'Destination Administrator', created_at: group.created_at });
      }
      return { status: 201, message: 'Group has been created', data: groupJson(group) };
    },
  },
  {
    method: 'PATCH',
    path: '/v1/groups/{groupId}',
    handle: (call) => {
      const { id } = groupOf(call);
      const group = call.account.groups.update(id, { name: freeName(call, id) });
      return { message: 'Group has been updated', data: groupJson(group) };
    },
  },
  {
    method: 'DELETE',
    path: '/v1/groups/{groupId}',
    handle: (call) => {
      const { account } = call;
      const { id } = groupOf(call);
      if (account.destinations.get(id) !== undefined || account.connections.list().some((row) => row.group_id === id)) {
        throw conflict(`Group with id '${id}' cannot be deleted: it has a destination or connections`);
      }
      account.groups.remove(id);
      account.groupMembers.delete(id);
      account.logServices.remove(id);
      for (const webhook of account.webhooks.list()) if (webhook.group_id === id) account.webhooks.remove(webhook.id);
      return deleted(call, `Group with id '${id}' has been deleted`);
    },
  },
];
