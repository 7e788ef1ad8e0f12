import type { DestinationExtended } from '../fivetran/destination.ts';
import { destinationWrites } from '../loaders/destination.writes.ts';
import { notEmpty, utcOffset } from './checks.ts';
import { trustBody } from './connection.actions.ts';
import { NETWORKING, TRUST } from './connection.inputs.ts';
import { deletion } from './deletion.ts';
import { flag, type InputField, inputOf, object, refersTo, text } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { SetupState, SetupTest } from './setup.ts';
import { DestinationNode, GroupNode } from './types.ts';

const OFFSET = 'Offset of its time zone from UTC in hours, from "-11" to "+12"; "0" has no sign.';

const SETTINGS: Readonly<Record<string, InputField>> = {
  region: text({ description: 'Where Fivetran processes the data, such as "GCP_US_EAST4".', check: notEmpty }),
  daylightSavingTimeEnabled: flag('Whether the offset is an hour more in summer.'),
  config: object({ description: 'Settings of its service, by their REST names; passed through untouched.' }),
  ...TRUST,
  runSetupTests: flag('Whether to run the setup tests. By default they run when config or networking are set.'),
  ...NETWORKING,
};

const DestinationCreateInput = inputOf(
  'DestinationCreateInput',
  'A destination to be made.',
  {
    group: refersTo(GroupNode, {
      required: true,
      wire: 'group_id',
      description: 'The group whose connections will load into it.',
    }),
    service: text({ required: true, description: 'What it is: `snowflake`, `big_query` and so on.', check: notEmpty }),
    timeZoneOffset: text({ required: true, description: OFFSET, check: utcOffset }),
    ...SETTINGS,
  },
  [],
);

const DestinationUpdateInput = inputOf(
  'DestinationUpdateInput',
  'Settings of a destination to be changed; those that are absent stay as they are.',
  {
    timeZoneOffset: text({ description: OFFSET, check: utcOffset }),
    ...SETTINGS,
    externalSecretsKeysConfig: object({ description: 'Which settings come from the external secrets manager.' }),
  },
  [],
);

/** Settings that mean nothing without a test of them. */
const TESTED = [
  'config',
  'networking_method',
  'private_link_id',
  'proxy_agent_id',
  'hybrid_deployment_agent_id',
  'external_secrets_manager_id',
  'external_secrets_keys_config',
];
const NOT_STORED = new Set(['run_setup_tests', 'trust_certificates', 'trust_fingerprints']);

interface Done {
  readonly destination: DestinationExtended;
  readonly tested: boolean;
}

type Fields = Parameters<Parameters<typeof payload<Done>>[1]>[0];

const fields = (t: Fields) => ({
  destination: t.field({
    type: DestinationNode.ref,
    description: 'The destination as it is now.',
    resolve: ({ done }) => done?.destination ?? null,
  }),
  setupTests: t.field({
    type: [SetupTest],
    description: 'How its setup tests ended: a test that failed is no error. Null where none were run.',
    resolve: ({ done }) => (done?.tested ? (done.destination.setup_tests ?? []) : null),
  }),
  setupState: t.field({
    type: SetupState.type,
    description: 'What the tests have made of its state.',
    resolve: ({ done }) => SetupState.of(done?.destination.setup_status),
  }),
});

const told = (destination: DestinationExtended, body: Readonly<Record<string, unknown>> | undefined): Done => ({
  destination,
  tested: body?.run_setup_tests !== false,
});

mutation('destinationCreate', {
  description:
    'Makes the destination of a group, and runs its setup tests: a test that fails is no error. Fivetran adds a paused connection of its own. Draws on the pools of setup tests; may take minutes.',
  payload: payload<Done>('DestinationCreatePayload', fields),
  args: (arg) => ({ input: arg({ type: DestinationCreateInput.type, required: true, description: 'What to make.' }) }),
  writer: destinationWrites.create,
  selector: ['input', 'group'],
  draft: ({ input }, problems) =>
    destinationWrites.create(
      {},
      { run_setup_tests: true, ...DestinationCreateInput.toBody(input, ['input'], problems) },
    ),
  done: (made, _, __, { body }) => told(made, body),
});

mutation('destinationUpdate', {
  description:
    'Changes settings of a destination. Setup tests run when config or networking are set, and draw on their own pools; may take minutes then.',
  payload: payload<Done>('DestinationUpdatePayload', fields),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: DestinationUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: destinationWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) => {
    const body = DestinationUpdateInput.toBody(input, ['input'], problems);
    if (Object.keys(body).every((name) => NOT_STORED.has(name))) {
      problems.add(['input'], 'At least one setting to change is required, got none');
    }
    const tested = TESTED.some((name) => body[name] !== undefined);
    return destinationWrites.update(
      { destinationId: problems.id(id, DestinationNode, ['id']) },
      { run_setup_tests: tested, ...body },
    );
  },
  done: (changed, _, __, { body }) => told(changed, body),
});

mutation('destinationTest', {
  description:
    'Runs the setup tests of a destination, which makes it connected or broken. Draws on the pools of setup tests and source interactions; may take minutes.',
  payload: payload<Done>('DestinationTestPayload', fields),
  args: (arg) => ({
    id: idArg(arg),
    trustCertificates: arg.boolean({ description: 'Whether to trust the certificates that the tests meet.' }),
    trustFingerprints: arg.boolean({ description: 'Whether to trust the SSH fingerprints that the tests meet.' }),
  }),
  writer: destinationWrites.test,
  selector: ['id'],
  draft: ({ id, ...trust }, problems) =>
    destinationWrites.test({ destinationId: problems.id(id, DestinationNode, ['id']) }, trustBody(trust)),
  done: (tested) => told(tested, undefined),
});

deletion('destinationDelete', {
  description: "Deletes a destination, and Fivetran's own connection with it. While connections use it: CONFLICT.",
  type: DestinationNode,
  writer: destinationWrites.delete,
  param: 'destinationId',
});
