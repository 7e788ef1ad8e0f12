import { useRef, useState } from 'react';
import { graphql, useFragment, useMutation } from 'react-relay';
import type { DeleteConnection_connector$key } from '../__generated__/DeleteConnection_connector.graphql.ts';
import type { DeleteConnectionMutation } from '../__generated__/DeleteConnectionMutation.graphql.ts';
import { tellOf } from './outcome.ts';

interface Props {
  readonly connector: DeleteConnection_connector$key;
  readonly onDeleted: () => void;
}

/** Deletes for good, so it asks for the name first. `@deleteRecord` takes it out of every list that shows it. */
export function DeleteConnection({ connector, onDeleted }: Props) {
  const data = useFragment(
    graphql`
      fragment DeleteConnection_connector on Connector {
        id
        schema
      }
    `,
    connector,
  );
  const [commit, isInFlight] = useMutation<DeleteConnectionMutation>(graphql`
    mutation DeleteConnectionMutation($id: ID!) {
      connectionDelete(id: $id) {
        deletedId @deleteRecord
        userErrors {
          __typename
          message
        }
      }
    }
  `);
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const name = data.schema ?? data.id;
  const outcome = tellOf<DeleteConnectionMutation['response']>(
    `${name} is deleted`,
    ({ connectionDelete }) => connectionDelete?.userErrors,
  );
  const remove = () =>
    commit({
      variables: { id: data.id },
      ...outcome,
      onCompleted(response, errors) {
        outcome.onCompleted(response, errors);
        if (response.connectionDelete?.deletedId != null) onDeleted();
      },
    });
  return (
    <div className="danger">
      <button type="button" className="button button-danger" onClick={() => dialog.current?.showModal()}>
        Delete…
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="delete-title" onClose={() => setTyped('')}>
        <form
          method="dialog"
          onSubmit={(event) => (event.nativeEvent as SubmitEvent).submitter?.dataset.delete === 'yes' && remove()}
        >
          <h2 id="delete-title">Delete {name}?</h2>
          <p>It will not sync any more, and cannot be brought back. What it has loaded stays in the destination.</p>
          <label className="field field-block">
            <span>Type its name to go on</span>
            <input type="text" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
          <div className="dialog-buttons">
            <button type="submit" className="button">
              Keep it
            </button>
            <button
              type="submit"
              data-delete="yes"
              className="button button-danger"
              disabled={typed !== name || isInFlight}
            >
              Delete
            </button>
          </div>
        </form>
      </dialog>
    </div>
  );
}
