import { groupOf } from '../lookups.ts';
import { flag, page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { connectionJson, groupJson } from '../store/wire.ts';

export const groupRoutes: readonly Route[] = [
  read('/v1/groups', (call) => page(call, 'Groups retrieved successfully', call.account.groups.listed(), groupJson)),
  read('/v1/groups/{groupId}', (call) => ({
    message: 'Group details retrieved successfully',
    data: groupJson(groupOf(call)),
  })),
  read('/v1/groups/{groupId}/connections', (call) => {
    const { id } = groupOf(call);
    const schema = call.query('schema');
    const rows = call.account.connections
      .listed()
      .filter((row) => row.group_id === id && (schema === undefined || row.schema === schema));
    return page(call, 'Group connections retrieved successfully', rows, connectionJson);
  }),
  read('/v1/groups/{groupId}/users', (call) => {
    const { account } = call;
    const active = flag(call, 'active');
    const rows = account
      .membersOfGroup(groupOf(call).id)
      .listed()
      .flatMap((member) => {
        const user = account.users.get(member.user_id);
        if (user === undefined || (active !== undefined && user.active !== active)) return [];
        // In this list, and only here, `role` is the user's role in the group.
        return [{ ...user, role: member.role }];
      });
    return page(call, 'Group users retrieved successfully', rows, JSON.stringify);
  }),
];
