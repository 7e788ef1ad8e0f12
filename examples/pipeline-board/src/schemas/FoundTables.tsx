import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { FoundTables_config$key } from '../__generated__/FoundTables_config.graphql.ts';
import type { FoundTablesPageQuery } from '../__generated__/FoundTablesPageQuery.graphql.ts';
import type { FoundTablesQuery } from '../__generated__/FoundTablesQuery.graphql.ts';
import { useFetchKey } from '../state/revision.ts';
import { More } from '../ui/More.tsx';
import { TableItem } from './TableItem.tsx';

const PAGE = 25;

/** The tables of all schemas that have a text in their name. */
export function FoundTables({ config, search }: { config: string; search: string }) {
  const { node } = useLazyLoadQuery<FoundTablesQuery>(
    graphql`
      query FoundTablesQuery($config: ID!, $search: String!) {
        node(id: $config) {
          ...FoundTables_config @arguments(search: $search) @alias(as: "config")
        }
      }
    `,
    { config, search },
    { fetchKey: useFetchKey() },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    FoundTablesPageQuery,
    FoundTables_config$key
  >(
    graphql`
      fragment FoundTables_config on SchemaConfig
      @argumentDefinitions(
        search: { type: "String!" }
        count: { type: "Int", defaultValue: 25 }
        cursor: { type: "String" }
      )
      @refetchable(queryName: "FoundTablesPageQuery") {
        tables(first: $count, after: $cursor, filter: { search: $search }) @connection(key: "FoundTables_tables") {
          totalCount
          edges {
            node {
              id
              schema {
                name
              }
              ...TableItem_table
            }
          }
        }
      }
    `,
    node?.config,
  );
  return (
    <>
      <p className="hint" role="status">
        {data?.tables?.totalCount ?? 0} tables match
      </p>
      <ul className="tables">
        {data?.tables?.edges.map((edge) => (
          <TableItem key={edge.node.id} table={edge.node} schema={edge.node.schema?.name} />
        ))}
      </ul>
      {hasNext && <More isLoading={isLoadingNext} onMore={() => loadNext(PAGE)} />}
    </>
  );
}
