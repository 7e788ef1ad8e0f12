import type { ConnectionStatus as StatusShape } from '../fivetran/connection.ts';
import { builder } from './builder.ts';
import { closedSet } from './enums.ts';
import { ConnectionTask, ConnectionWarning } from './setup.ts';

export const ConnectionSetupState = closedSet('ConnectionSetupState', 'Whether a connection is set up and works.', {
  incomplete: 'Never set up fully: its tests never passed.',
  connected: 'Its tests passed.',
  broken: 'It worked, and does not any more.',
});

export const ConnectionSyncState = closedSet('ConnectionSyncState', 'What a connection is doing.', {
  scheduled: 'It waits for its next sync.',
  syncing: 'It is loading data.',
  paused: 'Somebody has paused it.',
  rescheduled: 'It waits, for instance for a limit of the source; `rescheduledFor` says until when.',
});

export const ConnectionUpdateState = closedSet('ConnectionUpdateState', 'Whether the data comes when it should.', {
  on_schedule: 'The data is as new as the schedule promises.',
  delayed: 'The data is older than the schedule promises.',
});

const ConnectionSchemaStatus = closedSet(
  'ConnectionSchemaStatus',
  'How far a connection has come whose columns are masked before their first sync.',
  {
    ready: 'The schema is settled.',
    blocked_on_capture: 'Fivetran is reading the schema.',
    blocked_on_customer: 'Somebody has to settle the schema.',
  },
);

export const ConnectionStatus = builder.objectRef<StatusShape>('ConnectionStatus').implement({
  description: 'State of a connection.',
  fields: (t) => ({
    setupState: t.field({
      type: ConnectionSetupState.type,
      description: 'Whether it is set up and works.',
      resolve: (status) => ConnectionSetupState.of(status.setup_state),
    }),
    syncState: t.field({
      type: ConnectionSyncState.type,
      description: 'What it is doing.',
      resolve: (status) => ConnectionSyncState.of(status.sync_state),
    }),
    updateState: t.field({
      type: ConnectionUpdateState.type,
      description: 'Whether its data comes when it should.',
      resolve: (status) => ConnectionUpdateState.of(status.update_state),
    }),
    schemaStatus: t.field({
      type: ConnectionSchemaStatus.type,
      description: 'Only where columns are masked before the first sync.',
      resolve: (status) => ConnectionSchemaStatus.of(status.schema_status),
    }),
    isHistoricalSync: t.boolean({
      description: 'True until the first full sync, or one that was asked for, has ended.',
      resolve: (status) => status.is_historical_sync ?? null,
    }),
    rescheduledFor: t.field({
      type: 'DateTime',
      description: 'When the sync will be tried again; only while it is rescheduled.',
      resolve: (status) => status.rescheduled_for ?? null,
    }),
    tasks: t.field({
      type: [ConnectionTask],
      description: 'What somebody must do before it works again.',
      resolve: (status) => status.tasks ?? [],
    }),
    warnings: t.field({
      type: [ConnectionWarning],
      description: 'What somebody should know.',
      resolve: (status) => status.warnings ?? [],
    }),
  }),
});

export const ScheduleType = closedSet('ScheduleType', 'Whether a connection syncs by itself.', {
  auto: 'It syncs by its frequency.',
  manual: 'It syncs only when somebody asks for it.',
});

export const DataDelaySensitivity = closedSet('DataDelaySensitivity', 'How soon late data counts as delayed.', {
  LOW: 'Late.',
  NORMAL: 'After the usual time.',
  HIGH: 'Soon.',
  CUSTOM: 'After `dataDelayThreshold` minutes.',
  SYNC_FREQUENCY: 'After one interval of the sync frequency.',
});

export const DestinationSchemaNames = closedSet(
  'DestinationSchemaNames',
  'By whose rules schemas, tables and columns are named in the destination.',
  {
    FIVETRAN_NAMING: "By Fivetran's: lower case, with underscores.",
    SOURCE_NAMING: "By the source's: as they are there.",
  },
);
