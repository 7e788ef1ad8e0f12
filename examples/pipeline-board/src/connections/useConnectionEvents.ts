import { useMemo, useState } from 'react';
import { graphql, useSubscription } from 'react-relay';
import type { GraphQLSubscriptionConfig } from 'relay-runtime';
import type { useConnectionEventsSubscription } from '../__generated__/useConnectionEventsSubscription.graphql.ts';
import { explain } from '../relay/server-error.ts';
import { notify } from '../state/notices.ts';
import { refreshAll } from '../state/revision.ts';
import { awaited } from './useSync.ts';

/** From the end of one subscription to the next. */
const REST_MS = 1_000;

/**
 * Hears of everything that happens to connections. An event brings the connection as it is after it, with its id, so
 * that Relay changes it wherever it is shown; nothing is left to do here but what concerns lists.
 */
export function useConnectionEvents(): void {
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another config, though an equal one, is another subscription
  const config = useMemo<GraphQLSubscriptionConfig<useConnectionEventsSubscription>>(
    () => ({
      subscription: graphql`
        subscription useConnectionEventsSubscription {
          connectionEvents {
            id
            type
            connection {
              id
              schema
              ...state_connector
            }
            sync {
              status
            }
          }
        }
      `,
      variables: {},
      onNext(response) {
        const event = response?.connectionEvents;
        if (event === undefined) return;
        if (event.type === 'CREATE_CONNECTOR' || event.type === 'DELETE_CONNECTOR') refreshAll();
        if (event.type === 'SYNC_END' && awaited.delete(event.connection?.id ?? '')) {
          const isDone = event.sync?.status === 'SUCCESSFUL';
          notify(
            isDone ? 'good' : 'bad',
            `${event.connection?.schema}: the sync ${isDone ? 'is done' : 'has not succeeded'}`,
          );
        }
      },
      // What happens has no end, so it is the server that ends, and takes its leave: whoever comes after it is asked.
      onCompleted: () => setTimeout(() => setRound((last) => last + 1), REST_MS),
      onError: (error) => notify('bad', `Live updates have ended: ${explain(error)}`),
    }),
    [round],
  );
  useSubscription(config);
}
