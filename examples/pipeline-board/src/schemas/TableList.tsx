import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { TableList_schema$key } from '../__generated__/TableList_schema.graphql.ts';
import type { TableListPageQuery } from '../__generated__/TableListPageQuery.graphql.ts';
import type { TableListQuery } from '../__generated__/TableListQuery.graphql.ts';
import { useFetchKey } from '../state/revision.ts';
import { More } from '../ui/More.tsx';
import { TableItem } from './TableItem.tsx';

const PAGE = 25;

/** The tables of a schema, what is synced first. */
export function TableList({ schema }: { schema: string }) {
  const { node } = useLazyLoadQuery<TableListQuery>(
    graphql`
      query TableListQuery($schema: ID!) {
        node(id: $schema) {
          ...TableList_schema @alias(as: "schema")
        }
      }
    `,
    { schema },
    { fetchPolicy: 'store-and-network', fetchKey: useFetchKey() },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<TableListPageQuery, TableList_schema$key>(
    graphql`
      fragment TableList_schema on Schema
      @argumentDefinitions(count: { type: "Int", defaultValue: 25 }, cursor: { type: "String" })
      @refetchable(queryName: "TableListPageQuery") {
        tables(first: $count, after: $cursor, orderBy: ENABLED_FIRST) @connection(key: "TableList_tables") {
          edges {
            node {
              id
              ...TableItem_table
            }
          }
        }
      }
    `,
    node?.schema,
  );
  return (
    <>
      <ul className="tables">
        {data?.tables?.edges.map((edge) => (
          <TableItem key={edge.node.id} table={edge.node} />
        ))}
      </ul>
      {hasNext && <More isLoading={isLoadingNext} onMore={() => loadNext(PAGE)} />}
    </>
  );
}
