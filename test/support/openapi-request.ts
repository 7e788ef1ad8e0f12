import type { Exchange } from './openapi.ts';
import type { OperationObject, ParameterObject, SchemaObject } from './openapi-document.ts';
import type { Finding } from './openapi-errors.ts';
import type { Match } from './openapi-routes.ts';

/** The parameters of one kind, as one object; parameters that are not in it are refused. */
export function parametersSchema(operation: OperationObject, kind: ParameterObject['in']): SchemaObject {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === kind);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
}

/**
 * A query as the object that its parameters are: numbers and booleans where the document has them and the text is one.
 *
 * @returns the values, and the names that came more than once: no parameter of the document is a list.
 */
export function readQuery(operation: OperationObject, query: string): [Record<string, unknown>, Finding[]] {
  const types = new Map(operation.parameters?.map(({ name, schema }) => [name, schema.type]));
  const given = [...new URLSearchParams(query)];
  const twice = given.map(([name]) => name).filter((name, index, names) => names.indexOf(name) < index);
  return [
    Object.fromEntries(given.map(([name, text]) => [name, readText(text, types.get(name))])),
    twice.map((name) => ({ at: `/${name}`, message: 'must be given once, not twice' })),
  ];
}

function readText(text: string, type: SchemaObject['type']): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** A path segment of RFC 3986. */
const segment = /^(?:[\w.~!$&'()*+,;=:@-]|%[\dA-Fa-f]{2})*$/;

/** A path's parameters that are empty, not encoded, or no UTF-8 once decoded. The document has no other rule for them. */
export function pathFindings({ parameters }: Match): Finding[] {
  return [...parameters].flatMap(([name, encoded]) => {
    const value = segment.test(encoded) ? decode(encoded) : undefined;
    if (value === '') return [{ at: `/${name}`, message: 'must not be empty' }];
    if (value !== undefined) return [];
    return [{ at: `/${name}`, message: `must be percent-encoded UTF-8, not ${JSON.stringify(encoded)}` }];
  });
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Headers: `Accept` as the operation has it, a `Content-Type` that the body may have, Basic credentials. */
export function headerFindings(
  operation: OperationObject,
  headers: Exchange['requestHeaders'],
  hasBody: boolean,
): Finding[] {
  const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value?.toString()]));
  const findings: Finding[] = [];
  const require = (name: string, required: string, valid: boolean): void => {
    if (valid) return;
    const came = given.get(name);
    // Credentials stay untold.
    const told = came === undefined ? 'absent' : name === 'authorization' ? 'another scheme' : JSON.stringify(came);
    findings.push({ at: `/${name}`, message: `must be ${required}, not ${told}` });
  };

  const accept = operation.parameters?.find(({ in: kind, name }) => kind === 'header' && name === 'Accept');
  const documented = accept?.schema.default;
  if (documented !== undefined) {
    require('accept', documented, given.get('accept')?.replaceAll(' ', '') === documented);
  }
  const isPublic = operation.security?.length === 0;
  if (!isPublic) require('authorization', 'Basic', given.get('authorization')?.startsWith('Basic ') === true);
  if (hasBody) {
    const types = Object.keys(operation.requestBody?.content ?? {});
    const [type = ''] = given.get('content-type')?.split(';') ?? [];
    if (types.length > 0) require('content-type', types.join(' or '), types.includes(type.trim().toLowerCase()));
  }
  return findings;
}
