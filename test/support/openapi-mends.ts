import { component, type OpenApiDocument, type OperationObject, type SchemaObject } from './openapi-document.ts';
import { flatten } from './openapi-schema.ts';

/** A place where the official document says what Fivetran does not do. */
export interface KnownFault {
  /** What is wrong, and where. Unique. */
  readonly id: string;
  /** A property of a component (`Component.property`), an operation, or the rule by which the places are found. */
  readonly where: string;
  readonly reason: string;
}

/** A known fault with what puts it right: it changes the places named and no other. */
export interface Mend extends KnownFault {
  readonly mend: (document: OpenApiDocument) => void;
}

/** Refuses to mend what is not broken: a newer document may have been put right, and then the fault's row must go. */
function expectFault(id: string, found: boolean): void {
  if (!found) throw new Error(`The OpenAPI document does not have the known fault "${id}" (any more).`);
}

/** A mend of one property, which is replaced by what `change` makes of it; undefined where the fault is not there. */
function propertyMend(
  id: string,
  where: string,
  reason: string,
  change: (property: SchemaObject, owner: SchemaObject, name: string) => SchemaObject | undefined,
): Mend {
  const mend = (document: OpenApiDocument): void => {
    const [owner = '', name = ''] = where.split('.');
    const schema = document.components.schemas[owner];
    const property = schema?.properties?.[name];
    const mended = schema && property && change(property, schema, name);
    expectFault(id, mended !== undefined);
    if (schema?.properties !== undefined && mended !== undefined) schema.properties[name] = mended;
  };
  return { id, where, reason, mend };
}

/** The document has `nullable` nowhere, and this property is null on the wire. */
export const sendsNull = (where: string, reason: string): Mend =>
  propertyMend(`null ${where}`, where, reason, (property) =>
    // Beside a `$ref`, OpenAPI 3.0 would ignore `nullable`.
    property.nullable ? undefined : { allOf: [property], nullable: true },
  );

/** Marked as required, and yet left out. */
export const leavesOut = (where: string, reason: string): Mend =>
  propertyMend(`optional ${where}`, where, reason, (property, owner, name) => {
    if (!owner.required?.includes(name)) return undefined;
    owner.required = owner.required.filter((required) => required !== name);
    return property;
  });

/** A map from names to values, written as an object with one property that stands for all of them. */
export const isMap = (where: string, reason: string): Mend =>
  propertyMend(`map ${where}`, where, reason, (property) => mapOfSample(property));

/** The map that an object with one sample property stands for; undefined where there is not exactly one. */
export function mapOfSample({ properties = {}, ...rest }: SchemaObject): SchemaObject | undefined {
  const [sample, ...others] = Object.values(properties);
  return sample === undefined || others.length > 0 ? undefined : { ...rest, additionalProperties: sample };
}

/** An integer whose permitted values are written as strings, so that no value is both. */
export const hasNumbers = (where: string, reason: string): Mend =>
  propertyMend(`numbers ${where}`, where, reason, (property) =>
    property.type === 'integer' && property.enum?.every((value) => typeof value === 'string')
      ? { ...property, enum: property.enum.map(Number) }
      : undefined,
  );

/** Permitted values are in upper case in the document and in lower case on the wire. */
export const isLowerCase = (where: string, reason: string): Mend =>
  propertyMend(`lower case ${where}`, where, reason, (property) =>
    property.enum?.every((value) => value === String(value).toUpperCase())
      ? { ...property, enum: property.enum.map((value) => String(value).toLowerCase()) }
      : undefined,
  );

/** Declared as an object without properties, while the wire has any JSON. */
export const isAnyJson = (where: string, reason: string): Mend =>
  propertyMend(`any JSON ${where}`, where, reason, (property) => (property.type === 'object' ? {} : undefined));

/** The permitted values of an array's items are written on the array, which is none of them. */
export const enumOfItems = (where: string, reason: string): Mend =>
  propertyMend(`items ${where}`, where, reason, ({ enum: values, ...property }) =>
    property.type === 'array' && values ? { ...property, items: { ...property.items, enum: values } } : undefined,
  );

/** A mend of operations: those that `change` answers true for; there has to be one. */
export function operationMend(
  id: string,
  where: string,
  reason: string,
  change: (operation: OperationObject, key: string) => boolean,
): Mend {
  const mend = (document: OpenApiDocument): void => {
    const changed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).filter(([method, operation]) => change(operation, `${method.toUpperCase()} ${path}`)),
    );
    expectFault(id, changed.length > 0);
  };
  return { id, where, reason, mend };
}

/** A mend of every schema of the document that `change` answers true for; there has to be one. */
export function schemaMend(id: string, where: string, reason: string, change: (schema: SchemaObject) => boolean): Mend {
  const walk = (schema: SchemaObject): number =>
    [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? []), schema.items]
      .filter((child) => child !== undefined)
      .reduce((count, child) => count + walk(child), Number(change(schema)));
  const mend = (document: OpenApiDocument): void => {
    const changed = Object.values(document.components.schemas).reduce((count, schema) => count + walk(schema), 0);
    expectFault(id, changed > 0);
  };
  return { id, where, reason, mend };
}

/**
 * Items of the list of connections, as the union by service that the details are.
 *
 * The document has for their `config` a map whose values are objects, which no configuration is. The wire has there
 * what the details have, so each service gets a member of the list's own: its items, with the details' configuration.
 */
export const listedConfigs = (id: string, reason: string): Mend => ({
  id,
  where: 'ConnectorResponse.config',
  reason,
  mend(document) {
    const { schemas } = document.components;
    const { ConnectorResponse: item, ConnectorResponseV1: details } = schemas;
    const { config, ...properties } = item?.properties ?? {};
    const values = config?.additionalProperties;
    expectFault(id, typeof values === 'object' && values.type === 'object' && values.properties === undefined);
    if (item === undefined || details?.discriminator === undefined) return;
    const mapping: Record<string, string> = {};
    for (const [service, ref] of Object.entries(details.discriminator.mapping)) {
      const [, ...configuration] = component(document, ref).allOf ?? [];
      schemas[`${service}_ConnectorResponse`] = {
        allOf: [{ $ref: '#/components/schemas/ConnectorResponse' }, ...configuration],
      };
      mapping[service] = `#/components/schemas/${service}_ConnectorResponse`;
    }
    schemas.ConnectorResponse = { ...item, properties, discriminator: { propertyName: 'service', mapping } };
  },
});

/** `config.port` of a destination: an integer in requests and in the document, a string in answers. */
export const portsAsStrings = (id: string, reason: string): Mend => ({
  id,
  where: '*_DestinationExtendedResponse.config.port',
  reason,
  mend(document) {
    const mapping = document.components.schemas.DestinationExtendedResponse?.discriminator?.mapping ?? {};
    let found = 0;
    for (const ref of Object.values(mapping)) {
      const member = component(document, ref);
      member.allOf = (member.allOf ?? []).map((part) => {
        const config = flatten(document, part).properties?.config;
        if (config?.properties?.port?.type !== 'integer') return part;
        found += 1;
        // A copy: the same configuration is part of the requests, where the port stays an integer.
        const port = { type: ['integer', 'string'], pattern: '^[0-9]+$' };
        return { properties: { config: { ...config, properties: { ...config.properties, port } } } };
      });
    }
    expectFault(id, found > 0);
  },
});
