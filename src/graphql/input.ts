import type { InputFieldRef, InputObjectRef } from '@pothos/core';
import { builder, type SchemaTypes } from './builder.ts';
import type { closedSet } from './enums.ts';
import type { Problems } from './problems.ts';

type Fields = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>;
type Wire = Readonly<Record<string, unknown>>;

interface FieldOptions<Value> {
  readonly description: string;
  readonly required?: boolean;
  /** Name in the REST body. @default the field's own in snake_case */
  readonly wire?: string;
  /** What is wrong with a value; undefined for one that can be sent. */
  readonly check?: (value: Value) => string | undefined;
  readonly deprecated?: string;
}

/** A field of an input: how the schema shows it, and what becomes of its value in the body that is sent. */
export interface InputField {
  readonly wire: string | undefined;
  readonly define: (t: Fields) => InputFieldRef<SchemaTypes, unknown>;
  readonly toWire: (value: unknown, field: readonly string[], problems: Problems) => unknown;
}

const shown = ({ description, required, deprecated }: FieldOptions<never>) => ({
  description,
  required: required ?? false,
  ...(deprecated === undefined ? {} : { deprecationReason: deprecated }),
});

/** A field whose value is sent as it is, once it is found good. */
function plain<Value>(define: (t: Fields) => unknown, options: FieldOptions<Value>): InputField {
  return {
    wire: options.wire,
    define: define as InputField['define'],
    toWire: (value, field, problems) => {
      const wrong = options.check?.(value as Value);
      if (wrong !== undefined) problems.add(field, wrong);
      return value;
    },
  };
}

export const text = (options: FieldOptions<string>): InputField =>
  plain<string>((t) => t.string(shown(options)), {
    ...options,
    check: (value) =>
      value === '' && options.required ? 'A text is required, got an empty one' : options.check?.(value),
  });

export const flag = (description: string, wire?: string): InputField =>
  plain<boolean>((t) => t.boolean({ description }), { description, ...(wire ? { wire } : {}) });

export const integer = (options: FieldOptions<number>): InputField => plain((t) => t.int(shown(options)), options);

export const texts = (options: FieldOptions<readonly string[]>): InputField =>
  plain((t) => t.stringList(shown(options)), options);

/** An object of JSON that is passed through untouched. */
export const object = (options: FieldOptions<object>): InputField =>
  plain((t) => t.field({ type: 'JSON', ...shown(options) }), {
    ...options,
    check: (value) => (isObject(value) ? undefined : `An object is required, got ${kindOf(value)}`),
  });

/** Another thing, by either of its ids. */
export const refersTo = (
  type: { readonly name: string; readonly tag: string },
  options: FieldOptions<string>,
): InputField => ({
  wire: options.wire,
  define: ((t: Fields) => t.id(shown(options))) as InputField['define'],
  toWire: (value, field, problems) => problems.id(String(value), type, field),
});

/** @param sent the words of the wire that Fivetran takes, where it gives more than it takes */
export const word = (
  set: ReturnType<typeof closedSet>,
  options: FieldOptions<string> & { readonly sent?: readonly string[] },
): InputField => ({
  wire: options.wire,
  define: ((t: Fields) => t.field({ type: set.type, ...shown(options) })) as InputField['define'],
  toWire: (value, field, problems) => {
    const sent = set.toWire(String(value));
    if (sent === undefined) problems.add(field, 'A value of the schema is required, got UNRECOGNIZED');
    else if (options.sent !== undefined && !options.sent.includes(sent)) {
      problems.add(field, `One of ${options.sent.map((each) => set.of(each)).join(', ')} is required, got ${value}`);
    }
    return sent;
  },
});

/** An input within an input. */
export const nested = (input: Input, options: FieldOptions<object>): InputField => ({
  wire: options.wire,
  define: ((t: Fields) => t.field({ type: input.type, ...shown(options) })) as InputField['define'],
  toWire: (value, field, problems) => input.toBody(value as object, field, problems),
});

/** A list of inputs; what becomes of it is said where it is used. */
export const listOf = (input: Input, description: string): Omit<InputField, 'toWire'> => ({
  wire: undefined,
  define: ((t: Fields) => t.field({ type: [input.type], description })) as InputField['define'],
});

/** An input type with what makes a REST body of its values. */
export interface Input {
  readonly type: InputObjectRef<SchemaTypes, object>;
  /** The body; what cannot be sent is added to the problems. Fields that are null or absent are not sent. */
  readonly toBody: (value: object, field: readonly string[], problems: Problems) => Wire;
}

/**
 * Defines an input type by its fields.
 * @param reserved names of the body that `extra` must not set: another argument or another mutation does
 */
export function inputOf(
  name: string,
  description: string,
  fields: Readonly<Record<string, InputField>>,
  reserved: readonly string[] | null = null,
): Input {
  const type = builder.inputRef<object>(name).implement({
    description,
    fields: (t) => ({
      ...Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.define(t as Fields)])),
      ...(reserved === null ? {} : { extra: t.field({ type: 'JSON', description: EXTRA }) }),
    }),
  }) as InputObjectRef<SchemaTypes, object>;
  const taken = new Set([
    ...Object.entries(fields).map(([key, field]) => field.wire ?? snake(key)),
    ...(reserved ?? []),
  ]);
  const toBody: Input['toBody'] = (value, field, problems) => {
    const { extra, ...given } = value as Readonly<Record<string, unknown>>;
    const body = Object.entries(given).flatMap(([key, inner]): [string, unknown][] => {
      const known = fields[key];
      if (known === undefined || inner === null || inner === undefined) return [];
      return [[known.wire ?? snake(key), known.toWire(inner, [...field, key], problems)]];
    });
    return Object.fromEntries([...body, ...extraOf(extra, [...field, 'extra'], taken, problems)]);
  };
  return { type, toBody };
}

const EXTRA =
  'Fields of the REST body that this schema does not have yet, as an object; they are sent as they are. Fields that it has are refused here.';

function extraOf(extra: unknown, field: readonly string[], taken: ReadonlySet<string>, problems: Problems) {
  if (extra === null || extra === undefined) return [];
  if (!isObject(extra)) {
    problems.add(field, `An object is required, got ${kindOf(extra)}`);
    return [];
  }
  for (const key of Object.keys(extra)) {
    if (taken.has(key)) problems.add([...field, key], `${JSON.stringify(key)} has a place of its own in this schema`);
  }
  return Object.entries(extra);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value);

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
