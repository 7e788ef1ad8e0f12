import { connectCard } from '../connect-card.ts';
import { configOf, optionalFlag, optionalObject, optionalOneOf, requiredText } from '../fields.ts';
import { connectionOf } from '../lookups.ts';
import { invalidInput, notFound, tooManyRequests } from '../refusal.ts';
import { deleted, duplicate } from '../replies.ts';
import { type Call, isObject, type Reply, type Route } from '../route.ts';
import { connectionServices } from '../services.ts';
import type { Connection, JsonObject } from '../store/entities.ts';
import { merged } from '../store/masks.ts';
import { testedConnectionJson } from '../store/wire.ts';
import { drawTests, testConnection } from '../testing.ts';
import { authOf, dailyTime, named, settingsOf } from './connection.settings.ts';

function create(call: Call): Reply {
  const { account, body } = call;
  const groupId = requiredText(body, 'group_id');
  const serviceName = requiredText(body, 'service');
  const service = connectionServices[serviceName];
  if (service === undefined) throw invalidInput(`Unsupported connector service '${serviceName}'`);
  if (account.groups.get(groupId) === undefined) throw notFound('Group', `Group with id '${groupId}' does not exist.`);
  if (body.config !== undefined && body.config !== null && !isObject(body.config))
    throw invalidInput("Invalid 'config' object");
  const { schema, rest } = named(optionalObject(body, 'config') ?? {}, service.naming);
  const config = configOf(rest, service.config);
  const auth = authOf(body, service.auth);
  const settings = settingsOf(body);
  const daily = dailyTime(settings);
  const paused = optionalFlag(body, 'paused') ?? false;
  const naming = optionalOneOf(body, 'destination_schema_names', ['FIVETRAN_NAMING', 'SOURCE_NAMING']);
  const card = body.connect_card_config == null ? undefined : connectCard(call, body);
  if (account.connections.list().some((row) => row.group_id === groupId && row.schema === schema)) {
    throw duplicate(call, `Connection with schema '${schema}' already exists in group '${groupId}'`);
  }
  const tested = optionalFlag(body, 'run_setup_tests') ?? true;
  if (tested) drawTests(call, ['connectionCreation']);
  else drawCreation(call);

  const created = account.connections.add({
    id: account.slugs.take(),
    service: serviceName,
    schema,
    paused,
    status: {
      tasks: [],
      warnings: [],
      setup_state: 'incomplete',
      sync_state: paused ? 'paused' : 'scheduled',
      update_state: 'on_schedule',
      is_historical_sync: true,
      rescheduled_for: null,
    },
    config,
    ...(auth !== undefined && { auth }),
    group_id: groupId,
    service_version: 0,
    connected_by: call.userId ?? null,
    created_at: account.stamp(),
    succeeded_at: null,
    failed_at: null,
    pause_after_trial: false,
    sync_frequency: 360,
    data_delay_threshold: 0,
    data_delay_sensitivity: 'NORMAL',
    schedule_type: 'auto',
    ...settings,
    ...daily,
    ...(naming !== undefined && { destination_schema_names: naming }),
  });
  account.emit({
    event: 'create_connector',
    connection: created,
    data: told(call, created.id, { service: serviceName, schema }),
  });
  const tests = tested ? testConnection(call, created) : undefined;
  const row = account.connections.get(created.id) ?? created;
  return {
    status: 201,
    message: 'Connection has been created',
    data: testedConnectionJson(row, tests, card === undefined ? {} : card(row.id)),
    slow: tested ? 'test' : undefined,
  };
}

function drawCreation(call: Call): void {
  const exhausted = call.account.quota.draw(['connectionCreation']);
  if (exhausted !== undefined) throw tooManyRequests(exhausted);
}

/** What `create_connector` and `edit_connector` tell. */
const told = (call: Call, id: string, properties: JsonObject): JsonObject => ({
  actor: call.userId ?? call.systemKeyId ?? '',
  id,
  properties,
});

