import { createGraphQLError, type Plugin } from 'graphql-yoga';

/** No input of the schema, and no config of a connector, goes nearly so deep. */
const MOST = 100;

/** Refuses variables that are nested deeper than anything that is of use: whoever walks through them would run out of stack. */
export function useVariableDepth(): Plugin {
  return { onParams: ({ params }) => demandShallow(params) };
}

/** @throws GraphQLError where variables or extensions of an operation are nested too deeply */
export function demandShallow({ variables, extensions: given }: Nested): void {
  if (!isDeep(variables) && !isDeep(given)) return;
  const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
  throw createGraphQLError(`Variables must be nested at most ${MOST} deep`, { extensions });
}

interface Nested {
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MOST; depth += 1) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}
