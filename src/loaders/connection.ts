import { connectionDetails, listConnections } from '../fivetran/connection.ts';
import { listGroupConnections } from '../fivetran/group.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Connections: by id, all, and by group. */
export const connectionLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listConnections,
    idOf: (connection) => connection.id,
    details: { endpoint: connectionDetails, param: 'connectionId' },
    part: { endpoint: listGroupConnections, param: 'groupId', parentOf: (connection) => connection.group_id },
  });
