import {
  invalidValue,
  optionalFlag,
  optionalInteger,
  optionalObject,
  optionalOneOf,
  optionalText,
  requiredText,
} from '../fields.ts';
import { invalidInput } from '../refusal.ts';
import type { Naming } from '../services.ts';
import type { Connection, Json, JsonObject } from '../store/entities.ts';

const frequencies = [1, 5, 15, 30, 60, 120, 180, 360, 480, 720, 1440] as const;
const sensitivities = ['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] as const;
const networkings = ['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] as const;
const wholeHour = /^([01]\d|2[0-3]):00$/;

type Settings = { -readonly [Field in keyof Connection]?: Connection[Field] };

/** The stored settings that creating and changing a connection have in common. */
export function settingsOf(body: JsonObject): Settings {
  const settings: Settings = {};
  const set = <Field extends keyof Connection>(field: Field, value: Connection[Field] | undefined) => {
    if (value !== undefined) settings[field] = value;
  };
  set('pause_after_trial', optionalFlag(body, 'pause_after_trial'));
  set('sync_frequency', optionalOneOf(body, 'sync_frequency', frequencies));
  set('data_delay_sensitivity', optionalOneOf(body, 'data_delay_sensitivity', sensitivities));
  set('data_delay_threshold', optionalInteger(body, 'data_delay_threshold'));
  set('daily_sync_time', optionalText(body, 'daily_sync_time'));
  set('schedule_type', optionalOneOf(body, 'schedule_type', ['auto', 'manual']));
  set('networking_method', optionalOneOf(body, 'networking_method', networkings));
  for (const field of [
    'private_link_id',
    'proxy_agent_id',
    'hybrid_deployment_agent_id',
    'external_secrets_manager_id',
  ] as const) {
    set(field, optionalText(body, field));
  }
  set('destination_configuration', optionalObject(body, 'destination_configuration'));
  set('external_secrets_keys_config', optionalObject(body, 'external_secrets_keys_config'));
  if (typeof settings.daily_sync_time === 'string' && !wholeHour.test(settings.daily_sync_time)) {
    throw invalidValue('daily_sync_time');
  }
  return settings;
}

/** The daily time goes with a frequency of a day, and with no other. */
export function dailyTime(settings: Settings, before?: Connection): Pick<Connection, 'daily_sync_time'> {
  const frequency = settings.sync_frequency ?? before?.sync_frequency ?? 360;
  if (settings.daily_sync_time != null && frequency !== 1440) {
    throw invalidInput("Field 'daily_sync_time' can be set only when 'sync_frequency' is 1440");
  }
  return {
    daily_sync_time: frequency === 1440 ? (settings.daily_sync_time ?? before?.daily_sync_time ?? '00:00') : null,
  };
}

const namingKeys: Record<Naming, readonly string[]> = {
  schema: ['schema'],
  schema_prefix: ['schema_prefix'],
  table: ['schema', 'table'],
  table_group_name: ['schema', 'table_group_name'],
};

/** Takes the keys that name the schema out of a config: they are not stored in it. */
export function named(config: JsonObject, naming: Naming): { schema: string; rest: JsonObject } {
  const rest: Record<string, Json> = { ...config };
  const names = namingKeys[naming].map((key) => {
    const name = requiredText(config, key);
    delete rest[key];
    return name;
  });
  return { schema: names.join('.'), rest };
}

/** Only some services take `auth`. */
export function authOf(body: JsonObject, accepted: boolean): JsonObject | undefined {
  const auth = optionalObject(body, 'auth');
  if (auth !== undefined && !accepted) throw invalidInput("Invalid 'auth' object");
  return auth;
}
