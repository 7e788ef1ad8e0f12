import { graphql, useFragment } from 'react-relay';
import type { ConnectionActions_connector$key } from '../__generated__/ConnectionActions_connector.graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { stateOf } from './state.ts';
import { usePause } from './usePause.ts';
import { useResume } from './useResume.ts';
import { useSync } from './useSync.ts';

/** What can be done with a connection. Each shows its effect at once, and takes it back should the server refuse. */
export function ConnectionActions({ connector }: { connector: ConnectionActions_connector$key }) {
  const data = useFragment(
    graphql`
      fragment ConnectionActions_connector on Connector {
        id
        schema
        ...state_connector
      }
    `,
    connector,
  );
  const { id } = data;
  const { paused, syncing } = stateOf(data);
  const name = data.schema ?? id;
  const pause = usePause();
  const resume = useResume();
  const sync = useSync();
  return (
    <div className="actions">
      {paused ? (
        <button type="button" className="button" data-action="pause" onClick={() => resume({ id, name })}>
          <Icon name="play" />
          <span className="button-text">
            Resume <span className="visually-hidden">{name}</span>
          </span>
        </button>
      ) : (
        <button type="button" className="button" data-action="pause" onClick={() => pause({ id, name })}>
          <Icon name="pause" />
          <span className="button-text">
            Pause <span className="visually-hidden">{name}</span>
          </span>
        </button>
      )}
      <button
        type="button"
        className="button"
        data-action="sync"
        disabled={paused || syncing}
        title={paused ? 'Resume it first' : undefined}
        onClick={() => sync({ id, name })}
      >
        <Icon name="sync" />
        <span className="button-text">
          Sync <span className="visually-hidden">{name}</span>
        </span>
      </button>
    </div>
  );
}
