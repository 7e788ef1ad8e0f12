import type { z } from 'zod';

/**
 * Whether a schema of Zod's only looks at a value and changes nothing of it, by what Zod says of its own schemas. A kind
 * that is not named here may change a value.
 */
export function keepsShape(schema: z.ZodType): boolean {
  const def = schema.def as unknown as Readonly<Record<string, unknown>>;
  const checks = (def.checks ?? []) as readonly z.core.$ZodCheck[];
  if (def.coerce === true || checks.some((check) => check._zod.def.check === 'overwrite')) return false;
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
