import { readFileSync } from 'node:fs';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { createGraphQLError, type GraphQLParams, type Plugin } from 'graphql-yoga';
import { z } from 'zod';

/** Texts of operations by their ids. */
export type ListedOperations = ReadonlyMap<string, string>;

export interface ListedOperationsOptions {
  readonly operations: ListedOperations;
  /** Whether only these may run. */
  readonly only: boolean;
}

/** An operations file cannot be used. */
class OperationsFileError extends Error {
  constructor(message: string) {
    super(`The operations file cannot be used: ${message}`);
    this.name = 'OperationsFileError';
  }
}

const file = z.record(z.string().min(1), z.string().min(1));

/**
 * Reads the operations that clients may name by id: a JSON object of texts by id, as compilers of GraphQL clients write
 * it. Each is checked against the schema, so that one that is wrong is found at the start and not by a user.
 * @throws OperationsFileError
 */
export function readOperations(path: string, schema: GraphQLSchema): ListedOperations {
  let parsed: z.ZodSafeParseResult<Record<string, string>>;
  try {
    parsed = file.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new OperationsFileError('it must be a file of JSON that can be read');
  }
  if (!parsed.success) throw new OperationsFileError('it must be an object of texts of operations by their ids');
  for (const [id, text] of Object.entries(parsed.data)) {
    const [problem] = problemsOf(text, schema);
    if (problem !== undefined) throw new OperationsFileError(`${id}: ${problem}`);
  }
  return new Map(Object.entries(parsed.data));
}

function problemsOf(text: string, schema: GraphQLSchema): readonly string[] {
  try {
    return validate(schema, parse(text)).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}

/**
 * Runs operations by their ids: `documentId` of the request, or the hash that Apollo's clients send. Where only these may
 * run, a text is refused unless it is one of theirs.
 */
export function useListedOperations({ operations, only }: ListedOperationsOptions): Plugin {
  const texts = new Set(operations.values());
  const persisted = usePersistedOperations({
    allowArbitraryOperations: true,
    extractPersistedOperationId: idOf,
    getPersistedOperation: (id) => operations.get(id) ?? null,
    customErrors: {
      notFound: { message: 'There is no operation with this id', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
      keyNotFound: { message: 'An operation is required, or the id of one', extensions: { code: 'BAD_USER_INPUT' } },
    },
  });
  const demandListed = (text: string): void => {
    if (!only || texts.has(text)) return;
    const extensions = { code: 'FORBIDDEN', http: { status: 403 } };
    throw createGraphQLError('Only operations that this server knows may run', { extensions });
  };
  return {
    ...(persisted as Plugin),
    onParams(payload) {
      const { query } = payload.params;
      if (query) demandListed(query);
      return persisted.onParams?.(payload as never);
    },
    // What comes over a WebSocket has no parameters of a request.
    onParse: ({ params }) => demandListed(typeof params.source === 'string' ? params.source : params.source.body),
  };
}

function idOf(params: GraphQLParams & { documentId?: unknown }): string | null {
  if (typeof params.documentId === 'string') return params.documentId;
  const { persistedQuery } = (params.extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : null;
}
