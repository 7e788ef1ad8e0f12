import type { AccountSize } from '../options.ts';
import { connectionServices, destinationServices, logServices } from '../services.ts';
import type { Account } from '../store/account.ts';
import { micros, millis } from '../store/times.ts';
import { certificate } from './certificates.ts';
import { configFor } from './configs.ts';
import { rolesOfFivetran } from './roles.ts';
import { generatedSource } from './source.ts';

const defaults: Required<AccountSize> = {
  groups: 3,
  connectionsPerGroup: 4,
  users: 5,
  teams: 2,
  membersPerTeam: 3,
  usersPerGroup: 3,
  schemasPerConnection: 1,
  tablesPerSchema: 3,
  columnsPerTable: 5,
  setColumnsPerTable: 1,
  tablesOfFirstConnection: 0,
  webhooks: 1,
  certificatesPerConnection: 1,
  logServices: 1,
};

const services = ['postgres', 'salesforce', 'mysql', 'stripe', 'hubspot'] as const;
const day = 86_400_000;
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}_${index + 1}`);

/** An account of the size that was asked for: plain names, everything connected and at rest. */
export function seedSized(account: Account, wanted: AccountSize): void {
  const size = { ...defaults, ...wanted };
  const { random } = account;
  const start = account.clock.now() - 400 * day;
  const at = (index: number) => micros(start + index * 60_000, random);

  for (let index = 0; index < size.users; index++) {
    const id = account.slugs.take();
    account.users.add({
      id,
      email: `user.${index + 1}@sized.example`,
      given_name: 'User',
      family_name: String(index + 1),
      verified: true,
      invited: false,
      picture: null,
      phone: null,
      role: index === 0 ? 'Account Administrator' : 'Account Reviewer',
      active: index % 10 !== 9,
      logged_in_at: millis(start + 300 * day + index * 1000),
      created_at: at(index),
    });
  }
  const users = account.users.list();
  const userAt = (index: number) => users[index % Math.max(1, users.length)]?.id;
  account.ownerId = users[0]?.id ?? '';
  for (const role of rolesOfFivetran) account.roles.add(role);

  let first: string | undefined;
  for (let index = 0; index < size.groups; index++) {
    const group = account.groups.add({ id: account.slugs.take(), name: `Group_${index + 1}`, created_at: at(index) });
    for (let member = 0; member < Math.min(size.usersPerGroup, users.length); member++) {
      const user = userAt(index + member);
      if (user !== undefined)
        account.membersOfGroup(group.id).add({ user_id: user, role: 'Destination Analyst', created_at: at(index) });
    }
    const snowflake = destinationServices.snowflake;
    account.destinations.add({
      id: group.id,
      service: 'snowflake',
      region: 'GCP_US_EAST4',
      group_id: group.id,
      time_zone_offset: '-5',
      setup_status: 'connected',
      daylight_saving_time_enabled: true,
      networking_method: 'Directly',
      config:
        snowflake === undefined
          ? {}
          : configFor('snowflake', snowflake.config, snowflake.needs, 'sized.example', random),
    });
    for (let each = 0; each < size.connectionsPerGroup; each++) {
      const service = services[(index + each) % services.length] ?? 'postgres';
      const known = connectionServices[service];
      const connection = account.connections.add({
        id: account.slugs.take(),
        service,
        schema: `${service}_${index + 1}_${each + 1}`,
        paused: false,
        status: {
          tasks: [],
          warnings: [],
          setup_state: 'connected',
          sync_state: 'scheduled',
          update_state: 'on_schedule',
          is_historical_sync: false,
          rescheduled_for: null,
        },
        config:
          known === undefined ? {} : configFor(service, known.config, known.needs, 'source.sized.example', random),
        group_id: group.id,
        service_version: 0,
        connected_by: userAt(index + each) ?? null,
        created_at: at(index),
        succeeded_at: micros(start + 399 * day + each * 1000, random),
        failed_at: null,
        pause_after_trial: false,
        sync_frequency: 360,
        data_delay_threshold: 0,
        data_delay_sensitivity: 'NORMAL',
        daily_sync_time: null,
        schedule_type: 'auto',
        networking_method: 'Directly',
      });
      first ??= connection.id;
      account.setSchemaConfig(connection.id);
      for (let trusted = 0; trusted < size.certificatesPerConnection; trusted++) {
        account
          .certificatesOf(connection.id)
          .add(certificate(`source-${trusted + 1}.sized.example`, at(index), userAt(0) ?? '', random));
      }
    }
    if (index < size.logServices) {
      const target = logServices.datadog_log;
      account.logServices.add({
        id: group.id,
        service: 'datadog_log',
        enabled: true,
        status: { tasks: [], setup_state: 'connected' },
        config:
          target === undefined
            ? {}
            : configFor('datadog_log', target.config, target.needs, 'logs.sized.example', random),
        setup_tests: [],
      });
    }
  }

  for (let index = 0; index < size.teams; index++) {
    const team = account.teams.add({
      id: account.slugs.take(),
      name: `Team ${index + 1}`,
      description: '',
      role: 'Account Reviewer',
    });
    for (let member = 0; member < Math.min(size.membersPerTeam, users.length); member++) {
      const user = userAt(index * size.membersPerTeam + member);
      if (user === undefined) continue;
      account
        .membersOfTeam(team.id)
        .add({ user_id: user, role: member === 0 ? 'Team Manager' : 'Team Member', created_at: at(index) });
    }
  }
  for (let index = 0; index < size.webhooks; index++) {
    account.webhooks.add({
      id: account.slugs.take(),
      type: 'account',
      url: `https://hooks.sized.example/${index + 1}`,
      events: ['sync_start', 'sync_end'],
      active: true,
      secret: random.hex(32),
      created_at: millis(start + index * 1000),
      created_by: account.ownerId,
    });
  }

  const schemas = names('schema', size.schemasPerConnection);
  const contents = new Map(schemas.map((schema) => [schema, names('table', size.tablesPerSchema)]));
  const wide = new Map([['schema_1', names('table', size.tablesOfFirstConnection)]]);
  account.source = generatedSource(random.integer(2 ** 32), {
    contents: (connection) => (connection.id === first && size.tablesOfFirstConnection > 0 ? wide : contents),
    columns: () => size.columnsPerTable,
    setColumns: () => size.setColumnsPerTable,
    lively: false,
  });
}
