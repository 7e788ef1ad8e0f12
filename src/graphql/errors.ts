import { GraphQLError } from 'graphql';
import {
  FivetranError,
  Forbidden,
  MalformedAnswer,
  OutcomeUnknown,
  TooManyRequests,
  Unauthorized,
  Unavailable,
} from '../fivetran/errors.ts';
import { QuotaExceeded } from '../fivetran/quota-errors.ts';
import { BudgetExceeded } from '../loaders/reader.ts';
import { Denied } from '../policy/permit.ts';

/** Every value of `extensions.code` that a top-level error can have. */
export const ERROR_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'COST_LIMIT_EXCEEDED',
  'TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_ERROR',
  'OUTCOME_UNKNOWN',
  'EVENTS_DROPPED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An argument that cannot be used; the message says what was required and what came. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode } });
}

interface Described {
  readonly message: string;
  readonly extensions: { readonly code: ErrorCode } & Readonly<Record<string, unknown>>;
}

/** What a caller is told of an error; undefined for one that nobody foresaw, which is masked and logged in full. */
export function describeError(error: unknown): Described | undefined {
  if (error instanceof Denied) {
    return { message: error.message, extensions: { code: 'FORBIDDEN', area: error.area, action: error.action } };
  }
  if (error instanceof BudgetExceeded) {
    const { needed, limit } = error;
    return { message: error.message, extensions: { code: 'COST_LIMIT_EXCEEDED', needed, limit } };
  }
  if (error instanceof QuotaExceeded) {
    const { pool, retryAfterSeconds } = error;
    return { message: error.message, extensions: { code: 'RATE_LIMITED', pool, retryAfterSeconds } };
  }
  if (error instanceof FivetranError) return ofFivetran(error);
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { message: 'The operation took longer than it may', extensions: { code: 'TIMEOUT' } };
  }
  return undefined;
}

function ofFivetran(error: FivetranError): Described {
  const answered = error.status === undefined ? {} : { fivetran: { status: error.status, code: error.code ?? null } };
  const with_ = (code: ErrorCode, more: Readonly<Record<string, unknown>> = {}) => ({
    message: error.message,
    extensions: { code, ...more, ...answered },
  });
  if (error instanceof Unauthorized) return with_('UNAUTHENTICATED');
  if (error instanceof Forbidden) return with_('FORBIDDEN');
  if (error instanceof TooManyRequests) {
    return with_('RATE_LIMITED', { pool: 'requests', retryAfterSeconds: error.retryAfterSeconds });
  }
  if (error instanceof OutcomeUnknown) return with_('OUTCOME_UNKNOWN');
  if (error instanceof Unavailable) return with_('UPSTREAM_UNAVAILABLE', { reason: error.reason });
  if (error instanceof MalformedAnswer) return with_('UPSTREAM_ERROR');
  return with_('UPSTREAM_ERROR');
}

/**
 * The error as its caller may see it: known ones with their code, anything else masked.
 * @param onUnknown is given what was masked, to log it
 */
export function maskError(error: unknown, onUnknown: (error: unknown) => void): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const original = located === undefined ? error : located.originalError;
  const described = describeError(original);
  const place = located && {
    ...(located.nodes ? { nodes: located.nodes } : {}),
    ...(located.source ? { source: located.source } : {}),
    ...(located.positions ? { positions: located.positions } : {}),
    ...(located.path ? { path: located.path } : {}),
  };
  if (described !== undefined)
    return new GraphQLError(described.message, { ...place, extensions: { ...described.extensions } });
  // A GraphQLError without an original is GraphQL's own or ours, made to be read.
  if (located !== undefined && (original === undefined || original === null || original instanceof GraphQLError)) {
    const code = codeOf(located, original ?? undefined);
    if (code === located.extensions.code) return located;
    if (code !== undefined)
      return new GraphQLError(located.message, { ...place, extensions: { ...located.extensions, code } });
  }
  onUnknown(original);
  const extensions = { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode };
  return new GraphQLError('Something went wrong inside the server; it was logged', { ...place, extensions });
}

/** The code of an error that is GraphQL's own, the server's or ours; undefined where the server is to blame for it. */
function codeOf(error: GraphQLError, original: GraphQLError | undefined): ErrorCode | undefined {
  const known = ERROR_CODES.find((code) => code === error.extensions.code);
  if (known !== undefined) return known;
  // What the server refuses before anything runs has codes of its own, all for one thing: the request is at fault.
  if (error.extensions.code !== undefined || error.path === undefined) return 'BAD_USER_INPUT';
  // Within a field an argument that does not fit knows its place in the document; a result that does not fit knows none.
  return original === undefined || original.nodes !== undefined ? 'BAD_USER_INPUT' : undefined;
}
