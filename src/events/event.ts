/** Where an event was learned of: Fivetran told it, or it was seen in the list of connections. */
export type EventSource = 'WEBHOOK' | 'POLLING';

/** Something that happened to a connection, as it was told; it has no place among the others yet. */
export interface News {
  /** Fivetran's own name, such as `sync_end`; also one that this server does not know. */
  readonly type: string;
  /** RFC 3339, as it came. */
  readonly createdAt: string;
  /** Fivetran's id; null for an event of something else, such as a transformation. */
  readonly connection: string | null;
  readonly group: string | null;
  /** Only events of a sync have one, and not all of them. */
  readonly syncId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly source: EventSource;
}

/** News with its place in the order of all. */
export interface ConnectionEvent extends News {
  /** Where `after` resumes: behind this one. */
  readonly id: string;
  /** The clock's ms when it came: whatever is read after it may not be older. */
  readonly receivedAt: number;
}

/** What happens to connections, by the names that Fivetran gives it (fivetran-facts 5.2), less the deprecated `status`. */
export const CONNECTION_EVENTS = [
  'sync_start',
  'sync_end',
  'create_connector',
  'edit_connector',
  'pause_connector',
  'resume_connector',
  'delete_connector',
  'force_update_connector',
  'resync_connector',
  'resync_table',
  'connection_successful',
  'connection_failure',
] as const;
