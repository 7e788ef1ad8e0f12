import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { processRegularResult, type YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { partsOfResult } from './json-of-data.ts';
import { mediaTypeOf } from './media-type.ts';
import { sendParts } from './send-parts.ts';

/** A POST of a query alone, or with variables and the operation's name: nearly all that clients send. */
interface PlainParams {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/**
 * Runs a query with every plugin that looks at operations, but without the detour of HTTP over fetch's requests and
 * responses, which takes as long as to execute it.
 * @returns whether it has; what is not plain, or not valid, is left to the endpoint itself, and nothing has run then
 */
export async function runDirectly(
  graphql: YogaServerInstance<object, Context>,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  mask: (error: unknown) => GraphQLError,
): Promise<boolean> {
  const params = plainParams(body);
  if (params === undefined) return false;
  const { schema, parse, validate, contextFactory, execute } = graphql.getEnveloped({ req: request, params } as never);
  let document: DocumentNode;
  try {
    document = parse(params.query);
  } catch {
    return false;
  }
  const operation = getOperationAST(document, params.operationName);
  if (operation?.operation !== OperationTypeNode.QUERY || validate(schema, document).length > 0) return false;
  const { variables: variableValues, operationName } = params;
  let result: ExecutionResult;
  try {
    result = await execute({ schema, document, contextValue: await contextFactory(), variableValues, operationName });
  } catch (error) {
    if (response.destroyed) return true;
    result = { errors: [mask(error)] };
  }
  const { status, headers } = await headOf(result, graphql, request);
  sendParts(response, status, headers, partsOfResult(result));
  return true;
}

/** Status and headers of an answer; where there are errors, they decide. */
async function headOf(
  result: ExecutionResult,
  { fetchAPI }: YogaServerInstance<object, Context>,
  { headers }: IncomingMessage,
) {
  const type = mediaTypeOf(headers.accept) ?? 'application/json';
  if (result.errors === undefined) return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` } };
  const answer = await processRegularResult(result as never, fetchAPI, type);
  return { status: answer.status, headers: Object.fromEntries(answer.headers) };
}

function plainParams(body: string): PlainParams | undefined {
  let params: unknown;
  try {
    params = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(params)) return undefined;
  const { query, variables, operationName, ...others } = params;
  if (typeof query !== 'string' || query === '' || Object.keys(others).length > 0) return undefined;
  if (!(operationName === undefined || operationName === null || typeof operationName === 'string')) return undefined;
  // How deep they may be is decided elsewhere.
  const isFlat = variables === undefined || variables === null || (isObject(variables) && isShallow(variables));
  if (!isFlat) return undefined;
  return {
    query,
    ...(isObject(variables) ? { variables } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isShallow = (variables: object): boolean =>
  Object.values(variables).every((value) => typeof value !== 'object' || value === null);
