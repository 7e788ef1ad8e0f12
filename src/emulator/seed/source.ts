import { hash, Random } from '../random.ts';
import type { Connection } from '../store/entities.ts';
import type { Column, Lock, Schema, Source, Table } from '../store/schema-config.ts';

/** Schema -> tables. */
export type Contents = ReadonlyMap<string, readonly string[]>;

export interface SourceShape {
  contents(connection: Connection): Contents;
  /** How many columns a table has. */
  columns(random: Random): number;
  /** How many of them a user has set. */
  setColumns(random: Random): number;
  /** Sprinkles locks, disabled tables and history mode, as in an account that people use. */
  lively: boolean;
}

const columnNames =
  `name status created_at updated_at email phone amount currency country city postal_code description quantity price owner_id
  customer_id order_id product_id external_id type source channel priority score notes starts_at ends_at is_active is_deleted locale url
  ip_address user_agent first_name last_name date_of_birth tax_number iban parent_id position version checksum payload metadata tags total
  discount tax rate code category region warehouse_id closed_at opened_at reason channel_id campaign_id`.split(/\s+/);

const personal = new Set([
  'email',
  'phone',
  'first_name',
  'last_name',
  'date_of_birth',
  'tax_number',
  'iban',
  'ip_address',
]);

/** How Fivetran names things in the destination: lower case, words joined by underscores. */
function destinationName(name: string): string {
  const cleaned = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return cleaned === '' ? 'unnamed' : cleaned;
}

/** A source whose contents are a pure function of the connection and its shape. */
export function generatedSource(seed: number, shape: SourceShape): Source {
  const randomOf = (...names: string[]) => new Random(seed ^ hash(names.join('\u0000')));

  const columns = (connection: Connection, schema: string, table: string): Map<string, Column> => {
    const random = randomOf(connection.id, schema, table, 'columns');
    const count = shape.columns(random);
    const found = new Map<string, Column>();
    const add = (name: string, isPrimaryKey: boolean) =>
      found.set(name, {
        nameInDestination: destinationName(name),
        enabled: true,
        hashed: false,
        isPrimaryKey,
        ...(isPrimaryKey && { lock: keyLock }),
      });
    if (count > 0) add('id', true);
    const offset = random.integer(columnNames.length);
    for (let index = 0; found.size < count; index++) {
      const name = columnNames[(offset + index * 7) % columnNames.length];
      add(index < columnNames.length && name !== undefined ? name : `attribute_${index + 1}`, false);
    }
    return found;
  };

  const tableOf = (connection: Connection, schema: string, name: string): Table => {
    const random = randomOf(connection.id, schema, name);
    const lock = shape.lively ? lockOf(name, random) : undefined;
    const supportsHistoryMode = !shape.lively || random.chance(0.7);
    const table: Table = {
      nameInDestination: destinationName(name),
      enabled: lock?.code === 'DELETED' ? false : !shape.lively || random.chance(0.88),
      supportsColumnsConfig: !shape.lively || (lock === undefined && random.chance(0.94)),
      supportsHistoryMode,
      columns: new Map(),
    };
    if (supportsHistoryMode) table.syncMode = shape.lively && random.chance(0.1) ? 'HISTORY' : 'SOFT_DELETE';
    if (lock !== undefined) table.lock = lock;
    if (table.supportsColumnsConfig)
      setSome(table, columns(connection, schema, name), shape.setColumns(random), random);
    return table;
  };

  return {
    columns,
    schemas(connection) {
      const schemas = new Map<string, Schema>();
      for (const [name, tables] of shape.contents(connection)) {
        schemas.set(name, {
          nameInDestination: connection.schema.includes('.')
            ? destinationName(name)
            : destinationName(`${connection.schema}_${name}`),
          enabled: true,
          tables: new Map(tables.map((table) => [table, tableOf(connection, name, table)])),
        });
      }
      return schemas;
    },
  };
}

const keyLock: Lock = { code: 'OTHER', reason: 'The column does not support exclusion as it is a Primary Key' };

function lockOf(table: string, random: Random): Lock | undefined {
  if (table.startsWith('fivetran_') || table === 'schema_migrations') return { code: 'SYSTEM_TABLE' };
  if (random.chance(0.02)) return { code: 'DELETED' };
  if (random.chance(0.01)) return { code: 'OTHER', reason: 'The table has no primary key and cannot be excluded' };
  return undefined;
}

/** What people set first is what is personal: such columns are hashed or left out. */
function setSome(table: Table, columns: ReadonlyMap<string, Column>, count: number, random: Random): void {
  const free = [...columns].filter(([, column]) => column.lock === undefined);
  free.sort(([left], [right]) => Number(personal.has(right)) - Number(personal.has(left)));
  for (const [name, column] of free.slice(0, count)) {
    const hashed = random.chance(0.6);
    table.columns.set(name, { ...column, hashed, enabled: hashed });
  }
}