/** What needs the tests again when it changes. */
const tested = [
  'config',
  'auth',
  'networking_method',
  'private_link_id',
  'proxy_agent_id',
  'hybrid_deployment_agent_id',
];
const notStored = new Set(['run_setup_tests', 'trust_certificates', 'trust_fingerprints']);
const stored = new Set([
  ...tested,
  ...[
    'paused',
    'pause_after_trial',
    'sync_frequency',
    'data_delay_sensitivity',
    'data_delay_threshold',
    'daily_sync_time',
    'schedule_type',
  ],
  ...[
    'is_historical_sync',
    'schema_status',
    'destination_configuration',
    'external_secrets_manager_id',
    'external_secrets_keys_config',
  ],
]);

function modify(call: Call): Reply {
  const { account, body } = call;
  const before = connectionOf(call);
  const service = connectionServices[before.service];
  const sent = Object.keys(body).filter((field) => stored.has(field) && body[field] != null);
  if (sent.length === 0) throw invalidInput('At least one setting to change is required');
  const settings = settingsOf(body);
  const daily = dailyTime(settings, before);
  const paused = optionalFlag(body, 'paused') ?? before.paused;
  const historical = optionalFlag(body, 'is_historical_sync') === true;
  const schemaStatus = optionalOneOf(body, 'schema_status', ['blocked_on_capture', 'ready']);
  const auth = authOf(body, service?.auth === true);
  const patch = configOf(body.config, service?.config ?? new Map());
  const needed = account.switches.patchTests === 'always' || sent.some((field) => tested.includes(field));
  const tests = needed && (optionalFlag(body, 'run_setup_tests') ?? true);
  if (tests) drawTests(call);

  if (sent.includes('config') || sent.includes('auth')) account.lifecycle.behave(before.id, { revoked: false });
  account.connections.update(before.id, {
    ...settings,
    ...daily,
    paused,
    config: merged(before.config, patch, service?.config),
    ...(auth !== undefined && { auth: { ...before.auth, ...auth } }),
  });
  if (schemaStatus !== undefined) account.setStatus(before.id, { schema_status: schemaStatus });
  if (paused !== before.paused) account.lifecycle.pausedChanged(before.id);
  else account.lifecycle.plan(before.id);
  tell(
    call,
    before,
    sent.filter((field) => !notStored.has(field)),
  );
  if (historical) account.lifecycle.resync(before.id);
  const results = tests ? testConnection(call, account.connections.get(before.id) ?? before) : undefined;
  const row = account.connections.get(before.id) ?? before;
  return {
    message: 'Connection has been updated',
    data: testedConnectionJson(row, results),
    slow: tests ? 'test' : undefined,
  };
}

function tell(call: Call, before: Connection, sent: readonly string[]): void {
  const { account } = call;
  const after = account.connections.get(before.id) ?? before;
  if (after.paused !== before.paused) {
    account.emit({ event: after.paused ? 'pause_connector' : 'resume_connector', connection: after, data: {} });
  }
  const fields = sent.filter((field) => field !== 'paused' && field !== 'is_historical_sync');
  if (fields.length === 0) return;
  account.emit({ event: 'edit_connector', connection: after, data: told(call, before.id, { changed: fields }) });
}

function remove(call: Call): Reply {
  const connection = connectionOf(call);
  const { account } = call;
  account.lifecycle.stop(connection.id);
  account.removeConnection(connection.id);
  account.emit({ event: 'delete_connector', connection, data: {} });
  return deleted(call, `Connection with id '${connection.id}' has been deleted`);
}

export const connectionWrites: readonly Route[] = [
  { method: 'POST', path: '/v1/connections', handle: create },
  { method: 'PATCH', path: '/v1/connections/{connectionId}', handle: modify },
  { method: 'DELETE', path: '/v1/connections/{connectionId}', handle: remove },
];
