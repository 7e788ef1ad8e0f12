import { createGroup, deleteGroup, modifyGroup } from '../fivetran/group.ts';
import { writerOf } from './writes.ts';

export const groupWrites = {
  create: writerOf(createGroup),
  update: writerOf(modifyGroup),
  delete: writerOf(deleteGroup),
};
