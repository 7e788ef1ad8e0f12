import type { Connection } from '../fivetran/connection.ts';
import type { Write } from '../fivetran/endpoint.ts';
import { connectionWrites } from '../loaders/connection.writes.ts';
import { builder, type Context } from './builder.ts';
import { ConnectCardInput } from './connection.inputs.ts';
import {
  cardField,
  connectionField,
  type Done,
  type Fields,
  readAnew,
  testFields,
  told,
} from './connection.payload.ts';
import { idArg, mutation, nothingOfThisName, payload, type Sent } from './mutation.ts';
import type { Problems } from './problems.ts';
import { ConnectorNode } from './types.ts';
import type { Problem } from './user-error.ts';

/** What it takes to wait for a sync: when the last ones ended before it was asked for. */
interface Triggered extends Done {
  readonly before: Connection;
}

const triggeredFields = (t: PayloadFields) => ({
  connection: connectionField(t as Fields),
  previousSucceededAt: t.field({
    type: 'DateTime',
    description: 'When a sync had last succeeded: this one is done once `succeededAt` is another.',
    resolve: ({ done }) => done?.before.succeeded_at ?? null,
  }),
  previousFailedAt: t.field({
    type: 'DateTime',
    description: 'When a sync had last failed: this one has failed once `failedAt` is another.',
    resolve: ({ done }) => done?.before.failed_at ?? null,
  }),
});
type PayloadFields = Parameters<Parameters<typeof payload<Triggered>>[1]>[0];

/** Reads the connection as it is, then sends, unless something stands in the way. */
async function sendAfterLook(
  write: Write<undefined>,
  { loaders }: Context,
  inTheWay: (connection: Connection) => string | undefined,
): Promise<Sent<Connection>> {
  const before = await loaders.connection.current.one(write.params.connectionId ?? '');
  if (before === null) return { problem: nothingOfThisName() };
  const message = inTheWay(before);
  if (message !== undefined) return { problem: { message, code: 'WRONG_STATE', field: ['id'] } };
  await loaders.write(write);
  return { data: before };
}

const triggered = (before: Connection, _: unknown, context: Context): Triggered => ({
  before,
  connection: readAnew(before.id, context),
});

/** Why a connection cannot be synced; undefined where nothing is known to be in the way. */
export const pausedMessage = ({ paused }: Connection): string | undefined =>
  paused === true ? 'The connection is paused: resume it first' : undefined;

/** A refusal of a connection that is not connected is about its state, whatever was sent (fivetran-facts 2.4). */
export async function aboutState(problem: Problem, { params }: Write<unknown>, { loaders }: Context): Promise<Problem> {
  if (problem.code !== 'INVALID_INPUT') return problem;
  const connection = await loaders.connection.current.one(params.connectionId ?? '').catch(() => null);
  const ready = connection === null || (connection.status?.setup_state === 'connected' && connection.paused !== true);
  return ready ? problem : { ...problem, code: 'WRONG_STATE' };
}

mutation('connectionSync', {
  description:
    'Asks for a sync now. Costs two calls: the first reads the state, since a paused connection is not synced and says so. Nothing new starts where one is running, unless `force` is true.',
  payload: payload<Triggered>('ConnectionSyncPayload', triggeredFields),
  args: (arg) => ({
    id: idArg(arg),
    force: arg.boolean({ defaultValue: false, description: 'Whether to stop a running sync and start again.' }),
  }),
  writer: connectionWrites.sync,
  selector: ['id'],
  least: 2,
  draft: ({ id, force }, problems) =>
    connectionWrites.sync({ connectionId: problems.id(id, ConnectorNode, ['id']) }, { force: force === true }),
  send: (write, _, context) => sendAfterLook(write, context, pausedMessage),
  done: triggered,
  refused: aboutState,
});

const ResyncScopeInput = builder.inputType('ResyncScopeInput', {
  description: 'Tables of one schema to be loaded anew.',
  fields: (t) => ({
    schema: t.string({ required: true, description: 'Name of the schema at the source.' }),
    tables: t.stringList({ required: true, description: 'Names of the tables at the source; at least one.' }),
  }),
});

