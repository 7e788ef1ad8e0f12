import type { News } from './event.ts';

/** What of a connection tells that something has happened to it, as the list has it. */
export interface Watched {
  readonly id: string;
  readonly group: string | null;
  readonly paused: boolean;
  readonly setupState: string | null;
  readonly syncState: string | null;
  readonly historical: boolean;
  readonly succeededAt: string | null;
  readonly failedAt: string | null;
  readonly rescheduledFor: string | null;
}

type Happened = readonly [type: string, data?: Readonly<Record<string, unknown>>, createdAt?: string | undefined];

/**
 * What must have happened between two looks at the list of connections, told as webhooks would tell it. What began and
 * ended between two looks is told by its end alone; ids of syncs and who did it are not in the list.
 * @param now ISO time of the second look, for what has no time of its own
 */
export function changesBetween(
  before: ReadonlyMap<string, Watched>,
  after: ReadonlyMap<string, Watched>,
  now: string,
): News[] {
  const news = ({ id, group }: Watched, [type, data = {}, createdAt = now]: Happened): News => ({
    type,
    createdAt,
    connection: id,
    group,
    syncId: null,
    data,
    source: 'POLLING',
  });
  const all: News[] = [];
  for (const [id, current] of after) {
    const earlier = before.get(id);
    const happened = earlier === undefined ? ([['create_connector']] as const) : changesOf(earlier, current);
    for (const each of happened) all.push(news(current, each));
  }
  for (const [id, gone] of before) if (!after.has(id)) all.push(news(gone, ['delete_connector']));
  return all;
}

function changesOf(before: Watched, after: Watched): Happened[] {
  const happened: Happened[] = [];
  const end = syncEnd(before, after);
  if (end !== undefined) happened.push(end);
  if (!before.paused && after.paused) happened.push(['pause_connector']);
  if (before.paused && !after.paused) happened.push(['resume_connector']);
  if (!before.historical && after.historical) happened.push(['resync_connector']);
  if (after.setupState !== before.setupState) {
    if (after.setupState === 'connected') happened.push(['connection_successful']);
    if (after.setupState === 'broken') happened.push(['connection_failure']);
  }
  const startedAnew = after.syncState === 'syncing' && (before.syncState !== 'syncing' || end !== undefined);
  if (startedAnew) happened.push(['sync_start']);
  return happened;
}

function syncEnd(before: Watched, after: Watched): Happened | undefined {
  const ended = (status: string, at: string | null): Happened => ['sync_end', { status }, at ?? undefined];
  if (after.succeededAt !== before.succeededAt && after.succeededAt !== null) {
    return ended('SUCCESSFUL', after.succeededAt);
  }
  if (after.failedAt !== before.failedAt && after.failedAt !== null) {
    return ended(after.setupState === 'broken' ? 'FAILURE_WITH_TASK' : 'FAILURE', after.failedAt);
  }
  const { rescheduledFor } = after;
  if (
    after.syncState === 'rescheduled' &&
    (before.syncState !== 'rescheduled' || before.rescheduledFor !== rescheduledFor)
  ) {
    return [
      'sync_end',
      { status: 'RESCHEDULED', ...(rescheduledFor === null ? {} : { rescheduledAt: rescheduledFor }) },
    ];
  }
  return before.syncState === 'syncing' && after.syncState !== 'syncing' ? ended('CANCELED', null) : undefined;
}
