import type { ConnectionFilter } from '../__generated__/ConnectionListQuery.graphql.ts';
import type { Place } from '../state/place.ts';

/** The states that can be asked for, and what the server is asked for. */
export const STATES: Readonly<Record<string, { label: string; filter: ConnectionFilter }>> = {
  failing: { label: 'Failing', filter: { failing: true } },
  syncing: { label: 'Syncing', filter: { syncState: ['SYNCING'] } },
  paused: { label: 'Paused', filter: { paused: true } },
  delayed: { label: 'Delayed', filter: { updateState: ['DELAYED'] } },
  rescheduled: { label: 'Put off', filter: { syncState: ['RESCHEDULED'] } },
  incomplete: { label: 'Not set up', filter: { setupState: ['INCOMPLETE'] } },
};

/** The filter of a place. All of it is the server's work: what is not on this page is found too. */
export function filterOf({ search, state, group }: Omit<Place, 'connection'>): ConnectionFilter {
  return {
    ...STATES[state]?.filter,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(group === '' ? {} : { group }),
  };
}
