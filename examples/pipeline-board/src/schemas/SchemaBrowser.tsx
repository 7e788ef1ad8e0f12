import { useDeferredValue, useState } from 'react';
import { graphql, useLazyLoadQuery } from 'react-relay';
import type { SchemaBrowserQuery } from '../__generated__/SchemaBrowserQuery.graphql.ts';
import { useFetchKey } from '../state/revision.ts';
import { Icon } from '../ui/Icon.tsx';
import { Region } from '../ui/Region.tsx';
import { FoundTables } from './FoundTables.tsx';
import { SchemaList } from './SchemaList.tsx';

/** What a connection syncs. One call answers for the whole tree, so it is only made when somebody looks. */
export function SchemaBrowser({ connection }: { connection: string }) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const data = useLazyLoadQuery<SchemaBrowserQuery>(
    graphql`
      query SchemaBrowserQuery($connection: ID!) {
        connection(id: $connection) {
          schemaConfig @catch(to: RESULT) {
            id
            ...SchemaList_config
          }
        }
      }
    `,
    { connection },
    { fetchPolicy: 'store-and-network', fetchKey: useFetchKey() },
  );
  const result = data.connection?.schemaConfig;
  // Null because of an error, and null because there is none, are two things: `@catch` tells them apart.
  if (result?.ok === false) return <p className="empty">The schemas could not be read; everything else goes on.</p>;
  const config = result?.value;
  return (
    <section className="schemas" aria-labelledby="schemas-title">
      <h3 id="schemas-title">Schemas and tables</h3>
      {config == null ? (
        <p className="empty">Not known yet: they are read at the first sync.</p>
      ) : (
        <>
          <label className="field field-search">
            <span className="visually-hidden">Find a table by name</span>
            <Icon name="search" />
            <input
              type="search"
              placeholder="Find a table"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </label>
          {wanted === '' ? (
            <SchemaList config={config} />
          ) : (
            <Region name="The tables">
              <FoundTables config={config.id} search={wanted} />
            </Region>
          )}
        </>
      )}
    </section>
  );
}
