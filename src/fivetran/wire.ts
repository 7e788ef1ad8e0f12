import { z } from 'zod';

/**
 * Pieces that the shapes of Fivetran's answers are made of. Only what identifies a thing is required: everything else may
 * be null or absent (fivetran-facts 6, "optional fields"), and fields that are not named here are not looked at.
 */
export const text = z.string().nullish();
export const flag = z.boolean().nullish();
export const integer = z.number().int().nullish();
/** A map whose keys and values are the service's own. */
export const freeMap = z.record(z.string(), z.unknown()).nullish();

/** A map by names that are the source's own, of which `__proto__` may be one: `z.record` would drop it. */
export const mapOf = <Value>(value: z.ZodType<Value>) =>
  z.transform((raw: unknown, context): Readonly<Record<string, Value>> => {
    const map: Record<string, Value> = Object.create(null);
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      context.issues.push({ code: 'invalid_type', expected: 'record', input: raw });
      return map;
    }
    for (const [name, entry] of Object.entries(raw)) {
      const parsed = value.safeParse(entry);
      if (parsed.success) map[name] = parsed.data;
      else {
        const inside = parsed.error.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] }));
        context.issues.push(...(inside as never[]));
      }
    }
    return map;
  });

/** Anything at all: `setup_tests.details` is an object, an array or a string on the wire. */
export const anything = z.unknown().optional();

export const setupTest = z.object({ title: text, status: text, message: text, details: anything });
export type SetupTest = z.infer<typeof setupTest>;

/** Something that the user must do, or should know. */
export const notice = z.object({ code: text, message: text, details: anything });
export type Notice = z.infer<typeof notice>;

/** `data` of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullish() });
