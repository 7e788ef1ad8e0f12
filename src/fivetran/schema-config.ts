import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getOne, primed, writeOne, writeOnly } from './endpoints.ts';
import { flag, mapOf, text } from './wire.ts';

/** Whether `enabled` may be changed, and why not. */
export const enabledPatchSettings = z.object({ allowed: flag, reason_code: text, reason: text });

export const column = z.object({
  name_in_destination: text,
  enabled: flag,
  hashed: flag,
  is_primary_key: flag,
  enabled_patch_settings: enabledPatchSettings.nullish(),
});
export type Column = z.infer<typeof column>;

export const table = z.object({
  name_in_destination: text,
  enabled: flag,
  sync_mode: text,
  supports_columns_config: flag,
  supports_history_mode: flag,
  enabled_patch_settings: enabledPatchSettings.nullish(),
  /** Only the columns that somebody has set. */
  columns: mapOf(column).nullish(),
});
export type Table = z.infer<typeof table>;

export const schema = z.object({
  name_in_destination: text,
  enabled: flag,
  tables: mapOf(table).nullish(),
});
export type Schema = z.infer<typeof schema>;

/** The whole tree of a connection. `schemas` may be missing altogether (fivetran-facts 7.4). */
export const schemaConfig = z.object({
  schema_change_handling: text,
  enable_new_by_default: flag,
  schemas: mapOf(schema).nullish(),
});
export type SchemaConfig = z.infer<typeof schemaConfig>;

export const connectionSchemaConfig = getOne(
  {
    name: 'connection_schema_config',
    path: '/v1/connections/{connectionId}/schemas',
    area: 'schemas',
    lifetime: 'schemas',
    tags: ({ connectionId }) => [`schemas:${connectionId}`],
  },
  schemaConfig,
);

/** Every column of one table, asked of the source at once. Draws on the source-interaction pool. */
export const connectionColumnConfig = getOne(
  {
    name: 'connection_column_config',
    path: '/v1/connections/{connectionId}/schemas/{schema}/tables/{table}/columns',
    area: 'schemas',
    lifetime: 'columns',
    pools: ['sourceInteraction'],
    tags: ({ connectionId }) => [`schemas:${connectionId}`],
  },
  z.object({ columns: mapOf(column).nullish() }),
);

const kills = ({ connectionId }: Readonly<Record<string, string>>) => [`schemas:${connectionId}`];

/** Asks the source what it has; takes minutes, and needs a connection that is connected. */
export const reloadSchemaConfig = writeOne(schemaConfig, {
  name: 'reload_connection_schema_config',
  method: 'POST',
  path: '/v1/connections/{connectionId}/schemas/reload',
  area: 'schemas',
  action: 'reload',
  pools: ['sourceInteraction'],
  timeout: 'slow',
  idempotent: true,
  kills,
  primes: (config, { connectionId = '' }) => primed(callOf(connectionSchemaConfig, { connectionId }), config),
});

// The answers of the four below are never primed: they may be the changed part alone (fivetran-facts 7.4).
const change = { method: 'PATCH', area: 'schemas', action: 'update', idempotent: true, kills } as const;

export const modifySchemaConfig = writeOne(schemaConfig, {
  ...change,
  name: 'modify_connection_schema_config',
  path: '/v1/connections/{connectionId}/schemas',
});

export const modifySchema = writeOne(schemaConfig, {
  ...change,
  name: 'modify_connection_database_schema_config',
  path: '/v1/connections/{connectionId}/schemas/{schemaName}',
});

export const modifyTable = writeOne(schemaConfig, {
  ...change,
  name: 'modify_connection_table_config',
  path: '/v1/connections/{connectionId}/schemas/{schemaName}/tables/{tableName}',
});

export const modifyColumn = writeOne(schemaConfig, {
  ...change,
  name: 'modify_connection_column_config',
  path: '/v1/connections/{connectionId}/schemas/{schemaName}/tables/{tableName}/columns/{columnName}',
});

/** Loads some tables anew; the body is the map from schemas to tables itself. */
export const resyncTables = writeOnly({
  name: 'resync_tables',
  method: 'POST',
  path: '/v1/connections/{connectionId}/schemas/tables/resync',
  area: 'connections',
  action: 'resync',
  idempotent: false,
  check: 'look at the state of the connection before you ask for it again',
  kills: ({ connectionId }) => ['connections', `connection:${connectionId}`],
  unsettles: ({ connectionId }) => ['connections', `connection:${connectionId}`],
});
