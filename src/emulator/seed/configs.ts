import type { Random } from '../random.ts';
import type { KeyType } from '../services.ts';
import type { Json, JsonObject } from '../store/entities.ts';

const ports: Readonly<Record<string, number>> = {
  postgres: 5432,
  google_cloud_postgresql: 5432,
  aurora_postgres: 5432,
  mysql: 3306,
  sql_server: 1433,
  oracle: 1521,
  sftp: 22,
  snowflake: 443,
  redshift: 5439,
  databricks: 443,
  postgres_warehouse: 5432,
  splunkLog: 8088,
};

/** A believable config: what the service's tests need and what such a service usually has besides. */
export function configFor(
  service: string,
  keys: ReadonlyMap<string, KeyType>,
  needs: readonly string[],
  host: string,
  random: Random,
): JsonObject {
  const config: Record<string, Json> = {};
  const typical = [
    'host',
    'port',
    'database',
    'connection_type',
    'sync_mode',
    'timeframe_months',
    'update_method',
    'auth_method',
  ];
  for (const [key, type] of keys) {
    if (needs.includes(key) || typical.includes(key)) config[key] = believable(service, key, type, host, random);
  }
  return config;
}

function believable(service: string, key: string, type: KeyType, host: string, random: Random): Json {
  if (typeof type !== 'string') {
    // A login by password is what the rest of such a config is made for.
    if (key === 'auth_method' && type.includes('PASSWORD')) return 'PASSWORD';
    return key === 'connection_type' ? (type[0] ?? '') : random.pick(type);
  }
  if (key === 'port') return ports[service] ?? 443;
  switch (type) {
    case 'secret':
      return random.hex(32);
    case 'integer':
    case 'number':
      return random.integer(100) + 1;
    case 'boolean':
      return true;
    case 'array':
      return key === 'hosts' ? [`${host}:27017`] : [];
    case 'object':
      return {};
    default:
      return textOf(key, host, random);
  }
}

function textOf(key: string, host: string, random: Random): string {
  const [name = host] = host.split('.');
  const texts: Readonly<Record<string, string>> = {
    host,
    server_host_name: host,
    domain: host,
    hostname: host,
    endpoint: `https://${host}/rest`,
    loki_url: `https://${host}`,
    user: 'fivetran',
    username: 'fivetran',
    user_name: 'fivetran',
    database: name.replaceAll('-', '_'),
    bucket: `larkspur-${name}`,
    region: 'us-east-1',
    data_set_location: 'EU',
    project_id: `larkspur-${name}`,
    log_group_name: '/fivetran/larkspur',
    named_range: 'fivetran',
    http_path: `/sql/1.0/warehouses/${random.hex(16)}`,
    tenant: 'larkspur',
    instance: 'larkspur',
    subdomain: 'larkspur',
    shop: 'larkspur-outfitters',
    aws_region_code: 'us-east-1',
  };
  return texts[key] ?? random.hex(20);
}
