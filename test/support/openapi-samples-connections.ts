import { exchange, type Json, moment, page, type Samples, setupTest } from './openapi-sample.ts';

const config: Json = { host: 'db.example.com', port: 5432, password: '******', auth_method: 'PASSWORD' };

/** Every property that the document has, none of them null. */
const connection: Json = {
  id: 'decent_dropsy',
  service: 'postgres',
  schema: 'shop',
  paused: false,
  status: {
    tasks: [{ code: 'reconnect', message: 'Reconnect', details: 'The password has expired' }],
    warnings: [{ code: 'resync_table_warning', message: 'Resync Table Warning', details: 'orders' }],
    setup_state: 'connected',
    schema_status: 'ready',
    sync_state: 'rescheduled',
    update_state: 'on_schedule',
    is_historical_sync: false,
    rescheduled_for: moment,
  },
  config,
  group_id: 'fond_lion',
  service_version: 1,
  connected_by: 'calm_otter',
  created_at: moment,
  succeeded_at: moment,
  failed_at: moment,
  pause_after_trial: false,
  sync_frequency: 1440,
  data_delay_threshold: 5,
  data_delay_sensitivity: 'CUSTOM',
  daily_sync_time: '03:00',
  schedule_type: 'auto',
  setup_tests: [setupTest],
  private_link_id: 'link',
  networking_method: 'Directly',
  proxy_agent_id: 'proxy',
  hybrid_deployment_agent_id: 'agent',
  external_secrets_manager_id: 'manager',
  external_secrets_keys_config: { password: 'vault/password' },
  source_sync_details: { last_synced: moment },
  connect_card: { token: 'token', uri: 'https://example.com/card' },
  connect_card_config: { redirect_uri: 'https://example.com', hide_setup_guide: true, all_fields: false },
  destination_configuration: { virtual_warehouse: 'LOADING' },
  destination_schema_names: 'FIVETRAN_NAMING',
};
const details: Json = { ...connection, config: { ...config, public_key: 'ssh-rsa AAAA' } };
const { external_secrets_keys_config: _, ...withoutKeys } = details;

/** What a connection's create and patch have in common. */
const settings: Json = {
  paused: true,
  trust_certificates: true,
  trust_fingerprints: true,
  run_setup_tests: false,
  sync_frequency: 360,
  data_delay_sensitivity: 'CUSTOM',
  data_delay_threshold: 5,
  daily_sync_time: '03:00',
  pause_after_trial: false,
  schedule_type: 'manual',
  networking_method: 'SshTunnel',
  proxy_agent_id: 'proxy',
  private_link_id: 'link',
  hybrid_deployment_agent_id: 'agent',
  destination_configuration: { virtual_warehouse: 'LOADING' },
  external_secrets_manager_id: 'manager',
};

const column: Json = {
  name_in_destination: 'e_mail',
  enabled: true,
  hashed: false,
  is_primary_key: false,
  enabled_patch_settings: { allowed: false, reason_code: 'SYSTEM_COLUMN', reason: 'A system column' },
};
const table: Json = {
  sync_mode: 'SOFT_DELETE',
  name_in_destination: 'orders',
  enabled: true,
  columns: { 'e-mail': column },
  enabled_patch_settings: { allowed: false, reason_code: 'SYSTEM_TABLE', reason: 'A system table' },
  supports_columns_config: true,
  supports_history_mode: false,
};
const schemaConfig: Json = {
  enable_new_by_default: false,
  schema_change_handling: 'ALLOW_COLUMNS',
  schemas: { 'dbo/1': { name_in_destination: 'dbo_1', enabled: true, tables: { orders: table } } },
};
const columnPatch: Json = { enabled: true, hashed: true, is_primary_key: true };
const tablePatch: Json = { enabled: true, sync_mode: 'HISTORY', columns: { 'e-mail': columnPatch } };
const schemaPatch: Json = { enabled: false, tables: { orders: tablePatch } };

const certificate: Json = {
  id: 'aGFzaA',
  name: 'CN=db.example.com',
  hash: 'hash',
  type: 'TLS',
  sha1: '5f',
  sha256: '9a',
  public_key: 'encoded',
  validated_date: moment,
  validated_by: 'calm_otter',
};

