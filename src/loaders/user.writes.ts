import { createUser, deleteUser, modifyUser } from '../fivetran/user.ts';
import { writerOf } from './writes.ts';

export const userWrites = {
  invite: writerOf(createUser),
  update: writerOf(modifyUser),
  delete: writerOf(deleteUser),
};
