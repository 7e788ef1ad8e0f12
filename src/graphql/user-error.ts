import { Conflict, InvalidInput, NotFound } from '../fivetran/errors.ts';
import { builder } from './builder.ts';

const CODES = {
  INVALID_INPUT: 'What was given cannot be used; `message` says what is required.',
  NOT_FOUND: 'There is no such thing, or the key cannot see it.',
  CONFLICT: 'Something else is in the way, such as a second thing of the same name.',
  WRONG_STATE: 'It is not in the state that this needs, such as a paused connection that is to be synced.',
  FORBIDDEN: "Of an item of a bulk mutation: the role of the key's owner does not reach it.",
  RATE_LIMITED: 'Of an item of a bulk mutation: there was no room for it in the quota. Try it again later.',
  OUTCOME_UNKNOWN: 'Of an item of a bulk mutation: no answer came, and it may have been done.',
  UPSTREAM_UNAVAILABLE: 'Of an item of a bulk mutation: Fivetran did not answer, or failed.',
} as const;

export type UserErrorCode = keyof typeof CODES;

/** Something that the caller can mend, found by this server or by Fivetran. */
export interface Problem {
  readonly message: string;
  readonly code: UserErrorCode;
  /** Where in the arguments it is; null where it is in no one of them. */
  readonly field: readonly string[] | null;
  /** Of a bulk mutation: which of the connections it is about, by its place in them and its global id. */
  readonly item?: { readonly index: number; readonly id: string };
}

const UserErrorCodes = builder.enumType('UserErrorCode', {
  description: 'What kind of thing is to be mended.',
  values: Object.fromEntries(
    Object.entries(CODES).map(([code, description]) => [code, { value: code, description }]),
  ) as Record<UserErrorCode, { value: UserErrorCode; description: string }>,
});

export const UserError = builder.interfaceRef<Problem>('UserError').implement({
  description: 'Something that the caller can mend. Nothing was changed, unless it is of one item of many.',
  fields: (t) => ({
    message: t.exposeString('message', {
      nullable: false,
      description: "What is wrong. Where Fivetran found it, Fivetran's own words.",
    }),
    code: t.expose('code', { type: UserErrorCodes, nullable: false, description: 'What kind of error it is.' }),
    field: t.stringList({
      description: 'Where in the arguments it is, from the argument down; null where it is in no one of them.',
      resolve: ({ field }) => field as string[] | null,
    }),
  }),
  resolveType: ({ item }) => (item === undefined ? 'InputUserError' : 'BulkUserError'),
});

builder.objectType(builder.objectRef<Problem>('InputUserError'), {
  description: 'Something to be mended in the arguments, or in the state of what they name.',
  interfaces: [UserError],
});

builder.objectType(builder.objectRef<Problem>('BulkUserError'), {
  description: 'What went wrong with one of many. The others went on.',
  interfaces: [UserError],
  fields: (t) => ({
    index: t.int({
      description: 'Its place among the connections that were asked for, or that matched, from 0.',
      resolve: ({ item }) => item?.index ?? null,
    }),
    id: t.id({ description: 'The global id of the connection.', resolve: ({ item }) => item?.id ?? null }),
  }),
});

/** Words of Fivetran's that tell of a state rather than of the input (fivetran-facts 2.3). */
const STATE_CODES = new Set(['IllegalState', 'NotSupported_SchemaReload']);

/**
 * What the caller is told of a refusal that the caller can mend; undefined for any other error.
 * @param selector the argument that names the thing, which a 404 is about
 */
export function problemOf(error: unknown, selector: readonly string[] | null): Problem | undefined {
  if (error instanceof NotFound) return { message: error.message, code: 'NOT_FOUND', field: selector };
  if (error instanceof Conflict) return { message: error.message, code: 'CONFLICT', field: null };
  if (!(error instanceof InvalidInput)) return undefined;
  const code = STATE_CODES.has(error.code ?? '') ? 'WRONG_STATE' : 'INVALID_INPUT';
  return { message: error.message, code, field: null };
}
