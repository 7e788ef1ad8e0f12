/** The services this emulator knows, with the keys of their configs. A service or key that is not here is refused, as Fivetran refuses unknown ones. */

/** How a config names its schema at creation: the keys it requires. */
export type Naming = 'schema' | 'schema_prefix' | 'table' | 'table_group_name';

/** One config key's type: a scalar's name, `secret` (a string that answers mask), or the values that an enum allows. */
export type KeyType = 'string' | 'secret' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | readonly string[];

export interface Service {
  readonly naming: Naming;
  readonly config: ReadonlyMap<string, KeyType>;
  /** Whether `auth` is accepted. */
  readonly auth: boolean;
  /** Keys of config, or `auth`, without which setup tests fail. */
  readonly needs: readonly string[];
  /** Its source is a database: setup tests connect to a host, tables can be re-synced one by one. */
  readonly database: boolean;
  readonly supportsReload: boolean;
}

/** 'host port:integer password:secret mode:A|B' as a map. */
function keys(text: string): ReadonlyMap<string, KeyType> {
  return new Map(
    text
      .split(/\s+/)
      .filter((key) => key !== '')
      .map((key): [string, KeyType] => {
        const [name = '', type] = key.split(':');
        if (type === undefined) return [name, 'string'];
        return [name, scalars.has(type) ? (type as KeyType) : type.split('|')];
      }),
  );
}

const scalars = new Set(['string', 'secret', 'integer', 'number', 'boolean', 'array', 'object']);

const routes = 'connection_type:Directly|PrivateLink|SshTunnel|ProxyAgent tunnel_host tunnel_port:integer tunnel_user';
const login = `${routes} always_encrypted:boolean host port:integer database user password:secret`;
const certificateLogin = `${login} auth_method:ENTRA_ID|PASSWORD|CLIENT_CERTIFICATE|AWS_IAM client_private_key:secret client_public_certificate`;
const postgresKeys = `${certificateLogin} delete_capture_enabled:boolean entra_app_id entra_tenant_id publication_name replication_slot update_method:QUERY_BASED|WAL_PGOUTPUT`;
const history = 'historical_sync_time_frame:ALL_TIME|DATE_LIMIT';
const adPeriod = 'timeframe_months:TWENTY_FOUR|SIX|ALL_TIME|TWELVE|THREE';
const adAccounts = `accounts:array sync_mode:AllAccounts|SpecificAccounts ${adPeriod}`;
const files =
  'append_file_option:upsert_file_with_primary_keys|upsert_file|append_file archive_pattern compression:zip|gz|tar_gz|tar|infer|gzip|uncompressed|bz2|tar_bz2 delimiter empty_header:boolean escape_char file_type:tsv|xml|csv|spreadsheet|json|jsonl|avro|parquet files:array json_delivery_mode:Packed|Unpacked null_sequence on_error:fail|skip pattern prefix quote_char skip_after:integer skip_before:integer';

const database = (config: string, needs = 'host user password'): Service => ({
  naming: 'schema_prefix',
  config: keys(config),
  auth: false,
  needs: needs.split(' '),
  database: true,
  supportsReload: true,
});

const application = (config: string, needs = 'auth', naming: Naming = 'schema'): Service => ({
  naming,
  config: keys(config),
  auth: needs.split(' ').includes('auth'),
  needs: needs === '' ? [] : needs.split(' '),
  database: false,
  supportsReload: naming === 'schema' || naming === 'schema_prefix',
});

