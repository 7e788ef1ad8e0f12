import { GraphQLError } from 'graphql';
import type { Connection } from '../fivetran/connection.ts';
import type { Write } from '../fivetran/endpoint.ts';
import type { Context } from './builder.ts';
import { type ConnectionFilter, keepOf, queryOf } from './connection.filter.ts';
import { describeError } from './errors.ts';
import { encodeGlobalId } from './global-id.ts';
import type { Problems } from './problems.ts';
import { ConnectorNode } from './types.ts';
import { type Problem, problemOf, type UserErrorCode } from './user-error.ts';

/** How many connections one mutation takes. */
export const MOST_AT_ONCE = 100;
/** Writes of one mutation in the air at once. */
const PARALLEL = 8;

/** One of many, with its state where that was asked for; `undefined` where it is not there. */
export interface Item {
  readonly id: string;
  readonly state: Connection | null | undefined;
}

export interface Selection {
  readonly connections?: readonly string[] | null | undefined;
  readonly filter?: typeof ConnectionFilter.$inferInput | null | undefined;
}

/**
 * The connections that a mutation is about: those that are named, or those that match a filter now. More than a hundred
 * are refused, not cut.
 * @param withState whether their state is needed; that of named ones costs a read
 */
export async function select(
  { connections, filter }: Selection,
  { loaders }: Context,
  withState: boolean,
  problems: Problems,
): Promise<readonly Item[]> {
  if ((connections == null) === (filter == null)) {
    problems.add(null, 'Either connections or a filter is required, and not both');
    return [];
  }
  if (filter != null) return matching(filter, loaders, problems);
  const ids = (connections ?? []).map((id, at) => problems.id(id, ConnectorNode, ['connections', String(at)]));
  const each = [...new Set(ids)];
  if (each.length === 0) problems.add(['connections'], 'At least one connection is required, got none');
  if (each.length > MOST_AT_ONCE) problems.add(['connections'], tooMany(String(each.length)));
  if (problems.all.length > 0) return [];
  if (!withState) return each.map((id) => ({ id, state: null }));
  const states = await loaders.connection.current.byIds(each);
  return each.map((id) => ({ id, state: states.get(id) }));
}

async function matching(
  filter: typeof ConnectionFilter.$inferInput,
  loaders: Context['loaders'],
  problems: Problems,
): Promise<readonly Item[]> {
  if (Object.values(filter).every((condition) => condition === null || condition === undefined)) {
    problems.add(['filter'], 'At least one condition is required, got none: it would match every connection');
    return [];
  }
  const query = filterOf(filter, problems);
  if (query === undefined) return [];
  const items: Item[] = [];
  for await (const connection of loaders.connection.current.list(query.sent)) {
    if (query.keep(connection)) items.push({ id: connection.id, state: connection });
  }
  if (items.length > MOST_AT_ONCE) problems.add(['filter'], tooMany(String(items.length)));
  return items;
}

/** What Fivetran filters by itself, and what is filtered here; undefined where it cannot be used. */
function filterOf(filter: typeof ConnectionFilter.$inferInput, problems: Problems) {
  try {
    return { sent: queryOf(filter), keep: keepOf(filter) ?? (() => true) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    problems.add(['filter'], error.message);
    return undefined;
  }
}

const tooMany = (count: string): string =>
  `At most ${MOST_AT_ONCE} connections are required, got ${count}: none of them was touched`;

/** A write with the item that it is of. */
export interface Job {
  readonly item: Item;
  readonly index: number;
  readonly write: Write<Connection | undefined>;
}

/** What has come of one job. */
export interface Ended {
  readonly job: Job;
  readonly connection?: Connection | undefined;
  readonly problem?: Problem;
}

/**
 * Sends writes, some at a time, and all of them whatever becomes of the others. Their calls are claimed of the
 * operation's budget together: where they do not fit, none is sent.
 */
export async function sendAll(jobs: readonly Job[], { loaders }: Context): Promise<readonly Ended[]> {
  loaders.reader.reserve(jobs.length);
  const ended: Ended[] = [];
  const queue = jobs.entries();
  const work = async () => {
    for (const [at, job] of queue) {
      try {
        ended[at] = { job, connection: await loaders.write(job.write, true) };
      } catch (error) {
        ended[at] = { job, problem: itemProblem(error, job) };
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return ended;
}

/** What is told of an item, in the place of an error of the whole field. */
export const bulkProblem = (
  { item, index }: Pick<Job, 'item' | 'index'>,
  code: UserErrorCode,
  message: string,
): Problem => ({ code, message, field: null, item: { index, id: encodeGlobalId(ConnectorNode.tag, [item.id]) } });

const CODES: Readonly<Record<string, UserErrorCode>> = {
  UNAUTHENTICATED: 'FORBIDDEN',
  FORBIDDEN: 'FORBIDDEN',
  RATE_LIMITED: 'RATE_LIMITED',
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  UPSTREAM_UNAVAILABLE: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_ERROR: 'UPSTREAM_UNAVAILABLE',
};

function itemProblem(error: unknown, job: Job): Problem {
  const known = problemOf(error, null);
  if (known !== undefined) return bulkProblem(job, known.code, known.message);
  const described = describeError(error);
  const code = described && CODES[described.extensions.code];
  if (described === undefined || code === undefined) throw error;
  return bulkProblem(job, code, described.message);
}
