import { useEffect, useRef } from 'react';
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay';
import type { ConnectionPanelQuery } from '../__generated__/ConnectionPanelQuery.graphql.ts';
import { SchemaBrowser } from '../schemas/SchemaBrowser.tsx';
import { useFetchKey, useRefresh } from '../state/revision.ts';
import { Region } from '../ui/Region.tsx';
import { ConnectionActions } from './ConnectionActions.tsx';
import { ConnectionFacts } from './ConnectionFacts.tsx';
import { DeleteConnection } from './DeleteConnection.tsx';
import { StateLabel } from './StateLabel.tsx';
import { stateOf } from './state.ts';

const panelQuery = graphql`
  query ConnectionPanelQuery($id: ID!) {
    connection(id: $id) {
      id
      schema
      service
      ...state_connector
      ...ConnectionActions_connector
      ...ConnectionFacts_connector
      ...DeleteConnection_connector
    }
  }
`;

/** One connection: how it is, what it syncs, and what can be done with it. */
export function ConnectionPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const environment = useRelayEnvironment();
  const options = { fetchPolicy: 'store-and-network', fetchKey: useFetchKey() } as const;
  const { connection } = useLazyLoadQuery<ConnectionPanelQuery>(panelQuery, { id }, options);
  useRefresh(() => {
    fetchQuery(environment, panelQuery, { id }).subscribe({ error: () => {} });
  });

  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus goes to the title of every connection that is opened
  useEffect(() => title.current?.focus(), [id]);

  if (connection == null) return <p className="empty">There is no such connection any more.</p>;
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="panel-title">
        {connection.schema}
      </h2>
      <div className="panel-state">
        <span role="status">
          <StateLabel state={stateOf(connection)} />
        </span>
        <ConnectionActions connector={connection} />
      </div>
      <ConnectionFacts connector={connection} />
      <Region name="Schemas and tables">
        <SchemaBrowser connection={connection.id} />
      </Region>
      <DeleteConnection connector={connection} onDeleted={onClose} />
    </>
  );
}
