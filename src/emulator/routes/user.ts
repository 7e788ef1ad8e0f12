import { userOf } from '../lookups.ts';
import { flag, page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { userJson } from '../store/wire.ts';

export const userRoutes: readonly Route[] = [
  read('/v1/users', (call) => {
    const active = flag(call, 'active');
    const all = call.account.users.listed();
    const rows = active === undefined ? all : all.filter((user) => user.active === active);
    return page(call, 'Users list retrieved successfully', rows, userJson);
  }),
  read('/v1/users/{userId}', (call) => ({
    message: 'User details retrieved successfully',
    data: userJson(userOf(call)),
  })),
];
