import {
  documentPath,
  type OpenApiDocument,
  type OperationObject,
  readDocument,
  type SchemaObject,
} from './openapi-document.ts';
import { type Finding, toFinding } from './openapi-errors.ts';
import { MENDS } from './openapi-faults.ts';
import { headerFindings, parametersSchema, pathFindings, readQuery } from './openapi-request.ts';
import { createRouter } from './openapi-routes.ts';
import { createCompiler, type Validate } from './openapi-schema.ts';

export { KNOWN_FAULTS } from './openapi-faults.ts';

/** One request and its answer, as they were on the wire. */
export interface Exchange {
  readonly method: string;
  /** Still percent-encoded, with the query. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined where there was no body. */
  readonly requestBody?: unknown;
  readonly status: number;
  /** Parsed JSON; undefined where there was no body. */
  readonly responseBody?: unknown;
  /** A test has scripted this answer, which is not checked then; the request is. */
  readonly faulty?: boolean;
}

export type Where = 'route' | 'request.path' | 'request.query' | 'request.header' | 'request.body' | 'response';

export interface Violation extends Finding {
  /** The document's `operationId`, or method and path where it has no such operation. */
  readonly operation: string;
  readonly where: Where;
}

export interface Contract {
  /**
   * What in this exchange the official document does not permit, faults known of it (`KNOWN_FAULTS`) apart.
   *
   * Properties and query parameters that the document does not list are violations, in answers too. A test that sends
   * a wrong request on purpose looks at the violations of its answer alone (`where`).
   */
  check(exchange: Exchange): Violation[];
}

export interface ContractOptions {
  /** Faults of the document that are left as they are. */
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What every error answer looks like; the document has no schema for them. */
const errorEnvelope: SchemaObject = {
  required: ['code', 'message'],
  properties: { code: { type: 'string' }, message: { type: 'string' } },
};

let shared: { readonly contract: Contract | undefined } | undefined;

/**
 * The contract of the official OpenAPI document.
 *
 * @returns undefined where the document is not there, which is printed once; the tests that need it skip themselves.
 * @throws Error where it is not there although `CI` is `true`, and where it lacks a fault that is said to be known.
 */
export function openContract(options?: ContractOptions): Contract | undefined {
  if (options !== undefined) return open(options);
  shared ??= { contract: open({}) };
  return shared.contract;
}

function open({ without = [], env = process.env }: ContractOptions): Contract | undefined {
  const path = documentPath(env);
  const document = readDocument(path);
  if (document === undefined) {
    const reason = `No OpenAPI document at ${path}; FIVETRAN_OPENAPI names another place.`;
    if (env.CI === 'true') throw new Error(reason);
    process.stderr.write(`${reason} Tests against it are skipped.\n`);
    return undefined;
  }
  for (const { id, mend } of MENDS) if (!without.includes(id)) mend(document);
  return createContract(document);
}

function createContract(document: OpenApiDocument): Contract {
  const route = createRouter(document);
  const compile = createCompiler(document);
  const compiled = new Map<unknown, Validate>();
  /** `key` is what the schema is made from: the same one gives the same schema. */
  const validate = (key: unknown, schema: () => SchemaObject, value: unknown): Finding[] => {
    const validator = compiled.get(key) ?? compile(schema());
    compiled.set(key, validator);
    return validator(value).map((error) => toFinding(error, value));
  };

  const queryFindings = (operation: OperationObject, query: string): Finding[] => {
    const [values, findings] = readQuery(operation, query);
    return [...findings, ...validate(operation, () => parametersSchema(operation, 'query'), values)];
  };

  const bodyFindings = ({ requestBody }: OperationObject, body: unknown): Finding[] => {
    if (requestBody === undefined) return body === undefined ? [] : [{ at: '', message: 'must be absent' }];
    const schema = Object.values(requestBody.content ?? {})[0]?.schema ?? {};
    const findings = validate(requestBody, () => schema, body === undefined ? {} : body);
    // The document requires no body anywhere: an absent one is wrong only if something in it is required.
    if (body === undefined && findings.length > 0) return [{ at: '', message: 'is required, and absent' }];
    return findings;
  };

  const responseFindings = (operation: OperationObject | undefined, status: number, body: unknown): Finding[] => {
    const answer = operation?.responses[status] ?? (status >= 400 ? operation?.responses.default : undefined);
    const findings: Finding[] = [];
    if (operation !== undefined && answer === undefined) {
      const documented = Object.keys(operation.responses).join(', ');
      findings.push({ at: '', message: `must have one of the statuses ${documented}, not ${status}` });
    }
    if (status >= 400) return [...findings, ...validate(errorEnvelope, () => errorEnvelope, body)];
    const schema = answer?.content?.['application/json']?.schema;
    if (answer !== undefined && schema !== undefined) findings.push(...validate(answer, () => schema, body));
    if (status === 204 && body !== undefined) findings.push({ at: '', message: 'must be empty' });
    return findings;
  };

  return {
    check({ method, path, requestHeaders, requestBody, status, responseBody, faulty = false }) {
      const queryStart = path.indexOf('?');
      const pathname = queryStart === -1 ? path : path.slice(0, queryStart);
      const query = queryStart === -1 ? '' : path.slice(queryStart + 1);
      const match = route(method.toUpperCase(), pathname);
      const operation = match?.route.operation;
      const name = operation?.operationId ?? `${method.toUpperCase()} ${pathname}`;
      const as = (where: Where, findings: Finding[]): Violation[] =>
        findings.map(({ at, message }) => ({ operation: name, where, at, message }));

      const response = faulty ? [] : as('response', responseFindings(operation, status, responseBody));
      if (match === undefined || operation === undefined) {
        return [...as('route', [{ at: '', message: 'is not an operation of the document' }]), ...response];
      }
      return [
        ...as('request.path', pathFindings(match)),
        ...as('request.query', queryFindings(operation, query)),
        ...as('request.header', headerFindings(operation, requestHeaders, requestBody !== undefined)),
        ...as('request.body', bodyFindings(operation, requestBody)),
        ...response,
      ];
    },
  };
}
