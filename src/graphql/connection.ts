import type { Connection } from '../fivetran/connection.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { CertificateConnection } from './certificate.ts';
import { guarded } from './config-area.ts';
import { ConnectionFilter, isFailing, keepOf, queryOf, reachOf, withNativeIds } from './connection.filter.ts';
import { ConnectionStatus, DataDelaySensitivity, DestinationSchemaNames, ScheduleType } from './connection.status.ts';
import { nativeIdWithin } from './global-id.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { fivetranIdOf, Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { NetworkingMethod, SetupTest } from './setup.ts';
import { CertificateNode, ConnectorNode, DestinationNode, GroupNode, SchemaConfigNode, UserNode } from './types.ts';
import { listPage, listPageOfParent, mapBlocks } from './upstream-list.ts';

const of = from<Connection>();

export const ConnectorConnection = relayList<Connection, Parent<Connection>>({
  name: 'Connector',
  of: ConnectorNode.ref,
  nodeOf: (connection) => connection,
});

const ConnectCardConfig = builder
  .objectRef<NonNullable<Connection['connect_card_config']>>('ConnectCardConfig')
  .implement({
    description: 'How the Connect Card of a connection behaves.',
    fields: (t) => ({
      redirectUri: t.string({ description: 'Where it leads when it is done.', resolve: (c) => c.redirect_uri ?? null }),
      hideSetupGuide: t.boolean({
        description: 'Whether it leaves the setup guide out.',
        resolve: (c) => c.hide_setup_guide ?? null,
      }),
      allFields: t.boolean({
        description: 'Whether it shows every setting, also those that are set.',
        resolve: (c) => c.all_fields ?? null,
      }),
    }),
  });

