import { graphql, useMutation } from 'react-relay';
import type { useSyncMutation } from '../__generated__/useSyncMutation.graphql.ts';
import { type Target, tellOf } from './outcome.ts';

/** Connections whose sync was started here, and whose end is to be told. */
export const awaited = new Set<string>();

/** Starts a sync. How it goes on is told by events. */
export function useSync(): (target: Target) => void {
  const [commit] = useMutation<useSyncMutation>(graphql`
    mutation useSyncMutation($id: ID!) @raw_response_type {
      connectionSync(id: $id) {
        connection {
          id
          status {
            syncState
          }
        }
        userErrors {
          __typename
          message
        }
      }
    }
  `);
  return ({ id, name }) => {
    awaited.add(id);
    commit({
      variables: { id },
      optimisticResponse: {
        connectionSync: { connection: { id, status: { syncState: 'SYNCING' } }, userErrors: [] },
      },
      ...tellOf(`${name} was asked to sync`, ({ connectionSync }) => connectionSync?.userErrors),
    });
  };
}
