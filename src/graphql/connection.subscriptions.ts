import type { Bus, Wanted } from '../events/bus.ts';
import type { ConnectionEvent as EventShape } from '../events/event.ts';
import type { Connection } from '../fivetran/connection.ts';
import { builder, type Context } from './builder.ts';
import { ConnectionEvent, ConnectionEventType } from './connection.event.ts';
import { type Deliveries, eventOf, FirstOf, Permitted } from './deliveries.ts';
import { badInput } from './errors.ts';
import { nativeId } from './global-id.ts';
import { ConnectorNode, GroupNode } from './types.ts';

builder.subscriptionType({
  description:
    'What can be listened to, by server-sent events or WebSocket. Listening costs nothing; what is behind an event costs what it would cost to read.',
});

interface EventArgs {
  readonly connections?: readonly string[] | null | undefined;
  readonly groups?: readonly string[] | null | undefined;
  readonly types?: readonly string[] | null | undefined;
}

function wantedOf({ connections, groups, types }: EventArgs): Wanted {
  return {
    ...(connections == null ? {} : { connections: nativeIds(connections, ConnectorNode, 'connections') }),
    ...(groups == null ? {} : { groups: nativeIds(groups, GroupNode, 'groups') }),
    ...(types == null ? {} : { types: new Set(types.map(typeOnWire)) }),
  };
}

const nativeIds = (ids: readonly string[], type: Parameters<typeof nativeId>[1], argument: string) =>
  new Set(ids.map((id) => nativeId(id, type, argument)));

function typeOnWire(name: string): string {
  const word = ConnectionEventType.toWire(name);
  if (word === undefined) throw badInput(`Argument "types" must name events that Fivetran has, got ${name}`);
  return word;
}

/** Begins to listen; where that fails half way nothing is left behind. */
async function listen(
  { loaders, feed }: Context,
  wanted: Wanted,
  after: string | null | undefined,
  begin: (deliveries: Deliveries, bus: Bus) => Deliveries | Promise<Deliveries>,
): Promise<Deliveries> {
  loaders.reader.demand('connections', 'read');
  const own = feed();
  const queue = own.bus.subscribe(wanted, after ?? undefined);
  if (queue === undefined) throw badInput(`Argument "after" must be the id of an event, got ${JSON.stringify(after)}`);
  try {
    own.bind(queue);
    await own.ready();
    return await begin(new Permitted(queue, own), own.bus);
  } catch (error) {
    await queue.return();
    throw error;
  }
}

/** Microseconds since the epoch: Fivetran's REST writes so many digits, its webhooks three (fivetran-facts 6). */
function micros(moment: string): number {
  const [, whole = moment, fraction = '', zone = ''] = /^([^.]+)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(moment) ?? [];
  return Date.parse(whole + zone) * 1000 + Math.round(Number(`0${fraction}`) * 1e6);
}

/** The end of a sync that came after a moment, where it has come already. */
function endAlready(connection: Connection, after: string, bus: Bus): EventShape | undefined {
  const later = (moment: string | null | undefined) => moment != null && micros(moment) > micros(after);
  const told = bus.findLast(
    (event) => event.type === 'sync_end' && event.connection === connection.id && later(event.createdAt),
  );
  const { succeeded_at: succeeded, failed_at: failed } = connection;
  // What is told of a sync may be a moment later than what its connection says: it may be of the one before.
  const isEnd = later(succeeded) || later(failed);
  if (told !== undefined && (isEnd || told.data.status === 'RESCHEDULED' || told.data.status === 'CANCELED'))
    return told;
  if (!isEnd) return undefined;
  const success = later(succeeded) && (!later(failed) || micros(succeeded ?? '') >= micros(failed ?? ''));
  return {
    id: bus.lastId,
    type: 'sync_end',
    createdAt: (success ? succeeded : failed) ?? after,
    connection: connection.id,
    group: connection.group_id ?? null,
    syncId: null,
    data: { status: success ? 'SUCCESSFUL' : 'FAILURE' },
    source: 'POLLING',
    receivedAt: 0,
  };
}

builder.subscriptionFields((t) => ({
  connectionEvents: t.field({
    type: ConnectionEvent,
    nullable: false,
    description:
      'What happens to connections, as it happens; each event once. In the place of events that are lost, since the subscriber was too slow or `after` is too old, comes an error EVENTS_DROPPED with `droppedCount` (null where it is not known), and then the rest.',
    args: {
      connections: t.arg.idList({ description: 'Only of these connections, by either of their ids.' }),
      groups: t.arg.idList({ description: 'Only of connections in these groups, by either of their ids.' }),
      types: t.arg({ type: [ConnectionEventType.type], description: 'Only such events.' }),
      after: t.arg.id({ description: 'The `id` of an event: what has come behind it is told first.' }),
    },
    subscribe: (_, { after, ...args }, context) =>
      listen(context, wantedOf(args), after, (deliveries) => deliveries) as never,
    resolve: (delivery) => eventOf(delivery as never),
  }),
  connectionSyncEnd: t.field({
    type: ConnectionEvent,
    nullable: false,
    description:
      'Waits for the end of a sync, tells it and completes. A sync that is put off (RESCHEDULED) has ended too. One call, which reads the state of the connection.',
    args: {
      id: t.arg.id({ required: true, description: "The connection, by its global id or Fivetran's own." }),
      after: t.arg({
        type: 'DateTime',
        description:
          'Only the end of a sync after this moment; one that has come already is told at once. The later one of `previousSucceededAt` and `previousFailedAt` of `connectionSync` is what it takes to miss none.',
      }),
    },
    subscribe: (_, { id, after }, context) => {
      const connection = nativeId(id, ConnectorNode);
      const wanted = { connections: new Set([connection]), types: new Set(['sync_end']) };
      return listen(context, wanted, undefined, async (deliveries, bus) => {
        const current = await context.loaders.connection.current.one(connection);
        if (current === null) throw badInput(`Argument "id" must be the id of a connection, got ${JSON.stringify(id)}`);
        const already = after == null ? undefined : endAlready(current, after, bus);
        return new FirstOf(deliveries, already, (event) => after == null || micros(event.createdAt) > micros(after));
      }) as never;
    },
    resolve: (delivery) => eventOf(delivery as never),
  }),
}));
