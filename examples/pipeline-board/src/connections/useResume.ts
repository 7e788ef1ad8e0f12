import { graphql, useMutation } from 'react-relay';
import type { useResumeMutation } from '../__generated__/useResumeMutation.graphql.ts';
import { type Target, tellOf } from './outcome.ts';

export function useResume(): (target: Target) => void {
  const [commit] = useMutation<useResumeMutation>(graphql`
    mutation useResumeMutation($id: ID!) @raw_response_type {
      connectionResume(id: $id) {
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
        connectionResume: { connection: { id, paused: false, status: { syncState: 'SCHEDULED' } }, userErrors: [] },
      },
      ...tellOf(`${name} is resumed`, ({ connectionResume }) => connectionResume?.userErrors),
    });
}
