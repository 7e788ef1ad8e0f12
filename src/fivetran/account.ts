import { z } from 'zod';
import { getOne } from './endpoints.ts';
import { text } from './wire.ts';

/** The account and the owner of the key. `user_id` for a scoped key, `system_key_id` for a system key. */
export const account = z.object({ account_id: z.string(), account_name: text, user_id: text, system_key_id: text });
export type Account = z.infer<typeof account>;

export const accountInfo = getOne(
  { name: 'get_account_info', path: '/v1/account/info', area: null, lifetime: 'account', tags: () => ['account'] },
  account,
);
