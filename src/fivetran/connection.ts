import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
import { anything, flag, freeMap, integer, notice, setupTest, text } from './wire.ts';

/** State of a connection; what the words mean: fivetran-facts 7.1. */
export const connectionStatus = z.object({
  setup_state: text,
  schema_status: text,
  sync_state: text,
  update_state: text,
  is_historical_sync: flag,
  rescheduled_for: text,
  tasks: z.array(notice).nullish(),
  warnings: z.array(notice).nullish(),
});
export type ConnectionStatus = z.infer<typeof connectionStatus>;

/** A connection. Lists and details have the same fields; `setup_tests` is filled only by calls that ran tests. */
export const connection = z.object({
  id: z.string(),
  service: text,
  schema: text,
  paused: flag,
  status: connectionStatus.nullish(),
  config: freeMap,
  group_id: text,
  service_version: integer,
  connected_by: text,
  created_at: text,
  succeeded_at: text,
  failed_at: text,
  pause_after_trial: flag,
  sync_frequency: integer,
  data_delay_threshold: integer,
  data_delay_sensitivity: text,
  daily_sync_time: text,
  schedule_type: text,
  setup_tests: z.array(setupTest).nullish(),
  private_link_id: text,
  networking_method: text,
  proxy_agent_id: text,
  source_sync_details: anything,
  hybrid_deployment_agent_id: text,
  connect_card_config: z.object({ redirect_uri: text, hide_setup_guide: flag, all_fields: flag }).nullish(),
  destination_configuration: z.object({ virtual_warehouse: text }).nullish(),
  destination_schema_names: text,
  external_secrets_manager_id: text,
  external_secrets_keys_config: freeMap,
});
export type Connection = z.infer<typeof connection>;

/** All connections of the account; takes `group_id` and `schema` as filters. */
export const listConnections = getList(
  {
    name: 'list_connections',
    path: '/v1/connections',
    area: 'connections',
    lifetime: 'state',
    version2: true,
    tags: () => ['connections'],
  },
  connection,
);

export const connectionDetails = getOne(
  {
    name: 'connection_details',
    path: '/v1/connections/{connectionId}',
    area: 'connections',
    lifetime: 'state',
    version2: true,
    tags: ({ connectionId }) => [`connection:${connectionId}`],
  },
  connection,
);
