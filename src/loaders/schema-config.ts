import { callOf } from '../fivetran/endpoint.ts';
import { connectionColumnConfig, connectionSchemaConfig } from '../fivetran/schema-config.ts';
import { Keyed } from './keyed.ts';
import type { Reader } from './reader.ts';

/** Where a table is. */
export interface TablePath {
  readonly connection: string;
  readonly schema: string;
  readonly table: string;
}

/** A connection's whole tree of schemas, tables and set columns, by the connection's id. */
export const schemaConfigLoader = (reader: Reader) =>
  new Keyed(reader, connectionSchemaConfig.area, (connectionId: string) =>
    callOf(connectionSchemaConfig, { connectionId }),
  );

/** All columns of a table, as the source has them now. */
export const liveColumnsLoader = (reader: Reader) =>
  new Keyed(reader, connectionColumnConfig.area, ({ connection, schema, table }: TablePath) =>
    callOf(connectionColumnConfig, { connectionId: connection, schema, table }),
  );
