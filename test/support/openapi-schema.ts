import { Ajv, type ErrorObject, type SchemaObject as JsonSchema, type ValidateFunction } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';
import addFormats from 'ajv-formats';
import { component, type OpenApiDocument, type SchemaObject } from './openapi-document.ts';

/** Validates a value; the list of what is wrong is empty where nothing is. */
export type Validate = (value: unknown) => ErrorObject[];

/** Keywords that say nothing about what is valid. */
const annotations = new Set(['title', 'description', 'example', 'default']);
const translated = new Set(
  `type format pattern enum nullable required properties additionalProperties items uniqueItems
   minimum maximum exclusiveMinimum exclusiveMaximum discriminator`.split(/\s+/),
);

/**
 * Compiles schemas of the document on demand.
 *
 * Nothing is compiled ahead: a schema's references are resolved when it is compiled, and a member of a discriminated
 * union when a value first names it, so that the 773 services of a connection cost nothing until they are met.
 *
 * Stricter than OpenAPI in one point: an object whose properties are listed has no others, in requests and in
 * responses. Only so does a misspelt optional field show.
 */
export function createCompiler(document: OpenApiDocument): (schema: SchemaObject) => Validate {
  const ajv = addFormats.default(
    // The last two halve the time to compile: the schemas are made here, and most run on a few values only.
    new Ajv({
      allErrors: true,
      allowUnionTypes: true,
      validateSchema: false,
      code: { optimize: false },
    }),
  );

  ajv.addKeyword({
    keyword: 'memberOf',
    type: 'object',
    schemaType: 'object',
    errors: 'full',
    compile({ discriminator: { propertyName, mapping }, ...base }: Union) {
      const validateBase = ajv.compile({ ...translate(document, base), additionalProperties: true });
      const members = new Map<string, ValidateFunction>();
      const memberOf = (name: string, ref: string): ValidateFunction => {
        const validator = members.get(name) ?? ajv.compile(translate(document, memberSchema(document, ref, base)));
        members.set(name, validator);
        return validator;
      };

      const validate: DataValidateFunction = (value, context) => {
        const name: unknown = value[propertyName];
        const validators = [validateBase];
        const errors: Partial<ErrorObject>[] = [];
        if (typeof name === 'string' && Object.hasOwn(mapping, name)) {
          validators.push(memberOf(name, mapping[name] ?? ''));
        } else {
          const known = Object.keys(mapping).length;
          const message = `must be one of the ${known} that the document has, not ${JSON.stringify(name) ?? 'absent'}`;
          errors.push({ instancePath: `${context?.instancePath ?? ''}/${propertyName}`, message });
        }
        for (const validator of validators) if (!validator(value, context)) errors.push(...(validator.errors ?? []));
        validate.errors = errors;
        return errors.length === 0;
      };
      return validate;
    },
  });

  return (schema) => {
    const validator = ajv.compile(translate(document, schema));
    return (value) => (validator(value) ? [] : [...(validator.errors ?? [])]);
  };
}

/** A union by a property: each member repeats the base and adds to it. */
type Union = SchemaObject & Required<Pick<SchemaObject, 'discriminator'>>;

/** What a member of a union adds to its base, which is compiled once for all of them: its properties are free here. */
function memberSchema(document: OpenApiDocument, ref: string, base: SchemaObject): SchemaObject {
  const { discriminator: _, ...member } = flatten(document, { $ref: ref });
  const properties = Object.entries(member.properties ?? {}).map(([name, property]): [string, SchemaObject] => [
    name,
    property === base.properties?.[name] ? {} : property,
  ]);
  const required = member.required?.filter((name) => !base.required?.includes(name)) ?? [];
  return { ...member, properties: Object.fromEntries(properties), required };
}

/** OpenAPI 3.0 to JSON Schema. References are resolved in place: the document has no schema that contains itself. */
function translate(document: OpenApiDocument, schema: SchemaObject): JsonSchema {
  const flat = flatten(document, schema);
  const unknown = Object.keys(flat).filter((keyword) => !translated.has(keyword) && !annotations.has(keyword));
  if (unknown.length > 0) {
    throw new Error(`The OpenAPI document uses ${unknown.join(', ')}, which openapi-schema.ts cannot translate yet.`);
  }
  if (flat.discriminator !== undefined) return { type: 'object', memberOf: flat };

  const result: JsonSchema = {};
  const type = flat.type ?? (flat.properties === undefined ? undefined : 'object');
  if (type !== undefined) result.type = flat.nullable === true ? [type, 'null'].flat() : type;
  if (flat.enum !== undefined) result.enum = flat.nullable === true ? [...flat.enum, null] : flat.enum;
  if (flat.format !== undefined) result.format = flat.format;
  if (flat.pattern !== undefined) result.pattern = flat.pattern;
  if (flat.uniqueItems !== undefined) result.uniqueItems = flat.uniqueItems;
  if (flat.items !== undefined) result.items = translate(document, flat.items);
  // In OpenAPI 3.0 the exclusive bounds are flags beside the bound, in JSON Schema they are bounds.
  if (flat.minimum !== undefined) result[flat.exclusiveMinimum ? 'exclusiveMinimum' : 'minimum'] = flat.minimum;
  if (flat.maximum !== undefined) result[flat.exclusiveMaximum ? 'exclusiveMaximum' : 'maximum'] = flat.maximum;
  if (flat.required !== undefined) result.required = flat.required;
  if (flat.properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(flat.properties).map(([name, property]) => [name, translate(document, property)]),
    );
    result.additionalProperties = false;
  }
  if (typeof flat.additionalProperties === 'object') {
    result.additionalProperties = translate(document, flat.additionalProperties);
  } else if (flat.additionalProperties !== undefined) {
    result.additionalProperties = flat.additionalProperties;
  }
  return result;
}

/** One schema without `$ref` and `allOf` of its own; those of its properties stay. */
export function flatten(document: OpenApiDocument, schema: SchemaObject): SchemaObject {
  const { $ref, allOf, ...own } = schema;
  const parts = [...($ref === undefined ? [] : [component(document, $ref)]), ...(allOf ?? [])];
  return parts.map((part) => flatten(document, part)).reduceRight(merge, own);
}

/** What is valid for both. A closed object (see `createCompiler`) has the properties of both. */
function merge(right: SchemaObject, left: SchemaObject): SchemaObject {
  const merged: SchemaObject = { ...left, ...right };
  if (left.type !== undefined && right.type !== undefined && String(left.type) !== String(right.type)) {
    throw new Error(`The OpenAPI document joins a schema of type ${left.type} with one of type ${right.type}.`);
  }
  if (left.required !== undefined && right.required !== undefined) {
    merged.required = [...new Set([...left.required, ...right.required])];
  }
  if (left.properties !== undefined && right.properties !== undefined) {
    const properties = { ...left.properties };
    for (const [name, property] of Object.entries(right.properties)) {
      const other = properties[name];
      properties[name] = other === undefined ? property : { allOf: [other, property] };
    }
    merged.properties = properties;
  }
  return merged;
}
