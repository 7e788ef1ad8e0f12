import { connectionDetails, listConnections } from '../fivetran/connection.ts';
import { callOf, type Write } from '../fivetran/endpoint.ts';
import { groupDetails, listGroups } from '../fivetran/group.ts';
import type { Partition } from '../fivetran/partition.ts';

/**
 * The group of the connection that a write is about, for people who read the audit log: its name, else its id, else
 * nothing. Looks only at what is cached: it never costs a call.
 */
export function groupOf(
  { params: { connectionId, groupId: named } }: Write<unknown>,
  partition: Partition,
  pageSize: number,
): string | undefined {
  const limit = { limit: pageSize };
  const groupId = named ?? (connectionId === undefined ? undefined : groupIdOf(connectionId));
  if (groupId === undefined) return undefined;
  const listed = partition.peek(callOf(listGroups, {}, limit), 0)?.data.items.find(({ id }) => id === groupId);
  const group = listed ?? partition.peek(callOf(groupDetails, { groupId }), 0)?.data;
  return group?.name ?? groupId;

  function groupIdOf(connectionId: string): string | undefined {
    const page = partition.peek(callOf(listConnections, {}, limit), 0)?.data.items;
    const listed = page?.find(({ id }) => id === connectionId);
    return (listed ?? partition.peek(callOf(connectionDetails, { connectionId }), 0)?.data)?.group_id ?? undefined;
  }
}
