import type { InputFieldMap, InputShapeFromFields } from '@pothos/core';
import type { Connection } from '../fivetran/connection.ts';
import type { Write } from '../fivetran/endpoint.ts';
import { connectionWrites } from '../loaders/connection.writes.ts';
import type { Writer } from '../loaders/writes.ts';
import { type FieldWrites, WRITES } from '../plan/writes.ts';
import { builder, type Context } from './builder.ts';
import { pausedMessage, trustBody } from './connection.actions.ts';
import { bulkProblem, type Item, type Job, MOST_AT_ONCE, type Selection, select, sendAll } from './connection.bulk.ts';
import { ConnectionFilter } from './connection.filter.ts';
import { ConnectionUpdateInput, isAlready, updateBody } from './connection.inputs.ts';
import { pauseOf } from './connection.mutations.ts';
import { readAnew } from './connection.payload.ts';
import { RestRequest } from './dry-run.ts';
import type { Parent } from './handle.ts';
import { demandConfig, dryRunArg, extraNames, type Outcome, outcome } from './mutation.ts';
import { Problems } from './problems.ts';
import { ConnectorNode } from './types.ts';
import { type Problem, UserError } from './user-error.ts';

interface Done {
  readonly changed: readonly Parent<Connection>[];
  readonly unchanged: readonly Parent<Connection>[];
}

const bulkPayload = (name: string) =>
  builder.objectRef<Outcome<Done>>(name).implement({
    description: `What came of \`${name[0]?.toLowerCase()}${name.slice(1).replace(/Payload$/, '')}\`: each connection is in one of the lists.`,
    fields: (t) => ({
      changed: t.field({
        type: [ConnectorNode.ref],
        description: 'Those for which it was done.',
        resolve: ({ done }) => done && [...done.changed],
      }),
      unchanged: t.field({
        type: [ConnectorNode.ref],
        description: 'Those for which there was nothing to do: no call was made.',
        resolve: ({ done }) => done && [...done.unchanged],
      }),
      userErrors: t.field({
        type: [UserError],
        nullable: false,
        description:
          'What went wrong: as a BulkUserError with one of the connections, while the others went on; as an InputUserError with the arguments, and then nothing was done.',
        resolve: ({ userErrors }) => [...userErrors],
      }),
      requests: t.field({
        type: [RestRequest],
        description: 'With `dryRun`: the calls that would be made.',
        resolve: ({ drafts }) => [...drafts],
      }),
    }),
  });

type ArgBuilder = Parameters<Parameters<typeof builder.mutationFields>[0]>[0]['arg'];

interface BulkOptions<Args extends InputFieldMap> {
  readonly description: string;
  readonly args: (arg: ArgBuilder) => Args;
  readonly writer: Writer<Connection> | Writer<undefined>;
  /** The write for each of them. */
  readonly draft: (
    args: InputShapeFromFields<Args>,
    problems: Problems,
  ) => (connectionId: string) => Write<Connection> | Write<undefined>;
  /** What the state of one says against it; absent where no state matters. */
  readonly look?: (state: Connection, write: Write<unknown>) => 'send' | 'unchanged' | { readonly wrongState: string };
}

const SELECTION = `By their ids, or by a filter that is read fresh; at most ${MOST_AT_ONCE}, more are refused. Costs a call for each that changes, beside one per 1000 connections of the account to see their state.`;

/** A mutation of many connections at once. */
function bulk<Args extends InputFieldMap>(name: string, options: BulkOptions<Args>): void {
  const { area, action } = options.writer.endpoint;
  const writes: FieldWrites = { area: area ?? 'connections', action, least: 1 };
  builder.mutationField(name, (t) =>
    t.field({
      type: bulkPayload(`${name[0]?.toUpperCase()}${name.slice(1)}Payload`),
      description: `${options.description} ${SELECTION}`,
      extensions: { [WRITES]: writes },
      args: {
        connections: t.arg.idList({ description: "Which, by global ids or Fivetran's own." }),
        filter: t.arg({ type: ConnectionFilter, description: 'Which match; not without any condition.' }),
        ...options.args(t.arg),
        dryRun: dryRunArg(t.arg),
      },
      resolve: async (_: unknown, allArgs: object, context: Context) => {
        context.loaders.reader.demand('connections', action);
        const args = allArgs as InputShapeFromFields<Args> & Selection & { readonly dryRun?: boolean };
        const problems = new Problems();
        problems.masks(args, []);
        const draft = options.draft(args, problems) as (id: string) => Write<Connection | undefined>;
        demandConfig(draft(''), context);
        const items = problems.all.length > 0 ? [] : await select(args, context, options.look !== undefined, problems);
        if (problems.all.length > 0) return outcome<Done>({ userErrors: problems.all });
        const sorted = sort(items, draft, options.look ?? (() => 'send'));
        if (args.dryRun === true) {
          const extra = extraNames(args);
          return outcome<Done>({
            drafts: sorted.jobs.map(({ write }) => ({ write, extra })),
            userErrors: sorted.problems,
          });
        }
        const ended = await context.loaders.reader.partition.finish(sendAll(sorted.jobs, context));
        return outcome<Done>({
          done: {
            changed: ended
              .filter(({ problem }) => problem === undefined)
              .map(({ job, connection }) => connection ?? readAnew(job.item.id, context)),
            unchanged: sorted.unchanged,
          },
          userErrors: [...sorted.problems, ...ended.flatMap(({ problem }) => problem ?? [])].sort(byIndex),
        });
      },
    } as never),
  );
}

