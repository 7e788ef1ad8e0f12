import { exchange, type Json, moment, page, type Samples, setupTest } from './openapi-sample.ts';

const destination: Json = {
  id: 'fond_lion',
  service: 'snowflake',
  region: 'GCP_US_EAST4',
  group_id: 'fond_lion',
  time_zone_offset: '-5',
  setup_status: 'connected',
  daylight_saving_time_enabled: true,
  private_link_id: 'link',
  networking_method: 'Directly',
  local_processing_agent_id: 'agent',
  hybrid_deployment_agent_id: 'agent',
  proxy_agent_id: 'proxy',
  external_secrets_manager_id: 'manager',
};
const destinationDetails: Json = {
  ...destination,
  setup_tests: [setupTest],
  config: { host: 'acme.example.com', port: 443, auth: 'PASSWORD', user: 'loader', password: '******' },
};
const destinationSettings: Json = {
  region: 'AWS_EU_WEST_1',
  time_zone_offset: '+1',
  trust_certificates: true,
  trust_fingerprints: true,
  run_setup_tests: true,
  daylight_saving_time_enabled: false,
  hybrid_deployment_agent_id: 'agent',
  private_link_id: 'link',
  networking_method: 'PrivateLink',
  proxy_agent_id: 'proxy',
  external_secrets_manager_id: 'manager',
};

const group: Json = { id: 'fond_lion', name: 'Analytics', created_at: moment };

const user: Json = {
  id: 'calm_otter',
  email: 'ada@example.com',
  verified: true,
  invited: false,
  picture: 'https://example.com/ada.png',
  phone: '+1 555 0100',
  role: 'Account Administrator',
  active: true,
  given_name: 'Ada',
  family_name: 'Example',
  logged_in_at: moment,
  created_at: moment,
};
const person: Json = {
  given_name: 'Ada',
  family_name: 'Example',
  phone: '+1 555 0100',
  picture: 'https://example.com/ada.png',
  role: 'Account Reviewer',
};

const team: Json = { id: 'keen_team', name: 'Data', description: 'The data team', role: 'Account Reviewer' };
const member: Json = { user_id: 'calm_otter', role: 'Team Member', created_at: moment };
const role: Json = {
  name: 'Account Reviewer',
  description: 'Reads',
  scope: ['ACCOUNT', 'TEAM'],
  is_custom: false,
  is_deprecated: true,
  replacement_role_name: 'Account Analyst',
};

const webhook: Json = {
  id: 'loud_bell',
  type: 'group',
  url: 'https://example.com/hook',
  events: ['sync_start', 'sync_end'],
  active: true,
  secret: '******',
  group_id: 'fond_lion',
  created_at: moment,
  created_by: 'calm_otter',
};
const webhookSettings: Json = { url: 'https://example.com/hook', events: ['sync_end'], active: true, secret: 'secret' };

const logService: Json = {
  id: 'fond_lion',
  service: 'datadog_log',
  enabled: true,
  status: { tasks: [{ code: 'reconnect', message: 'Reconnect', details: '' }], setup_state: 'connected' },
};
const logServiceDetails: Json = {
  ...logService,
  setup_tests: [setupTest],
  config: { api_key: '******', hostname: 'example.com', region: 'EU' },
};

/** One exchange of each operation on everything but connections. */
export const accountSamples: Samples = {
  get_account_info: exchange('GET /v1/account/info', {
    data: { account_id: 'wise_acorn', account_name: 'Acme', user_id: 'calm_otter', system_key_id: 'key' },
  }),

  list_destinations: exchange('GET /v1/destinations?limit=10', { data: page(destination) }),
  destination_details: exchange('GET /v1/destinations/fond_lion', { data: destinationDetails }),
  create_destination: exchange('POST /v1/destinations', {
    body: { ...destinationSettings, group_id: 'fond_lion', service: 'snowflake', config: { port: 443 } },
    status: 201,
    data: destinationDetails,
  }),
  modify_destination: exchange('PATCH /v1/destinations/fond_lion', {
    body: { ...destinationSettings, config: { port: 443 } },
    data: destinationDetails,
  }),
  delete_destination: exchange('DELETE /v1/destinations/fond_lion'),
  run_destination_setup_tests: exchange('POST /v1/destinations/fond_lion/test', {
    body: { trust_certificates: true, trust_fingerprints: true },
    data: destinationDetails,
  }),

  list_all_groups: exchange('GET /v1/groups?limit=10', { data: page(group) }),
  group_details: exchange('GET /v1/groups/fond_lion', { data: group }),
  create_group: exchange('POST /v1/groups', { body: { name: 'Analytics' }, status: 201, data: group }),
  modify_group: exchange('PATCH /v1/groups/fond_lion', { body: { name: 'Analysis' }, data: group }),
  delete_group: exchange('DELETE /v1/groups/fond_lion'),
  list_all_users_in_group: exchange('GET /v1/groups/fond_lion/users?active=true', { data: page(user) }),

  list_all_users: exchange('GET /v1/users?active=false&limit=10', { data: page(user) }),
  user_details: exchange('GET /v1/users/calm_otter', { data: user }),
  create_user: exchange('POST /v1/users', { body: { ...person, email: 'ada@example.com' }, status: 201, data: user }),
  modify_user: exchange('PATCH /v1/users/calm_otter', { body: person, data: user }),
  delete_user: exchange('DELETE /v1/users/calm_otter'),

  list_all_teams: exchange('GET /v1/teams', { data: page(team) }),
  team_details: exchange('GET /v1/teams/keen_team', { data: team }),
  list_users_in_team: exchange('GET /v1/teams/keen_team/users?active=true', { data: page(member) }),
  list_all_roles: exchange('GET /v1/roles', { data: page(role) }),

  list_all_webhooks: exchange('GET /v1/webhooks', { data: page(webhook) }),
  webhook_details: exchange('GET /v1/webhooks/loud_bell', { data: webhook }),
  create_account_webhook: exchange('POST /v1/webhooks/account', { body: webhookSettings, data: webhook }),
  create_group_webhook: exchange('POST /v1/webhooks/group/fond_lion', { body: webhookSettings, data: webhook }),
  modify_webhook: exchange('PATCH /v1/webhooks/loud_bell', { body: webhookSettings, data: webhook }),
  delete_webhook: exchange('DELETE /v1/webhooks/loud_bell'),
  test_webhook: exchange('POST /v1/webhooks/loud_bell/test', {
    body: { event: 'sync_end' },
    data: { succeed: true, status: 200, message: 'OK' },
  }),

  list_log_services: exchange('GET /v1/external-logging', { data: page(logService) }),
  get_log_service_details: exchange('GET /v1/external-logging/fond_lion', { data: logServiceDetails }),
  add_log_service: exchange('POST /v1/external-logging', {
    body: {
      group_id: 'fond_lion',
      service: 'datadog_log',
      enabled: true,
      run_setup_tests: true,
      config: { api_key: 'secret', region: 'US1' },
    },
    status: 201,
    data: logServiceDetails,
  }),
  update_log_service: exchange('PATCH /v1/external-logging/fond_lion', {
    body: { enabled: false, run_setup_tests: false, config: { region: 'EU' } },
    data: logServiceDetails,
  }),
  delete_log_service: exchange('DELETE /v1/external-logging/fond_lion'),
  run_setup_tests_log_service: exchange('POST /v1/external-logging/fond_lion/test', {
    data: { setup_tests: [setupTest] },
  }),
};
