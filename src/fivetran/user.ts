import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
import { flag, text } from './wire.ts';

/** A person with access to the account. In a group's list `role` is the role in that group. */
export const user = z.object({
  id: z.string(),
  email: text,
  given_name: text,
  family_name: text,
  verified: flag,
  invited: flag,
  picture: text,
  phone: text,
  role: text,
  active: flag,
  logged_in_at: text,
  created_at: text,
});
export type User = z.infer<typeof user>;

export const listUsers = getList(
  { name: 'list_all_users', path: '/v1/users', area: 'users', lifetime: 'people', tags: () => ['users'] },
  user,
);

export const userDetails = getOne(
  {
    name: 'user_details',
    path: '/v1/users/{userId}',
    area: 'users',
    lifetime: 'people',
    tags: ({ userId }) => [`user:${userId}`],
  },
  user,
);
