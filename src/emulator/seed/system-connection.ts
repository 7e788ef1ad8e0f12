import type { Account } from '../store/account.ts';
import type { Connection } from '../store/entities.ts';

/** The connection that Fivetran adds by itself when a destination is made: its own log, paused (live). */
export function systemConnection(account: Account, groupId: string, createdAt: string): Connection {
  return {
    id: account.slugs.take(),
    service: 'fivetran_log',
    schema: 'fivetran_metadata',
    paused: true,
    status: {
      tasks: [],
      warnings: [],
      setup_state: 'connected',
      sync_state: 'paused',
      update_state: 'on_schedule',
      is_historical_sync: true,
      rescheduled_for: null,
    },
    config: { is_account_level_connector: false },
    group_id: groupId,
    service_version: 0,
    connected_by: '_fivetran_system',
    created_at: createdAt,
    succeeded_at: null,
    failed_at: null,
    pause_after_trial: false,
    sync_frequency: 360,
    data_delay_threshold: 0,
    data_delay_sensitivity: 'NORMAL',
    daily_sync_time: null,
    schedule_type: 'auto',
  };
}
