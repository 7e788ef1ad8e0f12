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

/**
 * A map by names that are the source's own. One of them may be `__proto__`, which the validator passes over: it is there
 * all the same, since answers are kept as they came.
 */
export const mapOf = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

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