type Scope = readonly (typeof ResyncScopeInput.$inferInput)[];

/** Fivetran's map from schemas to tables. */
function scopeOf(scope: Scope, problems: Problems): Readonly<Record<string, readonly string[]>> {
  if (scope.length === 0) problems.add(['scope'], 'At least one schema is required, got none');
  scope.forEach(({ tables }, at) => {
    if (tables.length === 0) problems.add(['scope', String(at), 'tables'], 'At least one table is required, got none');
  });
  const bySchema = Map.groupBy(scope, ({ schema }) => schema);
  return Object.fromEntries(
    [...bySchema].map(([schema, parts]) => [schema, [...new Set(parts.flatMap(({ tables }) => tables))]]),
  );
}

mutation('connectionResync', {
  description:
    'Loads everything anew, or some tables. A paused connection does it once it is resumed. Costs two calls, the first of which reads the state.',
  payload: payload<Triggered>('ConnectionResyncPayload', triggeredFields),
  args: (arg) => ({
    id: idArg(arg),
    scope: arg({ type: [ResyncScopeInput], description: 'The tables; all of them where it is absent.' }),
  }),
  writer: connectionWrites.resync,
  selector: ['id'],
  least: 2,
  draft: ({ id, scope }, problems) =>
    connectionWrites.resync(
      { connectionId: problems.id(id, ConnectorNode, ['id']) },
      scope == null ? {} : { scope: scopeOf(scope, problems) },
    ),
  send: (write, _, context) => sendAfterLook(write, context, () => undefined),
  done: triggered,
});

mutation('connectionTest', {
  description:
    'Runs the setup tests of a connection, which makes it connected or broken. A test that fails is no error. Draws on the pools of setup tests and source interactions; may take minutes.',
  payload: payload<Done>('ConnectionTestPayload', (t) => ({ connection: connectionField(t), ...testFields(t) })),
  args: (arg) => ({
    id: idArg(arg),
    trustCertificates: arg.boolean({ description: 'Whether to trust the certificates that the tests meet.' }),
    trustFingerprints: arg.boolean({ description: 'Whether to trust the SSH fingerprints that the tests meet.' }),
  }),
  writer: connectionWrites.test,
  selector: ['id'],
  draft: ({ id, ...trust }, problems) =>
    connectionWrites.test({ connectionId: problems.id(id, ConnectorNode, ['id']) }, trustBody(trust)),
  done: (connection) => told(connection, undefined),
});

/** The body of every call that runs setup tests; it must be there, and may be empty. */
export const trustBody = (trust: {
  readonly trustCertificates?: boolean | null | undefined;
  readonly trustFingerprints?: boolean | null | undefined;
}) => ({
  ...(trust.trustCertificates == null ? {} : { trust_certificates: trust.trustCertificates }),
  ...(trust.trustFingerprints == null ? {} : { trust_fingerprints: trust.trustFingerprints }),
});

mutation('connectCardCreate', {
  description: 'Makes a Connect Card: a page of Fivetran on which somebody else can set the connection up.',
  payload: payload<Done>('ConnectCardCreatePayload', (t) => ({
    connectCard: cardField(t),
    connection: connectionField(t),
  })),
  args: (arg) => ({
    id: idArg(arg, "The connection, by its global id or Fivetran's own."),
    input: arg({ type: ConnectCardInput.type, required: true, description: 'How the card behaves.' }),
  }),
  writer: connectionWrites.connectCard,
  selector: ['id'],
  draft: ({ id, input }, problems) =>
    connectionWrites.connectCard(
      { connectionId: problems.id(id, ConnectorNode, ['id']) },
      { connect_card_config: ConnectCardInput.toBody(input, ['input'], problems) },
    ),
  done: (answer, _, context, { params }): Done => ({
    card: answer.connect_card,
    connection: readAnew(params.connectionId ?? '', context),
  }),
});
