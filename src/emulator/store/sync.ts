import { connectionServices } from '../services.ts';
import type { Alert, Connection, JsonObject } from './entities.ts';
import { millis } from './times.ts';

/** How a sync ends, in the words of `sync_end`. */
export type Outcome = 'SUCCESSFUL' | 'FAILURE' | 'FAILURE_WITH_TASK' | 'RESCHEDULED' | 'CANCELED';

const minute = 60_000;

/** What the end of a sync changes in the row, and what its event tells. */
export function syncEnd(
  connection: Connection,
  outcome: Outcome,
  task: Alert,
  now: number,
  stamp: string,
): { change: Partial<Connection>; data: JsonObject } {
  const { status } = connection;
  const rest = { ...status, sync_state: connection.paused ? ('paused' as const) : ('scheduled' as const) };
  switch (outcome) {
    case 'SUCCESSFUL':
      return {
        change: {
          succeeded_at: stamp,
          status: { ...rest, update_state: 'on_schedule', is_historical_sync: false },
        },
        data: {},
      };
    case 'FAILURE':
      return {
        change: { failed_at: stamp, status: { ...rest, update_state: 'delayed' } },
        data: { reason: 'The source closed the connection' },
      };
    case 'FAILURE_WITH_TASK':
      return {
        change: {
          failed_at: stamp,
          status: { ...rest, update_state: 'delayed', setup_state: 'broken', tasks: [task] },
        },
        data: { reason: task.message, taskType: task.code },
      };
    case 'RESCHEDULED': {
      const at = millis(now + 60 * minute);
      return {
        change: { status: { ...rest, sync_state: 'rescheduled', rescheduled_for: at } },
        data: { rescheduledAt: at },
      };
    }
    case 'CANCELED':
      return { change: { status: rest }, data: {} };
  }
}

/** When the connection syncs next (epoch ms), or undefined when it does not by itself. */
export function dueAt(connection: Connection, now: number): number | undefined {
  const {
    status,
    sync_frequency: every,
    succeeded_at: succeeded,
    failed_at: failed,
    daily_sync_time: daily,
  } = connection;
  if (connection.paused || connection.schedule_type === 'manual' || status.setup_state !== 'connected')
    return undefined;
  if (connectionServices[connection.service] === undefined) return undefined;
  if (status.rescheduled_for !== null) return Math.max(now, Date.parse(status.rescheduled_for));
  if (every === 1440 && daily !== null) {
    const today = new Date(now).setUTCHours(Number(daily.slice(0, 2)), 0, 0, 0);
    return today > now ? today : today + 1440 * minute;
  }
  const last = Math.max(...[succeeded, failed].map((at) => (at === null ? 0 : Date.parse(at))));
  return Math.max(now + 1, last + every * minute);
}
