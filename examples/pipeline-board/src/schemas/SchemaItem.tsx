import { useId, useState } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { SchemaItem_schema$key } from '../__generated__/SchemaItem_schema.graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Region } from '../ui/Region.tsx';
import { TableList } from './TableList.tsx';

interface Props {
  readonly schema: SchemaItem_schema$key;
  /** The only one of its connection: opened from the start. */
  readonly isOnly: boolean;
}

/** A schema, whose tables are asked for when it is opened. */
export function SchemaItem({ schema, isOnly }: Props) {
  const data = useFragment(
    graphql`
      fragment SchemaItem_schema on Schema {
        id
        name
        enabled
        all: tables(first: 1) {
          totalCount
        }
        synced: tables(first: 1, filter: { enabled: true }) {
          totalCount
        }
      }
    `,
    schema,
  );
  const [isOpen, setOpen] = useState(isOnly);
  const tablesId = useId();
  return (
    <li>
      <button
        type="button"
        className="tree-item"
        aria-expanded={isOpen}
        aria-controls={tablesId}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'down' : 'right'} />
        <span className="tree-name">{data.name}</span>
        <span className="tree-note">
          {data.enabled
            ? `${data.synced?.totalCount ?? '?'} of ${data.all?.totalCount ?? '?'} tables synced`
            : 'not synced'}
        </span>
      </button>
      <div id={tablesId} hidden={!isOpen}>
        {isOpen && (
          <Region name="The tables">
            <TableList schema={data.id} />
          </Region>
        )}
      </div>
    </li>
  );
}
