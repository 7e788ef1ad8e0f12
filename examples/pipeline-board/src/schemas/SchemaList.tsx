import { graphql, usePaginationFragment } from 'react-relay';
import type { SchemaList_config$key } from '../__generated__/SchemaList_config.graphql.ts';
import type { SchemaListPageQuery } from '../__generated__/SchemaListPageQuery.graphql.ts';
import { More } from '../ui/More.tsx';
import { SchemaItem } from './SchemaItem.tsx';

const PAGE = 20;

export function SchemaList({ config }: { config: SchemaList_config$key }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<SchemaListPageQuery, SchemaList_config$key>(
    graphql`
      fragment SchemaList_config on SchemaConfig
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "SchemaListPageQuery") {
        schemas(first: $count, after: $cursor, orderBy: ENABLED_FIRST) @connection(key: "SchemaList_schemas") {
          edges {
            node {
              id
              ...SchemaItem_schema
            }
          }
        }
      }
    `,
    config,
  );
  const schemas = data.schemas?.edges ?? [];
  if (schemas.length === 0) return <p className="empty">It has no schemas.</p>;
  return (
    <>
      <ul className="tree">
        {schemas.map(({ node }) => (
          <SchemaItem key={node.id} schema={node} isOnly={schemas.length === 1} />
        ))}
      </ul>
      {hasNext && <More isLoading={isLoadingNext} onMore={() => loadNext(PAGE)} />}
    </>
  );
}
