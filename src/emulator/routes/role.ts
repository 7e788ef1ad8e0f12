import { page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { roleJson } from '../store/wire.ts';

export const roleRoutes: readonly Route[] = [
  read('/v1/roles', (call) => page(call, 'Roles list retrieved successfully', call.account.roles.listed(), roleJson)),
];
