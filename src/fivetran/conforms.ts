import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { z } from 'zod';

/** Where a value is not of a shape, and which rule it breaks there: never the value itself, which could be a secret. */
export interface Mismatch {
  /** The names down to it, with dots between; '' for the value as a whole. */
  readonly path: string;
  readonly rule: string;
}

type Shape = z.ZodType;
type JsonSchema = z.core.JSONSchema.BaseSchema;

// The schemas are this program's own, so nobody need check them. Types may be several: most fields may be null.
const ajv = new Ajv({ meta: false, validateSchema: false, allowUnionTypes: true });
const validators = new WeakMap<Shape, ValidateFunction>();

/**
 * Looks whether a value is of a shape; undefined where it is, else the first place where it is not. The value is only
 * looked at: nothing of it is copied, as the shape's own `parse` would. For a list of hundreds of things that takes as
 * long as to read it from JSON, and leaves as much garbage.
 */
export function mismatch(shape: Shape, value: unknown): Mismatch | undefined {
  let validate = validators.get(shape);
  if (validate === undefined) {
    validate = ajv.compile(jsonSchemaOf(shape));
    validators.set(shape, validate);
  }
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  return error === undefined ? { path: '', rule: 'unknown' } : describe(error);
}

/** The JSON Schema of a shape. @throws where it would change a value: that cannot be said in one */
function jsonSchemaOf(shape: Shape): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return schema;
}

/** What is said in a long way, in the short way that is quicker to check. */
function simplify(schema: JsonSchema): void {
  // The names of JSON objects are texts anyway.
  delete schema.propertyNames;
  const [some, none, ...more] = schema.anyOf ?? [];
  if (typeof some !== 'object' || typeof none !== 'object' || more.length > 0 || none.type !== 'null') return;
  if (some.type === undefined) return;
  delete schema.anyOf;
  Object.assign(schema, some, { type: [some.type, 'null'].flat() });
}

function describe({ instancePath, keyword, params }: ErrorObject): Mismatch {
  const path = keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath;
  return { path: path.slice(1).replaceAll('/', '.'), rule: keyword };
}
