import { graphql, readInlineData } from 'relay-runtime';
import type { state_connector$data, state_connector$key } from '../__generated__/state_connector.graphql.ts';
import type { IconName } from '../ui/Icon.tsx';

const stateFragment = graphql`
  fragment state_connector on Connector @inline {
    paused
    failing
    failedAt
    succeededAt
    status {
      setupState
      syncState
      updateState
      rescheduledFor
      tasks {
        message
      }
    }
  }
`;

/** How a connection is, in the one word that matters most now. */
export interface State {
  readonly label: string;
  readonly tone: 'bad' | 'warn' | 'good' | 'busy' | 'quiet';
  readonly icon: IconName;
  /** Whether it belongs among those that need somebody. */
  readonly failing: boolean;
  readonly paused: boolean;
  readonly syncing: boolean;
  /** What is wrong, in words of Fivetran. */
  readonly reason: string | undefined;
  readonly failedAt: string | undefined;
  readonly succeededAt: string | undefined;
  readonly rescheduledFor: string | undefined;
}

/** A plain function over a fragment: for whatever shows or counts states, be it a row, a group or the whole list. */
export function stateOf(connector: state_connector$key): State {
  const data = readInlineData(stateFragment, connector);
  const failing = data.failing ?? false;
  const syncing = data.status?.syncState === 'SYNCING';
  return {
    ...labelOf(data, failing),
    failing,
    syncing,
    paused: data.paused ?? false,
    reason: data.status?.tasks?.[0]?.message ?? (failing ? 'The last sync has failed' : undefined),
    failedAt: data.failedAt ?? undefined,
    succeededAt: data.succeededAt ?? undefined,
    rescheduledFor: data.status?.rescheduledFor ?? undefined,
  };
}

function labelOf({ paused, status }: state_connector$data, failing: boolean): Pick<State, 'label' | 'tone' | 'icon'> {
  if (status?.syncState === 'SYNCING') return { label: 'Syncing', tone: 'busy', icon: 'sync' };
  if (paused) return { label: 'Paused', tone: 'quiet', icon: 'pause' };
  if (failing) return { label: 'Failing', tone: 'bad', icon: 'alert' };
  if (status?.setupState === 'INCOMPLETE') return { label: 'Not set up', tone: 'quiet', icon: 'setup' };
  if (status?.syncState === 'RESCHEDULED') return { label: 'Put off', tone: 'warn', icon: 'clock' };
  if (status?.updateState === 'DELAYED') return { label: 'Delayed', tone: 'warn', icon: 'clock' };
  return { label: 'On schedule', tone: 'good', icon: 'check' };
}
