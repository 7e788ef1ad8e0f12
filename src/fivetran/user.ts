import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
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

/** Sends an invitation. */
export const createUser = writeOne(user, {
  name: 'create_user',
  method: 'POST',
  path: '/v1/users',
  area: 'users',
  action: 'create',
  pools: ['userCreation'],
  idempotent: false,
  check: 'look for a user of this e-mail address before you invite the person again',
  kills: () => ['users'],
  primes: (invited) => primed(callOf(userDetails, { userId: invited.id }), invited),
});

export const modifyUser = writeOne(user, {
  name: 'modify_user',
  method: 'PATCH',
  path: '/v1/users/{userId}',
  area: 'users',
  action: 'update',
  idempotent: true,
  kills: ({ userId }) => ['users', `user:${userId}`],
  primes: (changed, { userId = '' }) => primed(callOf(userDetails, { userId }), changed),
});

export const deleteUser = writeOnly({
  name: 'delete_user',
  method: 'DELETE',
  path: '/v1/users/{id}',
  area: 'users',
  action: 'delete',
  idempotent: true,
  kills: ({ id }) => ['users', `user:${id}`],
});
