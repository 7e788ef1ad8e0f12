import { SchemaChangeHandling, SyncMode } from './enabled.ts';
import { flag, type Input, type InputField, inputOf, isObject, listOf, object, text, word } from './input.ts';
import type { Problems } from './problems.ts';

const NAME: Readonly<Record<string, InputField>> = {
  name: text({ required: true, description: 'Name at the source; case matters.' }),
};
const ENABLED: Readonly<Record<string, InputField>> = { enabled: flag('Whether it is synced.') };

/** A list of entries with a name each, which becomes Fivetran's map by name. */
function named(entry: Input, description: string): InputField {
  return {
    ...listOf(entry, description),
    toWire: (value, field, problems) => {
      const entries = (value as readonly { readonly name: string }[]).map((each, at): [string, unknown] => {
        const { name, ...settings } = entry.toBody(each, [...field, String(at)], problems);
        if (Object.keys(settings).length === 0) {
          problems.add([...field, String(at)], `A setting to change is required of ${JSON.stringify(name)}, got none`);
        }
        return [each.name, settings];
      });
      const names = entries.map(([name]) => name);
      for (const [at, name] of names.entries()) {
        if (names.indexOf(name) < at) {
          problems.add([...field, String(at), 'name'], `Each name is required once, got ${JSON.stringify(name)} again`);
        }
      }
      return Object.fromEntries(entries);
    },
  };
}

const COLUMN: Readonly<Record<string, InputField>> = {
  ...ENABLED,
  hashed: flag('Whether its values are replaced by a hash in the destination.'),
  isPrimaryKey: flag('Whether it belongs to the primary key.'),
};

const ColumnEntryInput = inputOf('ColumnEntryInput', 'A column, with what is to be changed of it.', {
  ...NAME,
  ...COLUMN,
});

const TABLE: Readonly<Record<string, InputField>> = {
  ...ENABLED,
  syncMode: word(SyncMode, { description: 'What becomes of changed and deleted rows.' }),
  columns: named(ColumnEntryInput, 'Columns to be changed, each named once.'),
};

const TableEntryInput = inputOf('TableEntryInput', 'A table, with what is to be changed of it.', { ...NAME, ...TABLE });

const SCHEMA: Readonly<Record<string, InputField>> = {
  ...ENABLED,
  tables: named(TableEntryInput, 'Tables to be changed, each named once.'),
};

const SchemaEntryInput = inputOf('SchemaEntryInput', 'A schema, with what is to be changed of it.', {
  ...NAME,
  ...SCHEMA,
});

const kept = 'to be changed; what is absent stays as it is.';
export const ColumnUpdateInput = inputOf('ColumnUpdateInput', `Settings of a column ${kept}`, COLUMN, []);
export const TableUpdateInput = inputOf('TableUpdateInput', `Settings of a table ${kept}`, TABLE, []);
export const SchemaUpdateInput = inputOf('SchemaUpdateInput', `Settings of a schema ${kept}`, SCHEMA, []);

export const SchemaConfigUpdateInput = inputOf(
  'SchemaConfigUpdateInput',
  `Settings of a schema config ${kept} Either a snapshot, or what is named.`,
  {
    schemaChangeHandling: word(SchemaChangeHandling, { description: 'What happens to what is new at the source.' }),
    schemas: named(SchemaEntryInput, 'Schemas to be changed, each named once.'),
    isTypeLocked: flag('Whether the types of columns are kept as they are.'),
    snapshot: object({
      description:
        'A whole tree as `SchemaConfig.snapshot` gives it, of this connection or another: every switch is set as it is there.',
    }),
  },
  [],
);

/** The body that changes some of a config, with at least one setting in it. */
export function settingsBody(input: Input, value: object, problems: Problems) {
  const body = input.toBody(value, ['input'], problems);
  if (Object.keys(body).length === 0) problems.add(['input'], 'At least one setting to change is required, got none');
  return body;
}

export function configBody(value: object, problems: Problems) {
  const { snapshot, ...body } = settingsBody(SchemaConfigUpdateInput, value, problems);
  if (snapshot === undefined) return body;
  if (body.schemas !== undefined || body.schema_change_handling !== undefined) {
    problems.add(['input', 'snapshot'], 'Either a snapshot or settings by name are required, got both');
  }
  if (!isObject(snapshot)) return body;
  if (!isObject(snapshot.schemas)) {
    problems.add(['input', 'snapshot', 'schemas'], 'A map of schemas by name is required, as a snapshot has it');
    return body;
  }
  const made = { ...body, ...new Snapshot(problems).body(snapshot) };
  if (Object.keys(made).length === 0) problems.add(['input', 'snapshot'], 'A snapshot with a setting is required');
  return made;
}

// ---- a snapshot has what Fivetran tells; only a part of that can be sent back

type Json = Readonly<Record<string, unknown>>;

/** What a snapshot says of each setting, by its kind. */
const KINDS: Readonly<Record<string, string>> = {
  enabled: 'boolean',
  hashed: 'boolean',
  is_primary_key: 'boolean',
  sync_mode: 'string',
  schema_change_handling: 'string',
};

/** Makes a body of a snapshot; what is of another kind than a snapshot has is a problem. */
class Snapshot {
  readonly #problems: Problems;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  body(snapshot: Json): Json {
    return {
      ...this.#only(snapshot, 'schema_change_handling'),
      ...this.#map(snapshot.schemas, 'schemas', (schema) => ({
        ...this.#enabled(schema),
        ...this.#map(schema.tables, 'tables', (table) => ({
          ...this.#enabled(table),
          ...this.#only(table, 'sync_mode'),
          ...(table.supports_columns_config === false ? {} : this.#columns(table)),
        })),
      })),
    };
  }

  #columns(table: Json): Json {
    return this.#map(table.columns, 'columns', (column) => ({
      ...this.#enabled(column),
      ...this.#only(column, 'hashed', 'is_primary_key'),
    }));
  }

  /** `enabled`, unless Fivetran says that it cannot be changed: sending it would be refused. */
  #enabled(from: Json): Json {
    const lock = from.enabled_patch_settings;
    return isObject(lock) && lock.allowed === false ? {} : this.#only(from, 'enabled');
  }

  /** Those of the settings that a snapshot has and that are not null. */
  #only(from: Json, ...names: readonly string[]): Json {
    const given = names.filter((name) => from[name] !== null && from[name] !== undefined);
    for (const name of given) if (typeof from[name] !== KINDS[name]) this.#wrong(name, `a ${KINDS[name]}`, from[name]);
    return Object.fromEntries(given.map((name) => [name, from[name]]));
  }

  #map(map: unknown, name: string, of: (entry: Json) => Json): Json {
    if (map === null || map === undefined) return {};
    if (!isObject(map)) {
      this.#wrong(name, 'a map by name', map);
      return {};
    }
    const entries = Object.entries(map).flatMap(([key, entry]) => {
      if (!isObject(entry)) this.#wrong(name, 'a map by name', entry);
      const settings = isObject(entry) ? of(entry) : {};
      return Object.keys(settings).length === 0 ? [] : [[key, settings]];
    });
    return entries.length === 0 ? {} : { [name]: Object.fromEntries(entries) };
  }

  #wrong(name: string, required: string, value: unknown): void {
    const came = JSON.stringify(value)?.slice(0, 80);
    this.#problems.add(['input', 'snapshot'], `Of ${name} in a snapshot ${required} is required, got ${came}`);
  }
}
