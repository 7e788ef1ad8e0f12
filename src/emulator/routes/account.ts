import type { Route } from '../route.ts';

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/account/info',
    handle: ({ account, userId, systemKeyId }) => ({
      message: 'Account information retrieved successfully',
      data: JSON.stringify({
        account_id: account.id,
        account_name: account.title,
        ...(systemKeyId === undefined ? { user_id: userId } : { system_key_id: systemKeyId }),
      }),
    }),
  },
];
