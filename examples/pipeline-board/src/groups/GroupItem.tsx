import { graphql, useFragment } from 'react-relay';
import type { GroupItem_group$key } from '../__generated__/GroupItem_group.graphql.ts';
import { usePlace } from '../state/place.ts';
import { PlaceLink } from '../ui/PlaceLink.tsx';
import { tallyOf } from './failing.ts';

export function GroupItem({ group }: { group: GroupItem_group$key }) {
  const data = useFragment(
    graphql`
      fragment GroupItem_group on Group {
        id
        name
        destination {
          service
          setupStatus
        }
        ...failing_group
      }
    `,
    group,
  );
  const { failing, total, more } = tallyOf(data);
  const { destination } = data;
  return (
    <li>
      <PlaceLink to={{ group: data.id }} className="group" isCurrent={usePlace().group === data.id}>
        <span className="group-name">{data.name}</span>
        <span className="group-destination">
          {destination?.service ?? 'No destination'}
          {destination?.setupStatus === 'BROKEN' && <strong className="group-failing"> broken</strong>}
        </span>
        <span className="group-count">
          {failing > 0 && <strong className="group-failing">{failing} failing</strong>}
          <span>
            {failing > 0 && 'of '}
            {total}
            {more && '+'}
          </span>
        </span>
      </PlaceLink>
    </li>
  );
}
