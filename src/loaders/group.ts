import { groupDetails, listGroups, listGroupUsers } from '../fivetran/group.ts';
import { Collection } from './collection.ts';
import { ListByParent } from './list-by-parent.ts';
import type { Reader } from './reader.ts';

/** Groups: by id, and all. */
export const groupLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listGroups,
    idOf: (group) => group.id,
    details: { endpoint: groupDetails, param: 'groupId' },
  });

/**
 * Who has access to a group. Kept apart from the users of the account: the `role` here is the role in the group.
 */
export const groupUserLoader = (reader: Reader) => new ListByParent(reader, listGroupUsers, 'groupId');
