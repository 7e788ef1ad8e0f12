import type { Connection } from '../fivetran/connection.ts';
import { builder } from './builder.ts';
import { ConnectionSetupState, ConnectionSyncState, ConnectionUpdateState, ScheduleType } from './connection.status.ts';
import { badInput } from './errors.ts';
import { nativeId } from './global-id.ts';
import { GroupNode, UserNode } from './types.ts';

export const ConnectionFilter = builder.inputType('ConnectionFilter', {
  description: 'Which connections: those that match every condition that is given.',
  fields: (t) => ({
    group: t.id({ description: 'In this group, by either of its ids. Filtered by Fivetran.' }),
    schema: t.string({ description: 'With exactly this schema name. Filtered by Fivetran.' }),
    service: t.stringList({ description: 'Of one of these services, such as "postgres".' }),
    setupState: t.field({ type: [ConnectionSetupState.type], description: 'In one of these setup states.' }),
    syncState: t.field({ type: [ConnectionSyncState.type], description: 'In one of these sync states.' }),
    updateState: t.field({ type: [ConnectionUpdateState.type], description: 'In one of these update states.' }),
    scheduleType: t.field({ type: ScheduleType.type, description: 'Which sync by themselves, or which do not.' }),
    paused: t.boolean({ description: 'Which are paused, or which are not.' }),
    historicalSync: t.boolean({ description: 'Whose first full sync has not ended yet, or whose has.' }),
    hasTasks: t.boolean({ description: 'For which somebody has something to do, or nothing.' }),
    failing: t.boolean({
      description: 'Which are broken, or failed after their last success, or have tasks; or which are none of it.',
    }),
    connectedBy: t.id({ description: 'Made by this user, by either of the ids.' }),
    search: t.string({ description: 'With this text in the schema name or the service; case does not matter.' }),
  }),
});

type Filter = typeof ConnectionFilter.$inferInput;

/**
 * A filter with Fivetran's own ids, so that filters that ask for the same are the same.
 * @throws GraphQLError BAD_USER_INPUT for an id of another type
 */
export function withNativeIds(filter: Filter): Filter {
  return {
    ...filter,
    ...(filter.group == null ? {} : { group: nativeId(filter.group, GroupNode, 'filter.group') }),
    ...(filter.connectedBy == null
      ? {}
      : { connectedBy: nativeId(filter.connectedBy, UserNode, 'filter.connectedBy') }),
  };
}

/** What of a filter Fivetran applies itself. */
export function queryOf(filter: Filter): { group_id?: string; schema?: string } {
  return {
    ...(filter.group == null ? {} : { group_id: filter.group }),
    ...(filter.schema == null ? {} : { schema: filter.schema }),
  };
}

/** What a filter means for the reads of the list: whether Fivetran narrows it, and whether more is filtered here. */
export function reachOf(filter: Filter): { filtered: boolean; narrowed: boolean } {
  return { filtered: keepOf(filter) !== undefined, narrowed: Object.keys(queryOf(filter)).length > 0 };
}

/**
 * Whether a connection matches the rest of a filter; undefined where there is nothing left to ask.
 * @throws GraphQLError BAD_USER_INPUT for UNRECOGNIZED
 */
export function keepOf(filter: Filter): ((connection: Connection) => boolean) | undefined {
  const tests: ((connection: Connection) => boolean)[] = [];
  const when = <Value>(value: Value | null | undefined, test: (value: Value) => (c: Connection) => boolean) => {
    if (value !== null && value !== undefined) tests.push(test(value));
  };
  const oneOf = (
    values: readonly string[] | null | undefined,
    set: typeof ConnectionSetupState | typeof ConnectionSyncState | typeof ConnectionUpdateState,
    word: (connection: Connection) => string | null | undefined,
  ) =>
    when(values, (names) => {
      refuseUnrecognized(names);
      return (c) => names.includes(set.of(word(c)) ?? '');
    });

  when(filter.service, (services) => (c) => services.includes(c.service ?? ''));
  oneOf(filter.setupState, ConnectionSetupState, (c) => c.status?.setup_state);
  oneOf(filter.syncState, ConnectionSyncState, (c) => c.status?.sync_state);
  oneOf(filter.updateState, ConnectionUpdateState, (c) => c.status?.update_state);
  when(filter.scheduleType, (name) => {
    refuseUnrecognized([name]);
    return (c) => ScheduleType.of(c.schedule_type) === name;
  });
  when(filter.paused, (paused) => (c) => (c.paused ?? false) === paused);
  when(filter.historicalSync, (wanted) => (c) => (c.status?.is_historical_sync ?? false) === wanted);
  when(filter.hasTasks, (wanted) => (c) => hasTasks(c) === wanted);
  when(filter.failing, (wanted) => (c) => isFailing(c) === wanted);
  when(filter.connectedBy, (user) => (c) => c.connected_by === user);
  when(filter.search, (text) => {
    const wanted = text.toLowerCase();
    return (c) => `${c.schema ?? ''}\n${c.service ?? ''}`.toLowerCase().includes(wanted);
  });
  return tests.length === 0 ? undefined : (connection) => tests.every((test) => test(connection));
}

const hasTasks = (c: Connection): boolean => (c.status?.tasks?.length ?? 0) > 0;

/** Whether somebody should look at a connection: the rule of the filter and of the field. */
export function isFailing(c: Connection): boolean {
  if (c.status?.setup_state === 'broken' || hasTasks(c)) return true;
  if (c.failed_at == null) return false;
  return c.succeeded_at == null || Date.parse(c.failed_at) > Date.parse(c.succeeded_at);
}

/** @throws GraphQLError BAD_USER_INPUT: what upstream means by it is not known here, so nothing can be asked for it */
function refuseUnrecognized(names: readonly string[]): void {
  if (names.includes('UNRECOGNIZED'))
    throw badInput('UNRECOGNIZED is no value to ask for: a value of the schema is required');
}
