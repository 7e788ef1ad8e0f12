import { connectionServices, destinationServices } from '../services.ts';
import type { Account } from '../store/account.ts';
import type { Alert, Connection, ConnectionStatus, JsonObject } from '../store/entities.ts';
import { micros, millis } from '../store/times.ts';
import { configFor } from './configs.ts';
import { type ConnectionOfDemo, type GroupOfDemo, groups } from './demo-connections.ts';
import { people, teams } from './demo-people.ts';
import { addHooksAndLogs, trustCertificates } from './demo-surroundings.ts';
import { rolesOfFivetran } from './roles.ts';
import { generatedSource } from './source.ts';
import { systemConnection } from './system-connection.ts';
import { tablesOf } from './tables.ts';

const minute = 60_000;

/** The account of a made-up company. Who and what is fixed, activity is told back from the present time of the clock. */
export function seedDemo(account: Account): void {
  account.title = 'Larkspur Outfitters';
  const { random } = account;
  const now = account.clock.now();
  const fixed = (text: string) => micros(Date.parse(`${text}Z`) + random.integer(1000), random);
  const ago = (minutes: number | undefined) =>
    minutes === undefined ? null : micros(now - minutes * minute - random.integer(minute), random);

  const ids = new Map<string, string>();
  const idOf = (name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`expected '${name}' among the people of the demo`);
    return id;
  };
  for (const person of people) {
    const id = account.slugs.take();
    ids.set(person.name, id);
    if (person.state === 'gone') continue;
    const [given = '', ...family] = person.name.split(' ');
    account.users.add({
      id,
      email: `${emailName(person.name)}@larkspur.example`,
      given_name: given,
      family_name: family.join(' '),
      verified: person.state !== 'invited',
      invited: person.state === 'invited',
      picture: null,
      phone: person.phone ?? null,
      role: person.role,
      active: person.state !== 'suspended',
      logged_in_at: person.seenHoursAgo === undefined ? null : millis(now - person.seenHoursAgo * 60 * minute),
      created_at: fixed(person.joined),
    });
  }
  account.ownerId = idOf('Maren Okafor');

  for (const role of rolesOfFivetran) account.roles.add(role);
  account.roles.add({
    name: 'Schema Steward',
    description: 'Changes what is synced, not how',
    scope: ['DESTINATION', 'CONNECTOR'],
    is_custom: true,
    is_deprecated: false,
    replacement_role_name: null,
  });

  for (const team of teams) {
    const { id } = account.teams.add({
      id: account.slugs.take(),
      name: team.name,
      description: team.description,
      role: team.role,
    });
    for (const [index, name] of team.members.entries()) {
      account.membersOfTeam(id).add({
        user_id: idOf(name),
        role: index === 0 ? 'Team Manager' : 'Team Member',
        created_at: fixed(`2025-0${1 + (index % 9)}-1${index % 10}T10:00:00`),
      });
    }
  }

  account.source = generatedSource(random.integer(2 ** 32), {
    contents: (connection) => new Map(Object.entries(tablesOf(connection.service, connection.schema))),
    columns: (each) => 5 + each.integer(14),
    setColumns: (each) => (each.chance(0.2) ? 1 + each.integer(2) : 0),
    lively: true,
  });

  for (const each of groups) {
    const group = account.groups.add({ id: account.slugs.take(), name: each.name, created_at: fixed(each.created) });
    for (const [role, names] of Object.entries(each.members)) {
      for (const name of names)
        account.membersOfGroup(group.id).add({ user_id: idOf(name), role, created_at: fixed(each.created) });
    }
    if (each.destination !== undefined) {
      addDestination(account, group.id, each.destination);
      account.connections.add(systemConnection(account, group.id, fixed(each.created)));
    }
    for (const wanted of each.connections)
      addConnection(account, group.id, wanted, idOf(wanted.by), fixed(wanted.created), ago);
  }
  addHooksAndLogs(account, idOf);
  trustCertificates(account, idOf);
}

const emailName = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^a-zA-Z\s-]/g, '')
    .toLowerCase()
    .replace(/\s+/g, '.');

