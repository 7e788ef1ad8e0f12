import { useEffect } from 'react';
import { fetchQuery, graphql, useLazyLoadQuery, usePaginationFragment, useRelayEnvironment } from 'react-relay';
import type { ConnectionList_query$key } from '../__generated__/ConnectionList_query.graphql.ts';
import type { ConnectionFilter, ConnectionListQuery } from '../__generated__/ConnectionListQuery.graphql.ts';
import { refreshAll, useFetchKey, useRefresh } from '../state/revision.ts';
import { More } from '../ui/More.tsx';
import { ConnectionRow } from './ConnectionRow.tsx';
import { stateOf } from './state.ts';

const listQuery = graphql`
  query ConnectionListQuery($filter: ConnectionFilter!, $count: Int!) {
    ...ConnectionList_query @arguments(filter: $filter, count: $count)
  }
`;

interface Props {
  readonly title: string;
  readonly filter: ConnectionFilter & { readonly failing: boolean };
  /** How many come at once. */
  readonly count: number;
  /** Whether scrolling to the end loads the next page; else a button does. */
  readonly endless: boolean;
  /** Said where there are none. */
  readonly empty: string;
}

/** A list of connections, page by page. */
export function ConnectionList({ title, filter, count, endless, empty }: Props) {
  const environment = useRelayEnvironment();
  const options = { fetchPolicy: 'store-and-network', fetchKey: useFetchKey() } as const;
  const query = useLazyLoadQuery<ConnectionListQuery>(listQuery, { filter, count }, options);
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    ConnectionListQuery,
    ConnectionList_query$key
  >(
    graphql`
      fragment ConnectionList_query on Query
      @argumentDefinitions(filter: { type: "ConnectionFilter!" }, count: { type: "Int!" }, cursor: { type: "String" })
      @refetchable(queryName: "ConnectionListPageQuery") {
        connections(first: $count, after: $cursor, filter: $filter) @connection(key: "ConnectionList_connections") {
          edges {
            node {
              id
              ...state_connector
              ...ConnectionRow_connector
            }
          }
        }
      }
    `,
    query,
  );
  // A deleted record leaves an edge without a node.
  const connectors = data.connections?.edges.flatMap(({ node }) => node ?? []) ?? [];

  // Whatever a query brings into the store is shown: no more is needed than to ask again for as many as there are.
  useRefresh(() => {
    const variables = { filter, count: Math.min(1000, Math.max(count, connectors.length)) };
    fetchQuery(environment, listQuery, variables).subscribe({ error: () => {} });
  });

  // Events change rows where they stand. Those that now belong into the other list are what makes both old.
  const strays = connectors.filter((connector) => stateOf(connector).failing !== filter.failing);
  const strayIds = strays.map(({ id }) => id).join();
  useEffect(() => {
    if (strayIds === '') return;
    const soon = setTimeout(refreshAll, 1_000);
    return () => clearTimeout(soon);
  }, [strayIds]);

  const id = filter.failing ? 'failing' : 'others';
  return (
    <section className="list" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title}{' '}
        <span className="count">{connectors.length === 0 ? '' : `${connectors.length}${hasNext ? '+' : ''}`}</span>
      </h2>
      {connectors.length === 0 && <p className="empty">{empty}</p>}
      <ul className="rows">
        {connectors.map((connector) => (
          <ConnectionRow key={connector.id} connector={connector} />
        ))}
      </ul>
      {hasNext && <More automatic={endless} isLoading={isLoadingNext} onMore={() => loadNext(count)} />}
    </section>
  );
}
