import { z } from 'zod';
import { connection } from './connection.ts';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
import { user } from './user.ts';
import { text } from './wire.ts';

/** A group: what holds connections and at most one destination. */
export const group = z.object({ id: z.string(), name: text, created_at: text });
export type Group = z.infer<typeof group>;

export const listGroups = getList(
  { name: 'list_all_groups', path: '/v1/groups', area: 'groups', lifetime: 'structure', tags: () => ['groups'] },
  group,
);

export const groupDetails = getOne(
  {
    name: 'group_details',
    path: '/v1/groups/{groupId}',
    area: 'groups',
    lifetime: 'structure',
    tags: ({ groupId }) => [`group:${groupId}`],
  },
  group,
);

/** The connections of one group; takes `schema` as a filter. */
export const listGroupConnections = getList(
  {
    name: 'list_all_connections_in_group',
    path: '/v1/groups/{groupId}/connections',
    area: 'connections',
    lifetime: 'state',
    tags: ({ groupId }) => ['connections', `group:${groupId}`],
  },
  connection,
);

/** The users with access to one group; `role` is the role in the group. Takes `active` as a filter. */
export const listGroupUsers = getList(
  {
    name: 'list_all_users_in_group',
    path: '/v1/groups/{groupId}/users',
    area: 'users',
    lifetime: 'people',
    tags: ({ groupId }) => ['users', `group:${groupId}`],
  },
  user,
);

export const createGroup = writeOne(group, {
  name: 'create_group',
  method: 'POST',
  path: '/v1/groups',
  area: 'groups',
  action: 'create',
  idempotent: false,
  check: 'look for a group of this name before you make it again',
  kills: () => ['groups'],
  primes: (made) => primed(callOf(groupDetails, { groupId: made.id }), made),
});

export const modifyGroup = writeOne(group, {
  name: 'modify_group',
  method: 'PATCH',
  path: '/v1/groups/{groupId}',
  area: 'groups',
  action: 'update',
  idempotent: true,
  kills: ({ groupId }) => ['groups', `group:${groupId}`],
  primes: (changed, { groupId = '' }) => primed(callOf(groupDetails, { groupId }), changed),
});

/** With the group go its log service and its webhooks. */
export const deleteGroup = writeOnly({
  name: 'delete_group',
  method: 'DELETE',
  path: '/v1/groups/{groupId}',
  area: 'groups',
  action: 'delete',
  idempotent: true,
  kills: ({ groupId }) => ['groups', `group:${groupId}`, 'webhooks', 'log-services', `log-service:${groupId}`],
});
