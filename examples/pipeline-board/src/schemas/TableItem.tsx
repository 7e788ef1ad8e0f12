import { graphql, useFragment } from 'react-relay';
import type { TableItem_table$key } from '../__generated__/TableItem_table.graphql.ts';

interface Props {
  readonly table: TableItem_table$key;
  /** The name of its schema, where that is not clear from where it stands. */
  readonly schema?: string | null | undefined;
}

export function TableItem({ table, schema }: Props) {
  const data = useFragment(
    graphql`
      fragment TableItem_table on Table {
        name
        nameInDestination
        enabled
        syncMode
      }
    `,
    table,
  );
  const isRenamed = data.nameInDestination != null && data.nameInDestination !== data.name;
  return (
    <li className={data.enabled ? 'table' : 'table table-off'}>
      <span className="table-name">
        {schema != null && <span className="table-schema">{schema}.</span>}
        {data.name}
        {isRenamed && <span className="table-schema"> → {data.nameInDestination}</span>}
      </span>
      <span className="tree-note">{data.enabled ? modeOf(data.syncMode) : 'not synced'}</span>
    </li>
  );
}

const modeOf = (mode: string | null | undefined) =>
  mode == null ? 'synced' : `synced, ${mode.toLowerCase().replace('_', ' ')}`;
