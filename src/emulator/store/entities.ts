/** What the account holds, in the words of Fivetran's wire format. Rows are never changed in place: a change makes a new row. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
}

export interface Alert {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

export type SetupState = 'incomplete' | 'connected' | 'broken';
export type SyncState = 'scheduled' | 'syncing' | 'paused' | 'rescheduled';

export interface ConnectionStatus {
  readonly tasks: readonly Alert[];
  readonly warnings: readonly Alert[];
  readonly setup_state: SetupState;
  readonly schema_status?: 'ready' | 'blocked_on_capture' | 'blocked_on_customer';
  readonly sync_state: SyncState;
  readonly update_state: 'on_schedule' | 'delayed';
  readonly is_historical_sync: boolean;
  readonly rescheduled_for: string | null;
}

export interface SetupTest {
  readonly title: string;
  readonly status: 'PASSED' | 'SKIPPED' | 'WARNING' | 'FAILED' | 'JOB_FAILED';
  readonly message: string;
  readonly details?: Json;
}

export interface Connection {
  readonly id: string;
  readonly service: string;
  readonly schema: string;
  readonly paused: boolean;
  readonly status: ConnectionStatus;
  /** With its secrets in clear; answers mask them. */
  readonly config: JsonObject;
  /** Never answered. */
  readonly auth?: JsonObject;
  readonly group_id: string;
  readonly service_version: number;
  readonly connected_by: string | null;
  readonly created_at: string;
  readonly succeeded_at: string | null;
  readonly failed_at: string | null;
  readonly pause_after_trial: boolean;
  readonly sync_frequency: number;
  readonly data_delay_threshold: number;
  readonly data_delay_sensitivity: string;
  readonly daily_sync_time: string | null;
  readonly schedule_type: string;
  readonly networking_method?: string;
  readonly private_link_id?: string;
  readonly proxy_agent_id?: string;
  readonly hybrid_deployment_agent_id?: string;
  readonly external_secrets_manager_id?: string;
  readonly external_secrets_keys_config?: JsonObject;
  readonly destination_configuration?: JsonObject;
  readonly destination_schema_names?: string;
  readonly source_sync_details?: JsonObject;
}

export interface Destination {
  readonly id: string;
  readonly service: string;
  readonly region: string;
  readonly group_id: string;
  readonly time_zone_offset: string;
  readonly setup_status: SetupState;
  readonly daylight_saving_time_enabled: boolean;
  readonly networking_method?: string | null;
  readonly private_link_id?: string;
  readonly proxy_agent_id?: string;
  readonly hybrid_deployment_agent_id?: string;
  readonly external_secrets_manager_id?: string;
  /** Details only; with its secrets in clear. */
  readonly config: JsonObject;
  /** Details only: the last tests that ran. */
  readonly setup_tests?: readonly SetupTest[];
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly verified: boolean;
  readonly invited: boolean;
  readonly picture: string | null;
  readonly phone: string | null;
  readonly role: string | null;
  readonly active: boolean;
  readonly logged_in_at: string | null;
  readonly created_at: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly role: string | null;
}

export interface Member {
  readonly user_id: string;
  readonly role: string;
  readonly created_at: string;
}

export interface Role {
  readonly name: string;
  readonly description: string;
  readonly scope: readonly ('ACCOUNT' | 'DESTINATION' | 'CONNECTOR' | 'TEAM')[];
  readonly is_custom: boolean;
  readonly is_deprecated: boolean;
  readonly replacement_role_name: string | null;
}

export interface Webhook {
  readonly id: string;
  readonly type: 'account' | 'group';
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
  /** In clear; answers mask it. */
  readonly secret?: string;
  readonly group_id?: string;
  readonly created_at: string;
  readonly created_by: string;
}

export interface Certificate {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly type: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly public_key: string;
  readonly validated_date: string;
  readonly validated_by: string;
}

export interface LogService {
  readonly id: string;
  readonly service: string;
  readonly enabled: boolean;
  readonly status: { readonly tasks: readonly Alert[]; readonly setup_state: SetupState };
  /** Details only; with its secrets in clear. */
  readonly config: JsonObject;
  /** Details only. */
  readonly setup_tests: readonly SetupTest[];
}