const byIndex = (a: Problem, b: Problem): number => (a.item?.index ?? 0) - (b.item?.index ?? 0);

/** Which are to be sent, which have it already, and which cannot. */
function sort(
  items: readonly Item[],
  draft: (id: string) => Write<Connection | undefined>,
  look: NonNullable<BulkOptions<InputFieldMap>['look']>,
) {
  const jobs: Job[] = [];
  const unchanged: Connection[] = [];
  const problems: Problem[] = [];
  items.forEach((item, index) => {
    const job = { item, index, write: draft(item.id) };
    if (item.state === undefined) {
      problems.push(bulkProblem(job, 'NOT_FOUND', 'There is no such connection'));
      return;
    }
    const seen = item.state === null ? 'send' : look(item.state, job.write);
    if (seen === 'send') jobs.push(job);
    else if (seen === 'unchanged') item.state && unchanged.push(item.state);
    else problems.push(bulkProblem(job, 'WRONG_STATE', seen.wrongState));
  });
  return { jobs, unchanged, problems };
}

bulk('connectionsPause', {
  description: 'Pauses connections. Those that are paused already cost no call; none spends a setup test.',
  args: () => ({}),
  writer: connectionWrites.pause,
  draft: () => (id) => pauseOf(id, true),
  look: ({ paused }) => (paused === true ? 'unchanged' : 'send'),
});

bulk('connectionsResume', {
  description: 'Lets connections sync again. Those that are not paused cost no call; none spends a setup test.',
  args: () => ({}),
  writer: connectionWrites.pause,
  draft: () => (id) => pauseOf(id, false),
  look: ({ paused }) => (paused === false ? 'unchanged' : 'send'),
});

bulk('connectionsSync', {
  description:
    'Asks for a sync of connections now. Those that are syncing stay unchanged, unless `force` is true. To select more than their ids of `changed` costs a call each.',
  args: (arg) => ({
    force: arg.boolean({ defaultValue: false, description: 'Whether to stop running syncs and start again.' }),
  }),
  writer: connectionWrites.sync,
  draft:
    ({ force }) =>
    (connectionId) =>
      connectionWrites.sync({ connectionId }, { force: force === true }),
  look: (connection, { body }) => {
    const wrongState = pausedMessage(connection);
    if (wrongState !== undefined) return { wrongState };
    return connection.status?.sync_state === 'syncing' && body?.force !== true ? 'unchanged' : 'send';
  },
});

bulk('connectionsTest', {
  description:
    'Runs the setup tests of connections: how they ended is in `setupTests` of each. A test that fails is no error. Draws on the pools of setup tests and source interactions; may take minutes.',
  args: (arg) => ({
    trustCertificates: arg.boolean({ description: 'Whether to trust the certificates that the tests meet.' }),
    trustFingerprints: arg.boolean({ description: 'Whether to trust the SSH fingerprints that the tests meet.' }),
  }),
  writer: connectionWrites.test,
  draft: (trust) => (connectionId) => connectionWrites.test({ connectionId }, trustBody(trust)),
});

bulk('connectionsUpdate', {
  description:
    'Changes the same settings of connections. Those that have them already cost no call; config and auth are always sent.',
  args: (arg) => ({
    input: arg({ type: ConnectionUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: connectionWrites.update,
  draft: ({ input }, problems) => {
    const body = updateBody(input, problems);
    return (connectionId) => connectionWrites.update({ connectionId }, body);
  },
  look: (state, { body = {} }) => (isAlready(state, body) ? 'unchanged' : 'send'),
});
