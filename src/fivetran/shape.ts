import type { z } from 'zod';

const known = new WeakMap<z.ZodType, boolean>();

/**
 * Whether a schema only looks at a value and changes nothing of it. What came can be kept then as it is: the validator's
 * own copy of a list of thousands of items is let go at once, instead of being carried along by every collection.
 */
export function keepsShape(schema: z.ZodType): boolean {
  let answer = known.get(schema);
  if (answer === undefined) {
    answer = looksOnly(schema);
    known.set(schema, answer);
  }
  return answer;
}

/** By what Zod says of its own schemas; a kind that is not named here may change a value. */
function looksOnly(schema: z.ZodType): boolean {
  const def = schema.def as unknown as Readonly<Record<string, unknown>>;
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
      return true;
    case 'nullable':
    case 'optional':
      return keepsShape(def.innerType as z.ZodType);
    case 'array':
      return keepsShape(def.element as z.ZodType);
    case 'record':
      return keepsShape(def.valueType as z.ZodType);
    case 'object':
      return Object.values(def.shape as Record<string, z.ZodType>).every(keepsShape);
    default:
      return false;
  }
}
