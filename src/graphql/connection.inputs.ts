import { atLeast, notEmpty, webUrl, wholeHour } from './checks.ts';
import { DataDelaySensitivity, DestinationSchemaNames, ScheduleType } from './connection.status.ts';
import { flag, type InputField, inputOf, integer, nested, object, refersTo, text, word } from './input.ts';
import type { Problems } from './problems.ts';
import { NetworkingMethod } from './setup.ts';
import { GroupNode } from './types.ts';

/** What Fivetran takes; it gives two more. */
const NETWORKING_SENT = ['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'];

export const TRUST: Readonly<Record<string, InputField>> = {
  trustCertificates: flag('Whether the tests trust the certificates that they meet, this once.'),
  trustFingerprints: flag('Whether the tests trust the SSH fingerprints that they meet, this once.'),
};

/** How something is reached; the same for connections and destinations. */
export const NETWORKING: Readonly<Record<string, InputField>> = {
  networkingMethod: word(NetworkingMethod, {
    description: 'How Fivetran reaches it: DIRECTLY, PRIVATE_LINK, SSH_TUNNEL or PROXY_AGENT.',
    sent: NETWORKING_SENT,
  }),
  privateLinkId: text({ description: 'The private link that it is reached by.' }),
  proxyAgentId: text({ description: 'The proxy agent that it is reached by.' }),
  hybridDeploymentAgentId: text({ description: 'The agent that processes the data within your own network.' }),
  externalSecretsManagerId: text({ description: 'The external secrets manager that holds its secrets.' }),
};

const SETTINGS: Readonly<Record<string, InputField>> = {
  config: object({ description: 'Settings of its service, by their REST names; passed through untouched.' }),
  auth: object({ description: 'What signs in at the source, by its REST names; passed through untouched.' }),
  ...TRUST,
  runSetupTests: flag('Whether to run the setup tests. By default they run when config, auth or networking are set.'),
  syncFrequency: integer({
    description:
      'Minutes from one sync to the next. Fivetran knows 1, 5, 15, 30, 60, 120, 180, 360, 480, 720 and 1440; any other is passed on, and most likely refused.',
    check: atLeast(1, 'minutes'),
  }),
  scheduleType: word(ScheduleType, { description: 'Whether it syncs by itself.' }),
  dailySyncTime: text({
    description: 'Hour of the day of its sync, from "00:00" to "23:00"; goes with a `syncFrequency` of 1440 alone.',
    check: wholeHour,
  }),
  pauseAfterTrial: flag('Whether it is paused when its free trial ends.'),
  dataDelaySensitivity: word(DataDelaySensitivity, { description: 'How soon late data counts as delayed.' }),
  dataDelayThreshold: integer({
    description: 'Minutes from which data counts as delayed; goes with the sensitivity CUSTOM alone.',
    check: atLeast(0, 'minutes'),
  }),
  ...NETWORKING,
  externalSecretsKeysConfig: object({ description: 'Which settings come from the external secrets manager.' }),
  destinationConfiguration: nested(
    inputOf('DestinationConfigurationInput', 'How a connection uses its destination.', {
      virtualWarehouse: text({ description: 'The Snowflake warehouse that it loads with.' }),
    }),
    { description: 'How it uses its destination.' },
  ),
};

/** `paused` and a full resync have mutations, and grants, of their own. */
const RESERVED = ['paused', 'is_historical_sync'];

export const ConnectCardInput = inputOf('ConnectCardInput', 'How a Connect Card behaves.', {
  redirectUri: text({ required: true, description: 'Where it leads when it is done.', check: webUrl }),
  hideSetupGuide: flag('Whether it leaves the setup guide out.'),
  allFields: flag('Whether it shows every setting, also those that are set.'),
});

export const ConnectionCreateInput = inputOf(
  'ConnectionCreateInput',
  'A connection to be made.',
  {
    group: refersTo(GroupNode, { required: true, wire: 'group_id', description: 'The group that it will belong to.' }),
    service: text({
      required: true,
      description: 'What it reads: `postgres`, `salesforce` and so on.',
      check: notEmpty,
    }),
    paused: flag('Whether it is paused from the start.'),
    ...SETTINGS,
    destinationSchemaNames: word(DestinationSchemaNames, {
      description:
        'By whose rules schemas, tables and columns are named in the destination; cannot be changed later. FIVETRAN_NAMING by default.',
    }),
    connectCard: nested(ConnectCardInput, {
      wire: 'connect_card_config',
      description: 'Asks for a Connect Card with it.',
    }),
  },
  RESERVED,
);

export const ConnectionUpdateInput = inputOf(
  'ConnectionUpdateInput',
  'Settings of a connection to be changed; those that are absent stay as they are.',
  SETTINGS,
  RESERVED,
);

type Body = Readonly<Record<string, unknown>>;

/** Fields that go with one value of another. */
function checkTogether(body: Body, created: boolean, problems: Problems): void {
  const frequency = body.sync_frequency ?? (created ? 360 : undefined);
  if (body.daily_sync_time !== undefined && frequency !== undefined && frequency !== 1440) {
    problems.add(['input', 'dailySyncTime'], `A syncFrequency of 1440 is required with it, got ${frequency}`);
  }
  const sensitivity = body.data_delay_sensitivity ?? (created ? 'NORMAL' : undefined);
  if (body.data_delay_threshold !== undefined && sensitivity !== undefined && sensitivity !== 'CUSTOM') {
    problems.add(
      ['input', 'dataDelayThreshold'],
      `A dataDelaySensitivity of CUSTOM is required with it, got ${sensitivity}`,
    );
  }
}

/** The body that makes a connection; tests run unless they are forbidden. */
export function createBody(input: object, problems: Problems): Body {
  const body = ConnectionCreateInput.toBody(input, ['input'], problems);
  checkTogether(body, true, problems);
  return { destination_schema_names: 'FIVETRAN_NAMING', run_setup_tests: true, ...body };
}

/** Settings that mean nothing without a test of them. */
const TESTED = [
  'config',
  'auth',
  'networking_method',
  'private_link_id',
  'proxy_agent_id',
  'hybrid_deployment_agent_id',
  'external_secrets_manager_id',
  'external_secrets_keys_config',
];

/** What is sent along and kept nowhere. */
const NOT_STORED = new Set(['run_setup_tests', 'trust_certificates', 'trust_fingerprints']);

/** The body that changes a connection. `run_setup_tests` is always sent, since Fivetran's own default spends tests. */
export function updateBody(input: object, problems: Problems): Body {
  const body = ConnectionUpdateInput.toBody(input, ['input'], problems);
  checkTogether(body, false, problems);
  if (Object.keys(body).every((name) => NOT_STORED.has(name))) {
    problems.add(['input'], 'At least one setting to change is required, got none');
  }
  return { run_setup_tests: TESTED.some((name) => body[name] !== undefined), ...body };
}

/** Whether a connection has every setting of a body already. What is masked cannot be compared. */
export function isAlready(connection: object, body: Body): boolean {
  if (body.run_setup_tests === true) return false;
  return Object.entries(body).every(
    ([name, value]) =>
      NOT_STORED.has(name) ||
      (!['config', 'auth', 'external_secrets_keys_config'].includes(name) &&
        JSON.stringify((connection as Body)[name]) === JSON.stringify(value)),
  );
}
