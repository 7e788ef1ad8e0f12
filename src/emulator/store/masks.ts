import type { KeyType } from '../services.ts';
import type { Json, JsonObject } from './entities.ts';

/** What stands in an answer in place of a secret. */
export const mask = '******';

/** A config as answers show it: every key that is a secret of its service masked. */
export function masked(config: JsonObject, keys: ReadonlyMap<string, KeyType> | undefined): JsonObject {
  const shown: Record<string, Json> = {};
  for (const [key, value] of Object.entries(config)) {
    shown[key] = keys?.get(key) === 'secret' && value !== null ? mask : value;
  }
  return shown;
}

/** A stored config with a patch merged into it. A mask that is sent back leaves the secret as it is (inferred). */
export function merged(
  config: JsonObject,
  patch: JsonObject,
  keys: ReadonlyMap<string, KeyType> | undefined,
): JsonObject {
  const result: Record<string, Json> = { ...config };
  for (const [key, value] of Object.entries(patch)) {
    if (keys?.get(key) === 'secret' && value === mask) continue;
    result[key] = value;
  }
  return result;
}
