import type { Connection } from '../fivetran/connection.ts';
import type { Session } from './session.ts';
import { webhookWrites } from './webhook.writes.ts';

/** How long a look at the list, or a call for the registration, may take and wait for the quota. */
const SECONDS = 60;

const noSignal = new AbortController().signal;

/** What of a connection tells that something has happened to it. */
const watched = (connection: Connection) => ({
  id: connection.id,
  group: connection.group_id ?? null,
  paused: connection.paused === true,
  setupState: connection.status?.setup_state ?? null,
  syncState: connection.status?.sync_state ?? null,
  historical: connection.status?.is_historical_sync === true,
  succeededAt: connection.succeeded_at ?? null,
  failedAt: connection.failed_at ?? null,
  rescheduledFor: connection.status?.rescheduled_for ?? null,
});

/**
 * Reads the list of connections in the background: what somebody waits for goes first.
 * @param since how old it may be (the clock's ms). @default as it is now
 */
export async function watchedConnections(session: Session, since?: number): Promise<ReturnType<typeof watched>[]> {
  const loaders = session.createLoaders({
    signal: session.ended,
    fresh: since === undefined,
    trace: false,
    seconds: SECONDS,
    kind: 'background',
  });
  const found = [];
  for await (const connection of loaders.connection.current.list({}, since)) found.push(watched(connection));
  return found;
}

/** The account's webhooks, to see to it that there is one for this server. */
export function webhookPort(session: Session) {
  const loaders = session.createLoaders({ signal: noSignal, fresh: true, trace: false, seconds: SECONDS });
  return {
    async list() {
      const all = [];
      for await (const webhook of loaders.webhook.current.list()) all.push(webhook);
      return all;
    },
    create: (body: object) => loaders.write(webhookWrites.createForAccount({}, { ...body })),
    update: (webhookId: string, body: object) => loaders.write(webhookWrites.update({ webhookId }, { ...body })),
  };
}

/** The tags of the reads that an event makes old. */
export function tagsOfEvent({ type, connection }: EventPlace): readonly string[] {
  if (connection === null) return [];
  const tags = ['connections', `connection:${connection}`];
  // The first sync makes the schema config, and any may find new tables.
  if (type === 'sync_end' || type === 'delete_connector') tags.push(`schemas:${connection}`);
  if (type === 'delete_connector') tags.push(`certificates:${connection}`);
  return tags;
}

interface EventPlace {
  readonly type: string;
  readonly connection: string | null;
}
