import { graphql, useMutation } from 'react-relay';
import type { usePauseMutation } from '../__generated__/usePauseMutation.graphql.ts';
import { type Target, tellOf } from './outcome.ts';

export function usePause(): (target: Target) => void {
  const [commit] = useMutation<usePauseMutation>(graphql`
    mutation usePauseMutation($id: ID!) @raw_response_type {
      connectionPause(id: $id) {
        connection {
          id
          paused
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
  return ({ id, name }) =>
    void commit({
      variables: { id },
      optimisticResponse: {
        connectionPause: { connection: { id, paused: true, status: { syncState: 'PAUSED' } }, userErrors: [] },
      },
      ...tellOf(`${name} is paused`, ({ connectionPause }) => connectionPause?.userErrors),
    });
}
