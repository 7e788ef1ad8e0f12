import { graphql, useFragment } from 'react-relay';
import type { ConnectionRow_connector$key } from '../__generated__/ConnectionRow_connector.graphql.ts';
import { usePlace } from '../state/place.ts';
import { Ago } from '../ui/Ago.tsx';
import { PlaceLink } from '../ui/PlaceLink.tsx';
import { ConnectionActions } from './ConnectionActions.tsx';
import { StateLabel } from './StateLabel.tsx';
import { stateOf } from './state.ts';

export function ConnectionRow({ connector }: { connector: ConnectionRow_connector$key }) {
  const data = useFragment(
    graphql`
      fragment ConnectionRow_connector on Connector {
        id
        service
        schema
        group {
          name
        }
        ...state_connector
        ...ConnectionActions_connector
      }
    `,
    connector,
  );
  const state = stateOf(data);
  const isOpen = usePlace().connection === data.id;
  return (
    <li className={isOpen ? 'row row-open' : 'row'}>
      <StateLabel state={state} />
      <div className="row-what">
        <PlaceLink id={data.id} to={{ connection: data.id }} className="row-link" isCurrent={isOpen}>
          {data.schema}
        </PlaceLink>
        <span className="row-where">{[data.service, data.group?.name].filter((part) => part != null).join(' · ')}</span>
      </div>
      <div className="row-when">
        {state.failing && <p className="reason">{state.reason}</p>}
        <p>
          {state.succeededAt === undefined ? (
            'Never synced'
          ) : (
            <>
              Synced <Ago at={state.succeededAt} />
            </>
          )}
        </p>
      </div>
      <ConnectionActions connector={data} />
    </li>
  );
}