export const connectionServices: Readonly<Record<string, Service>> = {
  airtable: application('', 'auth', 'schema_prefix'),
  amplitude: application(
    'export_storage_type:GCS project_credentials:array use_cloud_storage:boolean',
    'project_credentials',
  ),
  asana: application('projects:array sync_mode:AllProjects|SpecificProjects team_id'),
  aurora_postgres: database(postgresKeys),
  aws_cloudtrail: application('bucket prefix role_arn:secret', 'bucket role_arn'),
  bamboohr: application('api_key:secret subdomain', 'api_key subdomain'),
  bingads: application(`${adAccounts} rollback_window_size:integer`),
  dynamodb: {
    ...database(
      'aws_region_code is_private_link_required:boolean packed_mode_tables:array role_arn:secret sync_mode:UsePackedModeOnly|UseUnpackedModeOnly',
      'aws_region_code role_arn',
    ),
    naming: 'schema',
  },
  facebook_ads: application(`${adAccounts} custom_tables:array sync_metadata:boolean`),
  fivetran_log: { ...application('is_account_level_connector:boolean', ''), supportsReload: false },
  gcs: application(
    `${files} auth_type:FIVETRAN_SERVICE_ACCOUNT|CUSTOM_SERVICE_ACCOUNT bucket secret_key:secret`,
    'bucket',
    'table_group_name',
  ),
  github: application(
    'auth_mode:JWT|PersonalAccessToken|OAuth client_id host_url pats:array private_key:secret repositories:array sync_mode:SpecificRepositories|AllRepositories use_webhooks:boolean username',
    'auth_mode username',
  ),
  google_ads: application(
    `accounts:array conversion_window_size:integer customer_id manager_accounts:array reports:array skip_empty_reports:boolean sync_mode:ManagerAccounts|AllAccounts|SpecificAccounts ${adPeriod}`,
  ),
  google_analytics_4: application(
    `accounts:array properties:array reports:array sync_mode:ALL_ACCOUNTS|SPECIFIC_ACCOUNTS ${adPeriod}`,
  ),
  google_cloud_postgresql: database(`${postgresKeys} auth_method:PASSWORD|CLIENT_CERTIFICATE`),
  google_search_console: application(
    'reports:array site_urls:array sync_mode:AllSites|SpecificSites timeframe_months:SIX|ALL_TIME|TWELVE|THREE',
  ),
  google_sheets: application(
    'auth_type:ServiceAccount|OAuth named_range sheet_id',
    'sheet_id named_range auth',
    'table',
  ),
  greenhouse: application('api_key:secret client_id client_secret:secret', 'api_key'),
  hubspot: application(
    `backward_sync_limit_date client_secret:secret ${history} sync_highly_sensitive_data:boolean sync_sensitive_data:boolean`,
  ),
  intercom: application('data_region'),
  iterable: application(
    'account_region:EU|US api_key:secret custom_event_sync_mode:SelectedEvents|AllEvents|NoEvents events:array',
    'api_key',
  ),
  jira: application(
    'auth_type:SERVICE_ACCOUNT|BASIC|OAUTH host on_premise:boolean password:secret path port:integer projects:array sync_files:boolean sync_mode:ALL|CUSTOM user',
    'host user password',
  ),
  klaviyo: application(
    'api_key:secret historical_sync_limit:ALL_TIME|DATE_LIMIT packing_mode:UNPACKED|PACKED reports:array',
    'api_key',
  ),
  linkedin_ads: application(`${adAccounts} ad_analytics:SpecificReports|AllReports reports:array`),
  mailchimp: application('', 'auth'),
  marketo: application(
    'api_quota:integer client_id client_secret:secret endpoint identity',
    'client_id client_secret endpoint identity',
  ),
  mongo: database(
    `${routes} always_encrypted:boolean hosts:array packed_mode_tables:array packing_mode:UsePackedModeOnly|UseUnpackedModeOnly password:secret user`,
    'hosts user password',
  ),
  mysql: database(`${certificateLogin} replica_id:integer update_method:BINLOG|TELEPORT`),
  netsuite_suiteanalytics: application(
    'account consumer_key:secret consumer_secret:secret datasource:NetSuite2.com|NetSuite.com email host password:secret port:integer role token_key:secret token_secret:secret',
    'account token_key token_secret',
  ),
  notion: application(''),
  oracle: database(`${login} pdb_name update_method:BINARY_LOG_READER|LOGMINER|TELEPORT`),
  postgres: database(postgresKeys),
  quickbooks: application('client_id client_secret:secret'),
  recharge: application('api_token:secret', 'api_token'),
  s3: application(
    `${files} access_key_id access_key_secret:secret auth_type:IAM_ROLE|PUBLIC_BUCKET|ACCESS_KEY bucket is_public:boolean list_strategy:complete_listing|time_based_pattern_listing role_arn:secret`,
    'bucket',
    'table_group_name',
  ),
  salesforce: application(
    'api_usage_limit:integer authentication_method:STANDARD|ADVANCED base_url certificate:secret private_key:secret sync_formula_fields:boolean',
  ),
  sendgrid: application('api_key:secret', 'api_key'),
  servicenow: application(
    'client_id client_secret:secret include_inherited_columns:boolean instance password:secret rollback_window:integer username',
    'instance username password',
  ),
  sftp: application(
    `${files} connection_method:SSH_TUNNEL|DIRECT file_handling:unstructured|structured host is_keypair:boolean password:secret port:integer tunnel_host tunnel_port:integer tunnel_user user`,
    'host user',
    'table_group_name',
  ),
  shopify: application(`api_access_token:secret client_id client_secret:secret ${history} shop`, 'shop auth'),
  slack: application('', 'auth', 'table'),
  sql_server: database(`${login} update_method:BINARY_LOG_READER|NATIVE_UPDATE|TELEPORT`),
  sql_server_rds: database(`${login} update_method:NATIVE_UPDATE|TELEPORT`),
  stripe: application(
    `access_token:secret api_key:secret backward_sync_limit ${history} support_connected_accounts_sync:boolean`,
    'api_key',
  ),
  tiktok_ads: application(`${adAccounts} attribution_window_size:TWENTY_EIGHT|FOURTEEN|ONE|SEVEN custom_reports:array`),
  twilio: application('accounts:array secret:secret sid sync_mode:AllAccounts|SpecificAccounts', 'sid secret'),
  webhooks: application(
    'algorithm:SHA_512|SHA_256|SHA_224|INFER_FROM_HEADER|SHA_1|SHA_384|MD5 auth_header_key auth_method:HMAC|TOKEN_BASED|NONE auth_secret:secret bucket_service:S3|AZURE|GCS|Fivetran sync_format:Packed|Unpacked',
    '',
    'table',
  ),
  workday: application(
    'auth_mode:BASIC|OAUTH authorization_url domain_host_name password:secret reports:array tenant user_name',
    'tenant user_name password',
    'table_group_name',
  ),
  xero: application('client_id client_secret:secret use_webhooks:boolean webhook_key', 'client_id client_secret'),
  zendesk: application(`api_token:secret domain email ${history}`, 'domain auth'),
};

