import { createDestination, deleteDestination, modifyDestination, testDestination } from '../fivetran/destination.ts';
import { tested } from '../fivetran/endpoints.ts';
import { writerOf } from './writes.ts';

export const destinationWrites = {
  create: writerOf(createDestination, tested),
  update: writerOf(modifyDestination, tested),
  delete: writerOf(deleteDestination),
  test: writerOf(testDestination),
};
