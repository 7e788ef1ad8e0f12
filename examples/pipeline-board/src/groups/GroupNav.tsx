import { fetchQuery, graphql, useLazyLoadQuery, usePaginationFragment, useRelayEnvironment } from 'react-relay';
import type { GroupNav_query$key } from '../__generated__/GroupNav_query.graphql.ts';
import type { GroupNavQuery } from '../__generated__/GroupNavQuery.graphql.ts';
import { usePlace } from '../state/place.ts';
import { useFetchKey, useRefresh } from '../state/revision.ts';
import { More } from '../ui/More.tsx';
import { PlaceLink } from '../ui/PlaceLink.tsx';
import { tallyOf } from './failing.ts';
import { GroupItem } from './GroupItem.tsx';

const PAGE = 50;

const navQuery = graphql`
  query GroupNavQuery($count: Int!) {
    ...GroupNav_query @arguments(count: $count)
  }
`;

/** The groups, those with the most failing connections first. */
export function GroupNav() {
  const environment = useRelayEnvironment();
  const options = { fetchPolicy: 'store-and-network', fetchKey: useFetchKey() } as const;
  const query = useLazyLoadQuery<GroupNavQuery>(navQuery, { count: PAGE }, options);
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<GroupNavQuery, GroupNav_query$key>(
    graphql`
      fragment GroupNav_query on Query
      @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
      @refetchable(queryName: "GroupNavPageQuery") {
        groups(first: $count, after: $cursor) @connection(key: "GroupNav_groups") {
          edges {
            node {
              id
              ...failing_group
              ...GroupItem_group
            }
          }
        }
      }
    `,
    query,
  );
  const groups = (data.groups?.edges ?? [])
    .map(({ node }) => ({ node, failing: tallyOf(node).failing }))
    .sort((one, other) => other.failing - one.failing);
  useRefresh(() => {
    fetchQuery(environment, navQuery, { count: Math.max(PAGE, groups.length) }).subscribe({ error: () => {} });
  });
  const place = usePlace();
  return (
    <nav className="groups" aria-label="Groups">
      <ul>
        <li>
          <PlaceLink to={{ group: '' }} className="group" isCurrent={place.group === ''}>
            <span className="group-name">All groups</span>
          </PlaceLink>
        </li>
        {groups.map(({ node }) => (
          <GroupItem key={node.id} group={node} />
        ))}
      </ul>
      {hasNext && <More isLoading={isLoadingNext} onMore={() => loadNext(PAGE)} />}
    </nav>
  );
}
