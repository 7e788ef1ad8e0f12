import type { ConnectionEvent as EventShape } from '../events/event.ts';
import { builder } from './builder.ts';
import { closedSet } from './enums.ts';
import { reference } from './reference.ts';
import { ConnectorNode, GroupNode } from './types.ts';

export const ConnectionEventType = closedSet(
  'ConnectionEventType',
  'What happened to a connection. Fivetran calls a connection a connector here.',
  {
    sync_start: 'A sync has begun.',
    sync_end: 'A sync has ended; `sync.status` says how.',
    status: 'Not sent any more.',
    create_connector: 'It was made.',
    edit_connector: 'It was changed.',
    pause_connector: 'It was paused.',
    resume_connector: 'It was resumed.',
    delete_connector: 'It was deleted.',
    force_update_connector: 'A running sync was stopped, and another begun.',
    resync_connector: 'All of it is to be loaded anew.',
    resync_table: 'A table is to be loaded anew.',
    connection_successful: 'Its setup tests have passed.',
    connection_failure: 'Its setup tests have failed, or it does not work any more.',
  },
);

const SyncStatus = closedSet('SyncStatus', 'How a sync has ended.', {
  SUCCESSFUL: 'All is loaded.',
  FAILURE: 'It has failed; Fivetran tries again by itself.',
  FAILURE_WITH_TASK: 'It has failed, and somebody has something to do before it can work.',
  FAILED: 'It has failed.',
  RESCHEDULED: 'It is put off, for instance by a limit of the source, and goes on at `rescheduledAt`.',
  CANCELED: 'Somebody has stopped it.',
  NO_STATUS: 'It has ended without a result.',
});

const EventSource = builder.enumType('EventSource', {
  description: 'Where an event was learned of.',
  values: {
    WEBHOOK: { description: 'Fivetran has told it.' },
    POLLING: { description: 'It was seen in the list of connections, which does not tell everything.' },
  },
});

/** What an event's data may hold that is granted apart: values of settings, old and new. */
const WITH_SETTINGS: ReadonlySet<string> = new Set(['create_connector', 'edit_connector']);

const textIn = (event: EventShape, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = Object.hasOwn(event.data, name) ? event.data[name] : undefined;
    if (typeof value === 'string') return value;
  }
  return null;
};

const SyncEnd = builder.objectRef<EventShape>('SyncEnd').implement({
  description: 'How a sync has ended.',
  fields: (t) => ({
    status: t.field({
      type: SyncStatus.type,
      description: 'How it has ended.',
      resolve: (event) => SyncStatus.of(textIn(event, 'status')),
    }),
    reason: t.string({ description: 'Why, in words of Fivetran.', resolve: (event) => textIn(event, 'reason') }),
    taskType: t.string({
      description: 'What somebody has to do, such as "reconnect".',
      resolve: (event) => textIn(event, 'taskType', 'task_type'),
    }),
    rescheduledAt: t.field({
      type: 'DateTime',
      description: 'When it goes on, where it is put off.',
      resolve: (event) => textIn(event, 'rescheduledAt', 'rescheduled_at'),
    }),
  }),
});

export const ConnectionEvent = builder.objectRef<EventShape>('ConnectionEvent').implement({
  description:
    'Something that happened to a connection. Its own fields cost nothing. What is behind it is read as it is after the event, at most once a second for each connection, for all subscribers together.',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Its place among all events: `after` resumes behind it. Not a global id.',
      resolve: (event) => event.id,
    }),
    type: t.field({
      type: ConnectionEventType.type,
      nullable: false,
      description: 'What happened.',
      resolve: (event) => ConnectionEventType.of(event.type) ?? 'UNRECOGNIZED',
    }),
    name: t.string({
      nullable: false,
      description: 'What happened, as Fivetran calls it; also what this schema does not know.',
      resolve: (event) => event.type,
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it happened, or, by polling, when it was seen at the latest.',
      resolve: (event) => event.createdAt,
    }),
    connection: t.field({
      type: ConnectorNode.ref,
      description: 'The connection. Fields other than its ids cost at most one call a second.',
      ...reference({ type: ConnectorNode, resource: 'connection', idOf: (event: EventShape) => event.connection }),
    }),
    group: t.field({
      type: GroupNode.ref,
      description: 'The group of the connection.',
      ...reference({ type: GroupNode, resource: 'group', idOf: (event: EventShape) => event.group }),
    }),
    syncId: t.string({
      description: "Fivetran's id of the sync; events by polling have none.",
      resolve: (event) => event.syncId,
    }),
    sync: t.field({
      type: SyncEnd,
      description: 'How the sync has ended; only of SYNC_END.',
      resolve: (event) => (event.type === 'sync_end' ? event : null),
    }),
    data: t.field({
      type: 'JSON',
      description:
        'What else Fivetran tells of it. Of a connection that was made or changed it has settings, which are granted apart, in the area `config`.',
      resolve: (event, _, { loaders }) => {
        if (WITH_SETTINGS.has(event.type)) loaders.reader.demand('config', 'read');
        return event.data;
      },
    }),
    source: t.field({
      type: EventSource,
      nullable: false,
      description: 'Where it was learned of.',
      resolve: (event) => event.source,
    }),
  }),
});
