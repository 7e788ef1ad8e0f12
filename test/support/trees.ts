import type { Column, SchemaConfig, Table } from '../../src/emulator/store/schema-config.ts';

/** Names that a path, a map, a template or a separator could stumble over. */
export const NASTY_NAMES: readonly string[] = [
  'plain',
  'Plain',
  'a/b',
  'a.b',
  '.',
  '..',
  '',
  ' ',
  '"quoted"',
  "it's",
  '100%',
  '%2F',
  'a?b#c&d=e',
  'back\\slash',
  'line\nbreak',
  'nul\u0000',
  'nul\u0000nul',
  '📝 notes',
  'zürich',
  '1',
  '10',
  '2',
  '__proto__',
  'constructor',
  'toString',
  '${name}',
  '\ud800 alone',
];

export const columnNamed = (name: string): Column => ({
  nameInDestination: `to ${name}`,
  enabled: true,
  hashed: false,
  isPrimaryKey: false,
});

export const tableOf = (columns: readonly string[], enabled = true): Table => ({
  nameInDestination: 'table',
  enabled,
  supportsColumnsConfig: true,
  supportsHistoryMode: false,
  columns: new Map(columns.map((name) => [name, columnNamed(name)])),
});

/** A schema config: schema -> table -> names of the columns that somebody has set. */
export function configOf(tree: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>): SchemaConfig {
  const schemas = [...tree].map(([schema, tables]) => {
    const entries = [...tables].map(([table, columns]) => [table, tableOf(columns)] as const);
    return [schema, { nameInDestination: 'schema', enabled: true, tables: new Map(entries) }] as const;
  });
  return { handling: 'ALLOW_ALL', schemas: new Map(schemas) };
}
