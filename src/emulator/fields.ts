import { invalidInput } from './refusal.ts';
import { isObject } from './route.ts';
import type { KeyType } from './services.ts';
import type { Json, JsonObject } from './store/entities.ts';

/** A field of a body that must be there, as text. Fivetran's wording (spec). */
export function requiredText(body: JsonObject, name: string): string {
  const value = body[name];
  if (value === undefined || value === null || value === '') throw invalidInput(`Field '${name}' is required`);
  if (typeof value !== 'string') throw invalidValue(name);
  return value;
}

/** Absent and null are the same: not sent. */
export function optionalText(body: JsonObject, name: string): string | undefined {
  return optional(body, name, (value) => typeof value === 'string');
}

export function optionalFlag(body: JsonObject, name: string): boolean | undefined {
  return optional(body, name, (value) => typeof value === 'boolean');
}

export function optionalInteger(body: JsonObject, name: string): number | undefined {
  return optional(body, name, (value) => Number.isInteger(value));
}

export function optionalObject(body: JsonObject, name: string): JsonObject | undefined {
  return optional(body, name, isObject);
}

export function optionalOneOf<T extends Json>(body: JsonObject, name: string, values: readonly T[]): T | undefined {
  return optional(body, name, (value) => (values as readonly Json[]).includes(value));
}

function optional<T extends Json>(body: JsonObject, name: string, fits: (value: Json) => boolean): T | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!fits(value)) throw invalidValue(name);
  return value as T;
}

export const invalidValue = (name: string) => invalidInput(`Invalid value of field '${name}'`);

/** A non-empty array of texts. */
export function texts(value: Json | undefined, name: string): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (list.length === 0) throw invalidInput(`Field '${name}' must be a non-empty array`);
  return list.map((each) => {
    if (typeof each !== 'string') throw invalidValue(name);
    return each;
  });
}

/**
 * A config with its values as the service's types want them: texts such as "true" and "5" are taken for booleans and
 * numbers (live). Fivetran does not say which key it dislikes (live), so neither does this.
 */
export function configOf(value: Json | undefined, keys: ReadonlyMap<string, KeyType>): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidConfig();
  const config: Record<string, Json> = {};
  for (const [key, given] of Object.entries(value)) {
    const type = keys.get(key);
    if (type === undefined) throw invalidConfig();
    config[key] = given === null ? null : coerced(given, type);
  }
  return config;
}

const invalidConfig = () => invalidInput("Invalid 'config' object");

function coerced(value: Json, type: KeyType): Json {
  if (typeof type !== 'string') {
    if (typeof value === 'string' && type.includes(value)) return value;
    throw invalidConfig();
  }
  switch (type) {
    case 'string':
    case 'secret':
      if (typeof value === 'string') return value;
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      break;
    case 'integer':
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number === 'number' && Number.isFinite(number)) return number;
      break;
    }
    case 'array':
      if (Array.isArray(value)) return value;
      break;
    case 'object':
      if (isObject(value)) return value;
      break;
  }
  throw invalidConfig();
}
