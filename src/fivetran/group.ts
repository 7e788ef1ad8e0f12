import { z } from 'zod';
import { connection } from './connection.ts';
import { getList, getOne } from './endpoints.ts';
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
