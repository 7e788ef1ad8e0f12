import { invalidValue, optionalFlag, optionalObject, optionalOneOf } from '../fields.ts';
import { invalidInput, notFound } from '../refusal.ts';
import { isObject } from '../route.ts';
import type { Json, JsonObject } from './entities.ts';
import type { ChangeHandling, Column, Lock, Schema, SchemaConfig, SyncMode, Table } from './schema-config.ts';

const handlings: readonly ChangeHandling[] = ['ALLOW_ALL', 'ALLOW_COLUMNS', 'BLOCK_ALL'];
const modes: readonly SyncMode[] = ['SOFT_DELETE', 'HISTORY', 'LIVE'];

/** All columns of a table, as the source has them. */
type Columns = (schema: string, table: string) => ReadonlyMap<string, Column>;

/**
 * Merges a patch by name, deep, into a copy of a config. Whatever is not named stays. A name that is not there is a 404
 * (inferred), a switch that is locked a 400 (inferred); either way nothing is changed.
 *
 * @returns the new config, and the part of it that the patch named.
 */
export function patched(
  config: SchemaConfig,
  patch: JsonObject,
  columns: Columns,
): { whole: SchemaConfig; diff: SchemaConfig } {
  const whole = structuredClone(config);
  whole.handling = optionalOneOf(patch, 'schema_change_handling', handlings) ?? whole.handling;
  optionalFlag(patch, 'is_type_locked');
  const diff: SchemaConfig = { handling: whole.handling, schemas: new Map() };
  for (const [name, change] of entries(patch, 'schemas')) {
    const schema = whole.schemas.get(name);
    if (schema === undefined) throw notFound('Schema', `Cannot find entity 'Schema' with name '${name}'`);
    diff.schemas.set(name, patchSchema(schema, change, name, columns));
  }
  return { whole, diff };
}

function patchSchema(schema: Schema, patch: JsonObject, name: string, columns: Columns): Schema {
  schema.enabled = optionalFlag(patch, 'enabled') ?? schema.enabled;
  const tables = new Map<string, Table>();
  for (const [tableName, change] of entries(patch, 'tables')) {
    const table = schema.tables.get(tableName);
    if (table === undefined) throw notFound('Table', `Cannot find entity 'Table' with name '${tableName}'`);
    tables.set(tableName, patchTable(table, change, [name, tableName], columns));
  }
  return { ...schema, tables };
}

function patchTable(table: Table, patch: JsonObject, [schema, name]: [string, string], columns: Columns): Table {
  table.enabled = switched(
    table.enabled,
    optionalFlag(patch, 'enabled'),
    table.lock,
    `Table \`${name}\` of schema \`${schema}\``,
  );
  const mode = optionalOneOf(patch, 'sync_mode', modes);
  if (mode !== undefined) {
    if (table.syncMode === undefined || (mode === 'HISTORY' && !table.supportsHistoryMode)) {
      throw invalidInput(`Table \`${name}\` of schema \`${schema}\` doesn't support sync mode ${mode}`);
    }
    table.syncMode = mode;
  }
  const changes = entries(patch, 'columns');
  if (changes.length > 0 && !table.supportsColumnsConfig) {
    // Fivetran's own words, grammar included (live).
    throw invalidInput(`Table \`${name}\` of schema \`${schema}\` doesn't supports columns configuration`);
  }
  const changed = new Map<string, Column>();
  const known = changes.length > 0 ? columns(schema, name) : undefined;
  for (const [columnName, change] of changes) {
    const column = table.columns.get(columnName) ?? known?.get(columnName);
    if (column === undefined) throw notFound('Column', `Cannot find entity 'Column' with name '${columnName}'`);
    const set: Column = {
      ...column,
      enabled: switched(
        column.enabled,
        optionalFlag(change, 'enabled'),
        column.lock,
        `Column \`${columnName}\` of table \`${name}\``,
      ),
      hashed: optionalFlag(change, 'hashed') ?? column.hashed,
      isPrimaryKey: optionalFlag(change, 'is_primary_key') ?? column.isPrimaryKey,
    };
    table.columns.set(columnName, set);
    changed.set(columnName, set);
  }
  return { ...table, columns: changed };
}

function switched(enabled: boolean, wanted: boolean | undefined, lock: Lock | undefined, what: string): boolean {
  if (wanted === undefined || wanted === enabled) return enabled;
  if (lock !== undefined)
    throw invalidInput(`${what} cannot be ${wanted ? 'enabled' : 'disabled'}: ${lock.reason ?? lock.code}`);
  return wanted;
}

function entries(patch: JsonObject, name: string): [string, JsonObject][] {
  return Object.entries(optionalObject(patch, name) ?? {}).map(([key, value]: [string, Json]) => {
    if (!isObject(value)) throw invalidValue(name);
    return [key, value];
  });
}

/**
 * What a reload makes of a config: what the source has now, the switches that were set kept, new things switched as the
 * policy says; then all switched on or off if asked for.
 */
export function reloaded(
  config: SchemaConfig | undefined,
  found: Map<string, Schema>,
  mode: 'PRESERVE' | 'INCLUDE' | 'EXCLUDE',
): SchemaConfig {
  const result: SchemaConfig = { handling: config?.handling ?? 'ALLOW_ALL', schemas: found };
  for (const [name, schema] of found) {
    const before = config?.schemas.get(name);
    if (config !== undefined && before === undefined) schema.enabled = config.handling === 'ALLOW_ALL';
    if (before !== undefined) schema.enabled = before.enabled;
    for (const [tableName, table] of schema.tables) {
      const old = before?.tables.get(tableName);
      if (old !== undefined) schema.tables.set(tableName, old);
      else if (config !== undefined && config.handling !== 'ALLOW_ALL') table.enabled = false;
    }
  }
  if (mode !== 'PRESERVE') switchAll(result, mode === 'INCLUDE');
  return result;
}

function switchAll(config: SchemaConfig, enabled: boolean): void {
  for (const schema of config.schemas.values()) {
    schema.enabled = enabled;
    for (const table of schema.tables.values()) {
      if (table.lock === undefined) table.enabled = enabled;
      for (const column of table.columns.values()) if (column.lock === undefined) column.enabled = enabled;
    }
  }
}
