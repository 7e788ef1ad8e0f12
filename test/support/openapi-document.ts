import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The part of an OpenAPI 3.0 schema that Fivetran's document uses, and `nullable`, which it should have used. */
export interface SchemaObject {
  $ref?: string;
  /** A list of types is JSON Schema's, not OpenAPI 3.0's: only a mend (openapi-faults.ts) writes one. */
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  nullable?: boolean;
  required?: string[];
  properties?: Record<string, SchemaObject>;
  additionalProperties?: boolean | SchemaObject;
  items?: SchemaObject;
  uniqueItems?: boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  allOf?: SchemaObject[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
  title?: string;
  description?: string;
  example?: unknown;
}

export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: SchemaObject & { default?: string };
}

export interface BodyObject {
  content?: Record<string, { schema?: SchemaObject }>;
}

export interface OperationObject {
  operationId: string;
  parameters?: ParameterObject[];
  requestBody?: BodyObject;
  responses: Record<string, BodyObject>;
  security?: unknown[];
}

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, SchemaObject> };
}

const repositoryRoot = resolve(import.meta.dirname, '../..');

/** Where the document is looked for: `FIVETRAN_OPENAPI`, relative to the root of the repository, or beside the checkout. */
export function documentPath(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(repositoryRoot, env.FIVETRAN_OPENAPI ?? '../shared/data/fivetran-openapi.json');
}

/** Reads and parses the document anew, so that the caller may change it; undefined where there is no file. */
export function readDocument(path: string): OpenApiDocument | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text);
}

/** The component that a `$ref` names. */
export function component(document: OpenApiDocument, ref: string): SchemaObject {
  const schema = document.components.schemas[ref.replace('#/components/schemas/', '')];
  if (schema === undefined) throw new Error(`The OpenAPI document refers to ${ref}, which it does not define.`);
  return schema;
}
