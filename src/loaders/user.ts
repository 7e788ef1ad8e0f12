import { listUsers, userDetails } from '../fivetran/user.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Users of the account: by id, and all. */
export const userLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listUsers,
    idOf: (user) => user.id,
    details: { endpoint: userDetails, param: 'userId' },
  });