function addDestination(account: Account, groupId: string, wanted: NonNullable<GroupOfDemo['destination']>): void {
  const known = destinationServices[wanted.service];
  const status = wanted.status ?? 'connected';
  account.destinations.add({
    id: groupId,
    service: wanted.service,
    region: wanted.region,
    group_id: groupId,
    time_zone_offset: wanted.offset,
    setup_status: status,
    daylight_saving_time_enabled: true,
    networking_method: 'Directly',
    config:
      known === undefined ? {} : configFor(wanted.service, known.config, known.needs, wanted.host, account.random),
    setup_tests:
      status === 'broken'
        ? [{ title: 'Connecting to host', status: 'FAILED', message: 'Connection refused' }]
        : [{ title: 'Connecting to host', status: 'PASSED', message: '' }],
  });
}

function statusOf(wanted: ConnectionOfDemo, rescheduledFor: string): ConnectionStatus {
  const { state = 'scheduled' } = wanted;
  const alerts = (alert: Alert | undefined) => (alert === undefined ? [] : [alert]);
  const fresh = state === 'incomplete' || state === 'new';
  return {
    tasks: alerts(wanted.task),
    warnings: alerts(wanted.warning),
    setup_state: state === 'broken' || state === 'incomplete' ? state : 'connected',
    sync_state: state === 'syncing' || state === 'paused' || state === 'rescheduled' ? state : 'scheduled',
    update_state: wanted.delayed === true ? 'delayed' : 'on_schedule',
    is_historical_sync: wanted.historical === true || fresh,
    rescheduled_for: state === 'rescheduled' ? rescheduledFor : null,
  };
}

function addConnection(
  account: Account,
  groupId: string,
  wanted: ConnectionOfDemo,
  owner: string,
  createdAt: string,
  ago: (minutes: number | undefined) => string | null,
): void {
  const { random } = account;
  const { service, schema, state = 'scheduled' } = wanted;
  const known = connectionServices[service];
  if (known === undefined) throw new Error(`expected a known service, got '${service}'`);
  const host = `${schema.split('.')[0]?.replaceAll('_', '-')}.${known.database ? 'db' : 'app'}.larkspur.example`;
  const config: JsonObject = state === 'incomplete' ? {} : configFor(service, known.config, known.needs, host, random);
  const connection = account.connections.add({
    id: account.slugs.take(),
    service,
    schema,
    paused: state === 'paused',
    status: statusOf(wanted, micros(account.clock.now() + 48 * minute, random)),
    config,
    ...(known.auth && state !== 'incomplete' && { auth: { refresh_token: random.hex(40) } }),
    group_id: groupId,
    service_version: random.integer(3),
    connected_by: owner,
    created_at: createdAt,
    succeeded_at: ago(wanted.last),
    failed_at: ago(wanted.failed),
    pause_after_trial: state === 'new',
    sync_frequency: wanted.every,
    data_delay_threshold: 0,
    data_delay_sensitivity: wanted.every <= 15 ? 'HIGH' : 'NORMAL',
    daily_sync_time: wanted.at ?? null,
    schedule_type: wanted.manual === true ? 'manual' : 'auto',
    ...(known.database && { networking_method: 'Directly' }),
  });
  behave(account, connection, wanted);
  if (wanted.last === undefined) return;
  account.setSchemaConfig(connection.id);
  const schemaConfig = account.schemaConfig(connection.id);
  if (wanted.handling !== undefined && schemaConfig !== undefined) {
    account.setSchemaConfig(connection.id, { ...schemaConfig, handling: wanted.handling });
  }
}

/** How a connection of the demo goes on from the state it is in. */
function behave(account: Account, { id }: Connection, wanted: ConnectionOfDemo): void {
  const { sync } = account.latency;
  if (wanted.slow !== undefined) account.behave(id, { syncMs: wanted.slow * sync });
  if (wanted.outcomes !== undefined) account.behave(id, { outcomes: wanted.outcomes });
  if (wanted.task?.code === 'reconnect') account.behave(id, { revoked: true });
  // A sync that takes no time could not have been found running; this one runs until somebody ends it.
  if (wanted.state === 'syncing') account.lifecycle.adopt(id, sync === 0 ? undefined : (wanted.slow ?? 1) * sync);
}
