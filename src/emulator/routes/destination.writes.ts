import { configOf, optionalFlag, optionalOneOf, optionalText, requiredText } from '../fields.ts';
import { destinationOf } from '../lookups.ts';
import { conflict, invalidInput, Refusal } from '../refusal.ts';
import { deleted, duplicate } from '../replies.ts';
import type { Call, Reply, Route } from '../route.ts';
import { systemConnection } from '../seed/system-connection.ts';
import { destinationServices } from '../services.ts';
import type { Destination } from '../store/entities.ts';
import { merged } from '../store/masks.ts';
import { destinationJson } from '../store/wire.ts';
import { drawTests, testDestination } from '../testing.ts';

// cspell:ignore NORTHAMERICA EASTUS AUSTRALIAEAST UKSOUTH WESTEUROPE CENTRALUS CANADACENTRAL UAENORTH SOUTHEASTASIA JAPANEAST CENTRALINDIA
const regions =
  `GCP_US_EAST4 GCP_US_WEST1 GCP_US_CENTRAL1 GCP_EUROPE_WEST3 GCP_AUSTRALIA_SOUTHEAST1 GCP_NORTHAMERICA_NORTHEAST1 GCP_EUROPE_WEST2
  GCP_ASIA_SOUTHEAST1 GCP_ASIA_SOUTHEAST2 GCP_ASIA_SOUTH1 GCP_ASIA_NORTHEAST1 AWS_US_EAST_1 AWS_US_EAST_2 AWS_US_WEST_2 AWS_AP_NORTHEAST_1
  AWS_AP_SOUTHEAST_1 AWS_AP_SOUTHEAST_2 AWS_EU_CENTRAL_1 AWS_EU_WEST_1 AWS_EU_WEST_2 AWS_AP_SOUTH_1 AWS_CA_CENTRAL_1 AWS_US_GOV_WEST_1
  AZURE_EASTUS2 AZURE_AUSTRALIAEAST AZURE_UKSOUTH AZURE_WESTEUROPE AZURE_CENTRALUS AZURE_CANADACENTRAL AZURE_UAENORTH AZURE_SOUTHEASTASIA
  AZURE_EASTUS AZURE_JAPANEAST AZURE_CENTRALINDIA`.split(/\s+/);

/** "-11" to "+12"; zero has no sign. */
const offsets = Array.from({ length: 24 }, (_, index) => (index > 11 ? `+${index - 11}` : String(index - 11)));

const networkings = ['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] as const;

type Settings = { -readonly [Field in keyof Destination]?: Destination[Field] };

function settingsOf({ body }: Call): Settings {
  const settings: Settings = {};
  const set = <Field extends keyof Destination>(field: Field, value: Destination[Field] | undefined) => {
    if (value !== undefined) settings[field] = value;
  };
  set('region', optionalOneOf(body, 'region', regions));
  set('time_zone_offset', optionalOneOf(body, 'time_zone_offset', offsets));
  set('daylight_saving_time_enabled', optionalFlag(body, 'daylight_saving_time_enabled'));
  set('networking_method', optionalOneOf(body, 'networking_method', networkings));
  for (const field of [
    'private_link_id',
    'proxy_agent_id',
    'hybrid_deployment_agent_id',
    'external_secrets_manager_id',
  ] as const) {
    set(field, optionalText(body, field));
  }
  return settings;
}

/** When tests ran, the message says that and not what was asked for (live). */
const done = (destination: Destination, tested: boolean, message: string, status?: number): Reply => ({
  ...(status !== undefined && { status }),
  message: tested ? 'Setup tests have been completed' : message,
  data: destinationJson(destination),
  slow: tested ? 'test' : undefined,
});

function create(call: Call): Reply {
  const { account, body } = call;
  const groupId = requiredText(body, 'group_id');
  const service = requiredText(body, 'service');
  const known = destinationServices[service];
  if (known === undefined) throw invalidInput(`Unsupported service '${service}'`);
  requiredText(body, 'time_zone_offset');
  // The document's own example: the bare code, and a destination where a group is meant.
  if (account.groups.get(groupId) === undefined)
    throw new Refusal(404, 'NotFound', `Destination with id ${groupId} not found`);
  const config = configOf(body.config, known.config);
  const settings = settingsOf(call);
  if (account.destinations.get(groupId) !== undefined)
    throw duplicate(call, `Group with id '${groupId}' already has a destination`);
  const tested = optionalFlag(body, 'run_setup_tests') ?? true;
  if (tested) drawTests(call);

  const created = account.destinations.add({
    id: groupId,
    service,
    region: 'GCP_US_EAST4',
    group_id: groupId,
    time_zone_offset: '0',
    setup_status: 'incomplete',
    daylight_saving_time_enabled: false,
    ...settings,
    config,
  });
  account.connections.add(systemConnection(account, groupId, account.stamp()));
  const destination = tested ? testDestination(call, created) : created;
  for (const row of account.connections.list()) if (row.group_id === groupId) account.lifecycle.plan(row.id);
  return done(destination, tested, 'Destination has been created', 201);
}

function modify(call: Call): Reply {
  const { account, body } = call;
  const before = destinationOf(call);
  const keys = destinationServices[before.service]?.config ?? new Map();
  const settings = settingsOf(call);
  const patch = configOf(body.config, keys);
  const needed =
    account.switches.patchTests === 'always' || body.config != null || settings.networking_method !== undefined;
  const tested = needed && (optionalFlag(body, 'run_setup_tests') ?? true);
  if (tested) drawTests(call);
  const changed = account.destinations.update(before.id, { ...settings, config: merged(before.config, patch, keys) });
  return done(tested ? testDestination(call, changed) : changed, tested, 'Destination has been updated');
}

function remove(call: Call): Reply {
  const { account } = call;
  const { id } = destinationOf(call);
  const inGroup = account.connections.list().filter((row) => row.group_id === id);
  const system = inGroup.filter((row) => row.connected_by === '_fivetran_system');
  if (inGroup.length > system.length) {
    throw conflict(
      `Destination with id '${id}' cannot be deleted: it is used by ${inGroup.length - system.length} connection(s)`,
    );
  }
  for (const connection of system) account.removeConnection(connection.id);
  account.destinations.remove(id);
  return deleted(call, `Destination with id '${id}' has been deleted`);
}

export const destinationWrites: readonly Route[] = [
  { method: 'POST', path: '/v1/destinations', handle: create },
  { method: 'PATCH', path: '/v1/destinations/{destinationId}', handle: modify },
  { method: 'DELETE', path: '/v1/destinations/{destinationId}', handle: remove },
  {
    method: 'POST',
    path: '/v1/destinations/{destinationId}/test',
    handle: (call) => {
      const destination = destinationOf(call);
      drawTests(call);
      return done(testDestination(call, destination), true, '');
    },
  },
];
