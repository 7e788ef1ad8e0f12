import { z } from 'zod';
import { getOne } from './endpoints.ts';
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
