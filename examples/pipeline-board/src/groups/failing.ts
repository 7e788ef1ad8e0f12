import { graphql, readInlineData } from 'relay-runtime';
import type { failing_group$key } from '../__generated__/failing_group.graphql.ts';
import { stateOf } from '../connections/state.ts';

/** How many connections a group has, and how many of them are failing. */
export interface Tally {
  readonly failing: number;
  readonly total: number;
  /** Whether there are more than were looked at. */
  readonly more: boolean;
}

/** Counted from what is in the store, so that an event changes the tally together with the row. */
export function tallyOf(group: failing_group$key): Tally {
  const { connections } = readInlineData(
    graphql`
      fragment failing_group on Group @inline {
        connections(first: 200) {
          nodes {
            id
            ...state_connector
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    `,
    group,
  );
  const known = connections?.nodes.filter((connector) => connector != null) ?? [];
  return {
    failing: known.filter((connector) => stateOf(connector).failing).length,
    total: known.length,
    more: connections?.pageInfo.hasNextPage ?? false,
  };
}
