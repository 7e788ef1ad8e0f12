import { listRoles } from '../fivetran/role.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Roles: by name, and all. */
export const roleLoader = (reader: Reader) => new Collection(reader, { list: listRoles, idOf: (role) => role.name });