/** What a destination or a log service needs to be known by: its keys and those that its tests require. */
export interface Target {
  readonly config: ReadonlyMap<string, KeyType>;
  readonly needs: readonly string[];
}

const target = (config: string, needs: string): Target => ({ config: keys(config), needs: needs.split(' ') });

export const destinationServices: Readonly<Record<string, Target>> = {
  azure_sql_database: target(login, 'host database user password'),
  big_query: target(
    'bucket data_set_location project_id secret_key:secret support_json_type:boolean',
    'project_id data_set_location',
  ),
  databricks: target(
    'auth_type:PERSONAL_ACCESS_TOKEN|OAUTH2 catalog cloud_provider:AZURE|GCP|AWS connection_type:Directly|PrivateLink create_external_tables:boolean disable_vacuum:boolean external_location http_path oauth2_client_id oauth2_secret:secret personal_access_token:secret port:integer server_host_name',
    'server_host_name http_path',
  ),
  postgres_warehouse: target(
    `${login} auth_method:ENTRA_ID|PASSWORD|CLIENT_CERTIFICATE|AWS_IAM aws_region_code external_id role_arn`,
    'host database user password',
  ),
  redshift: target(
    `${login} auth_type:PASSWORD|IAM bucket bucket_region cluster_id cluster_region enable_super_type:boolean external_id is_redshift_serverless:boolean role_arn`,
    'host database user',
  ),
  snowflake: target(
    'auth:PASSWORD|KEY_PAIR|OAUTH connection_type:Directly|PrivateLink|SshTunnel|ProxyAgent database default_virtual_warehouse host is_private_key_encrypted:boolean passphrase:secret password:secret port:integer private_key:secret role user',
    'host database user',
  ),
  sql_server_warehouse: target(login, 'host database user password'),
};

export const logServices: Readonly<Record<string, Target>> = {
  azure_monitor_log: target(
    'client_id client_secret:secret data_collection_endpoint dcr_immutable_id dcr_stream_name primary_key:secret tenant_id workspace_id',
    'workspace_id',
  ),
  cloudwatch: target(
    'access_key_id access_key_secret:secret external_id log_group_name region role_arn',
    'log_group_name region',
  ),
  datadog_log: target('api_key:secret hostname region:EU|US1|AP1|AP2|US3|US5|US1_FED', 'api_key'),
  dynatrace: target('access_token:secret environment_id', 'access_token environment_id'),
  grafana_loki: target('access_token:secret loki_url tenant_id:secret username', 'loki_url'),
  new_relic_log: target('api_key:secret sub_domain:EU|FedRAMP|US', 'api_key'),
  splunkLog: target('channel enable_ssl:boolean host port:integer token:secret', 'host token'),
  stackdriver: target('project_id service_account_key', 'project_id'),
};
