import type { Connection } from './entities.ts';

export type ChangeHandling = 'ALLOW_ALL' | 'ALLOW_COLUMNS' | 'BLOCK_ALL';
export type SyncMode = 'SOFT_DELETE' | 'HISTORY' | 'LIVE';

/** Why a switch cannot be changed. */
export interface Lock {
  readonly code: 'SYSTEM_TABLE' | 'SYSTEM_COLUMN' | 'DELETED' | 'OTHER';
  readonly reason?: string;
}

export interface Column {
  nameInDestination: string;
  enabled: boolean;
  hashed: boolean;
  isPrimaryKey: boolean;
  lock?: Lock;
}

export interface Table {
  nameInDestination: string;
  enabled: boolean;
  /** Present only where the mode can be switched. */
  syncMode?: SyncMode;
  supportsColumnsConfig: boolean;
  supportsHistoryMode: boolean;
  lock?: Lock;
  /** Only the columns that a user has set. */
  columns: Map<string, Column>;
}

export interface Schema {
  nameInDestination: string;
  enabled: boolean;
  tables: Map<string, Table>;
}

/** What a connection syncs. Maps, since the names are the source's own: any text, in the source's order. */
export interface SchemaConfig {
  handling: ChangeHandling;
  schemas: Map<string, Schema>;
}

/** What the source of a connection holds, apart from what anybody has set about it. */
export interface Source {
  /** A new tree on every call, the same each time. */
  schemas(connection: Connection): Map<string, Schema>;
  /** All columns of a table, as the live query of the source finds them. */
  columns(connection: Connection, schema: string, table: string): Map<string, Column>;
}

const quote = JSON.stringify;

function object<T>(entries: ReadonlyMap<string, T>, render: (value: T) => string): string {
  const parts: string[] = [];
  for (const [name, value] of entries) parts.push(`${quote(name)}:${render(value)}`);
  return `{${parts.join(',')}}`;
}

function lockJson(lock: Lock | undefined): string {
  if (lock === undefined) return '{"allowed":true}';
  const reason = lock.reason === undefined ? '' : `,"reason":${quote(lock.reason)}`;
  return `{"allowed":false,"reason_code":"${lock.code}"${reason}}`;
}

function columnJson(column: Column): string {
  return `{"name_in_destination":${quote(column.nameInDestination)},"enabled":${column.enabled},"hashed":${column.hashed},"enabled_patch_settings":${lockJson(column.lock)},"is_primary_key":${column.isPrimaryKey}}`;
}

function tableJson(table: Table): string {
  const mode = table.syncMode === undefined ? '' : `"sync_mode":"${table.syncMode}",`;
  return `{${mode}"name_in_destination":${quote(table.nameInDestination)},"enabled":${table.enabled},"enabled_patch_settings":${lockJson(table.lock)},"supports_columns_config":${table.supportsColumnsConfig},"supports_history_mode":${table.supportsHistoryMode},"columns":${object(table.columns, columnJson)}}`;
}

function schemaJson(schema: Schema): string {
  return `{"name_in_destination":${quote(schema.nameInDestination)},"enabled":${schema.enabled},"tables":${object(schema.tables, tableJson)}}`;
}

/** The config as the API answers it. Written by hand: an object of JavaScript would reorder names that look like numbers and lose `__proto__`. */
export function schemaConfigJson(config: SchemaConfig): string {
  return `{"enable_new_by_default":${config.handling === 'ALLOW_ALL'},"schema_change_handling":"${config.handling}","schemas":${object(config.schemas, schemaJson)}}`;
}

/** The live columns as the API answers them. */
export function columnsJson(columns: ReadonlyMap<string, Column>): string {
  return `{"columns":${object(columns, columnJson)}}`;
}