ConnectorNode.ref.implement({
  description:
    'A connection of Fivetran: it loads data from one source into the destination of its group. The type is not called Connection, since GraphQL clients keep names that end in this word for pages of lists.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, ConnectorNode),
    fivetranId: fivetranIdField(t, ConnectorNode),
    service: t.string({
      description: 'What it reads: `postgres`, `salesforce` and so on.',
      resolve: of((c) => c.service),
    }),
    schema: t.string({
      description:
        'Its name, which is that of its schema in the destination (or `schema.table`, or a prefix of schemas).',
      resolve: of((c) => c.schema),
    }),
    paused: t.boolean({ description: 'Whether somebody has paused it.', resolve: of((c) => c.paused) }),
    status: t.field({ type: ConnectionStatus, description: 'Its state.', resolve: of((c) => c.status) }),
    serviceVersion: t.int({
      description: 'Version of the service as Fivetran counts it.',
      resolve: of((c) => c.service_version),
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: of((c) => c.created_at) }),
    succeededAt: t.field({
      type: 'DateTime',
      description: 'When a sync last succeeded; null before the first.',
      resolve: of((c) => c.succeeded_at),
    }),
    failedAt: t.field({
      type: 'DateTime',
      description: 'When a sync last failed; null where none ever did.',
      resolve: of((c) => c.failed_at),
    }),
    failing: t.boolean({
      description:
        'Whether it is broken, or failed after its last success, or has tasks, as the filter `failing` asks.',
      resolve: of(isFailing),
    }),
    syncFrequency: t.int({ description: 'Minutes from one sync to the next.', resolve: of((c) => c.sync_frequency) }),
    scheduleType: t.field({
      type: ScheduleType.type,
      description: 'Whether it syncs by itself.',
      resolve: of((c) => ScheduleType.of(c.schedule_type)),
    }),
    dailySyncTime: t.string({
      description: 'Hour of the day of its sync, such as "14:00"; only where `syncFrequency` is 1440.',
      resolve: of((c) => c.daily_sync_time),
    }),
    pauseAfterTrial: t.boolean({
      description: 'Whether it is paused when its free trial ends.',
      resolve: of((c) => c.pause_after_trial),
    }),
    dataDelaySensitivity: t.field({
      type: DataDelaySensitivity.type,
      description: 'How soon late data counts as delayed.',
      resolve: of((c) => DataDelaySensitivity.of(c.data_delay_sensitivity)),
    }),
    dataDelayThreshold: t.int({
      description: 'Minutes from which data counts as delayed, where the sensitivity is CUSTOM.',
      resolve: of((c) => c.data_delay_threshold),
    }),
    networkingMethod: t.field({
      type: NetworkingMethod.type,
      description: 'How Fivetran reaches the source.',
      resolve: of((c) => NetworkingMethod.of(c.networking_method)),
    }),
    privateLinkId: t.string({
      description: 'The private link that the source is reached by.',
      resolve: of((c) => c.private_link_id),
    }),
    proxyAgentId: t.string({
      description: 'The proxy agent that the source is reached by.',
      resolve: of((c) => c.proxy_agent_id),
    }),
    hybridDeploymentAgentId: t.string({
      description: 'The agent that processes the data within your own network.',
      resolve: of((c) => c.hybrid_deployment_agent_id),
    }),
    externalSecretsManagerId: t.string({
      description: 'The external secrets manager that holds its secrets.',
      resolve: of((c) => c.external_secrets_manager_id),
    }),
    destinationSchemaNames: t.field({
      type: DestinationSchemaNames.type,
      description: 'By whose rules schemas, tables and columns are named in the destination.',
      resolve: of((c) => DestinationSchemaNames.of(c.destination_schema_names)),
    }),
    virtualWarehouse: t.string({
      description: 'The Snowflake warehouse that it loads with, where it has one of its own.',
      resolve: of((c) => c.destination_configuration?.virtual_warehouse),
    }),
    connectCardConfig: t.field({
      type: ConnectCardConfig,
      description: 'How its Connect Card behaves; null where none was asked for.',
      resolve: of((c) => c.connect_card_config),
    }),
    setupTests: t.field({
      type: [SetupTest],
      description: 'Results of setup tests, where Fivetran still has them.',
      resolve: of((c) => c.setup_tests),
    }),
    config: t.field({
      type: 'JSON',
      description: 'Settings of its service, secrets masked. Granted apart, in the area `config`.',
      ...guarded({ resolve: of((c) => c.config) }),
    }),
    externalSecretsKeysConfig: t.field({
      type: 'JSON',
      description: 'Which settings come from the external secrets manager. Granted apart, in the area `config`.',
      ...guarded({ resolve: of((c) => c.external_secrets_keys_config) }),
    }),
    sourceSyncDetails: t.field({
      type: 'JSON',
      description: "The service's own account of its syncs. Granted apart, in the area `config`.",
      ...guarded({ resolve: of((c) => c.source_sync_details) }),
    }),
    group: t.field({
      type: GroupNode.ref,
      description: 'The group that it belongs to.',
      ...reference({ type: GroupNode, resource: 'group', idOf: (c: Connection) => c.group_id }),
    }),
    destination: t.field({
      type: DestinationNode.ref,
      description: 'Where it loads into; null where its group has no destination yet.',
      ...reference({
        type: DestinationNode,
        resource: 'destination',
        idOf: (c: Connection) => c.group_id,
        mayBeAbsent: true,
      }),
    }),
    connectedBy: t.field({
      type: UserNode.ref,
      description: 'Who made it. Of a person who has left only the ids are there.',
      ...reference({ type: UserNode, resource: 'user', idOf: (c: Connection) => c.connected_by }),
    }),
    schemaConfig: t.field({
      type: SchemaConfigNode.ref,
      description:
        'Its schemas, tables and columns, and which of them are synced. One call a connection answers for the whole tree. Null before the first sync or reload.',
      ...declare({
        cost: 'one call a connection',
        demands: ({ parents }) => [{ kind: 'call', of: 'schemaConfig', keys: parents }],
        yields: ({ parents }) => ({ most: 1, keys: parents }),
      }),
      resolve: (parent, _, { loaders }) => SchemaConfigNode.load(loaders, [fivetranIdOf(ConnectorNode, parent)]),
    }),
    certificates: t.field({
      type: CertificateConnection,
      description: 'Certificates of the source that are trusted for it. One call a connection.',
      args: listArgs(t),
      ...declare({
        cost: 'one call a connection',
        demands: ({ args, parents }) => [{ kind: 'call', of: 'certificates', keys: parents, first: firstOf(args) }],
        yields: ({ args }) => ({ most: firstOf(args) }),
      }),
      resolve: (parent, args, context) => {
        const connection = fivetranIdOf(ConnectorNode, parent);
        const certificates = context.loaders.certificates.blocks(connection);
        const blocks = mapBlocks(certificates, (certificate) => ({ connection, certificate }));
        const identity = ['connection.certificates', connection];
        return listPageOfParent(context, { identity, blocks, idOf: ({ certificate }) => certificate.id }, args);
      },
    }),
    certificate: t.field({
      type: CertificateNode.ref,
      description: 'One certificate by its id; null where there is none. One call.',
      args: { id: t.arg.id({ required: true, description: "Its global id, or Fivetran's own." }) },
      ...declare({
        cost: 'one call',
        demands: () => [{ kind: 'call', of: 'certificate', keys: null }],
        yields: () => ({ most: 1 }),
      }),
      resolve: (parent, { id }, { loaders }) => {
        const connection = fivetranIdOf(ConnectorNode, parent);
        return CertificateNode.load(loaders, [connection, nativeIdWithin(id, CertificateNode, connection)]);
      },
    }),
  }),
});

builder.queryFields((t) => ({
  connection: byIdField(t, ConnectorNode, 'connection', 'connection'),
  connections: t.field({
    type: ConnectorConnection,
    description:
      'All connections of the account. One call per 1000. `group` and `schema` are filtered by Fivetran; any other filter is applied here, over whole pages, until `first` connections match.',
    args: {
      ...listArgs(t),
      filter: t.arg({ type: ConnectionFilter, description: 'Only those that match all of it.' }),
    },
    ...declare({
      demands: ({ args }) => [
        {
          kind: 'list',
          of: 'connection',
          first: firstOf(args),
          ...reachOf((args.filter as typeof ConnectionFilter.$inferInput | null | undefined) ?? {}),
        },
      ],
      yields: ({ args }) => ({ most: firstOf(args), of: 'connection' }),
    }),
    resolve: (_, args, context) => {
      const filter = withNativeIds(args.filter ?? {});
      const query = queryOf(filter);
      const blocks = context.loaders.connection.blocks(query);
      const identity = ['connections', query, filter];
      return listPage(context, { identity, blocks, idOf: ({ id }) => id, keep: keepOf(filter) }, args);
    },
  }),
}));