const one = '/v1/connections/decent_dropsy';

/** One exchange of each operation on connections, their schema configs and their certificates. */
export const connectionSamples: Samples = {
  list_connections: exchange('GET /v1/connections?group_id=fond_lion&schema=shop&limit=100&cursor=eyJza2lwIjoxfQ', {
    data: page(connection),
  }),
  list_all_connections_in_group: exchange('GET /v1/groups/fond_lion/connections?schema=shop&limit=1000', {
    data: page(connection),
  }),
  connection_details: exchange(`GET ${one}`, { data: details }),
  create_connection: exchange('POST /v1/connections', {
    body: {
      ...settings,
      group_id: 'fond_lion',
      service: 'google_sheets',
      config: { schema: 'sheets', table: 'budget', sheet_id: 'id', auth_type: 'OAuth' },
      auth: { client_access: { client_id: 'id', client_secret: 'secret' }, refresh_token: 'token' },
      connect_card_config: { redirect_uri: 'https://example.com' },
      destination_schema_names: 'SOURCE_NAMING',
    },
    status: 201,
    data: { ...withoutKeys, service: 'google_sheets', config: { sheet_id: 'id' } },
  }),
  modify_connection: exchange(`PATCH ${one}`, {
    body: { ...settings, config: { any: 1 }, auth: {}, is_historical_sync: true, schema_status: 'ready' },
    data: details,
  }),
  delete_connection: exchange(`DELETE ${one}`),
  sync_connection: exchange(`POST ${one}/sync`, { body: { force: true } }),
  resync_connection: exchange(`POST ${one}/resync`, { body: { scope: { 'dbo/1': ['orders'] } } }),
  run_setup_tests: exchange(`POST ${one}/test`, {
    body: { trust_certificates: true, trust_fingerprints: false },
    data: details,
  }),
  connect_card: exchange(`POST ${one}/connect-card`, {
    body: { connect_card_config: { redirect_uri: 'https://example.com', hide_setup_guide: true, all_fields: true } },
    data: { connector_id: 'decent_dropsy', connect_card: connection.connect_card },
  }),
  connection_schema_config: exchange(`GET ${one}/schemas`, { data: schemaConfig }),
  reload_connection_schema_config: exchange(`POST ${one}/schemas/reload`, {
    body: { exclude_mode: 'PRESERVE' },
    data: schemaConfig,
  }),
  modify_connection_schema_config: exchange(`PATCH ${one}/schemas`, {
    body: { schema_change_handling: 'BLOCK_ALL', is_type_locked: false, schemas: { 'dbo/1': schemaPatch } },
    data: schemaConfig,
  }),
  modify_connection_database_schema_config: exchange(`PATCH ${one}/schemas/dbo%2F1`, {
    body: schemaPatch,
    data: schemaConfig,
  }),
  modify_connection_table_config: exchange(`PATCH ${one}/schemas/dbo%2F1/tables/orders`, {
    body: tablePatch,
    data: schemaConfig,
  }),
  modify_connection_column_config: exchange(`PATCH ${one}/schemas/dbo%2F1/tables/orders/columns/e-mail`, {
    body: columnPatch,
    data: schemaConfig,
  }),
  connection_column_config: exchange(`GET ${one}/schemas/dbo%2F1/tables/orders/columns`, {
    data: { columns: { 'e-mail': column } },
  }),
  resync_tables: exchange(`POST ${one}/schemas/tables/resync`, { body: { 'dbo/1': ['orders', 'refunds'] } }),
  get_connection_certificates_list: exchange(`GET ${one}/certificates?limit=5`, { data: page(certificate) }),
  get_connection_certificate_details: exchange(`GET ${one}/certificates/aGFzaA`, { data: certificate }),
  approve_connection_certificate: exchange(`POST ${one}/certificates`, {
    body: { hash: 'hash', encoded_cert: 'encoded' },
    data: certificate,
  }),
  revoke_connection_certificate: exchange(`DELETE ${one}/certificates/aGFzaA`),
};
