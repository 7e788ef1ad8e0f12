import type { Destination, DestinationExtended } from '../fivetran/destination.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { guarded } from './config-area.ts';
import { ConnectorConnection } from './connection.ts';
import { detailField } from './detail.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { fivetranIdOf, Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { NetworkingMethod, SetupState, SetupTest } from './setup.ts';
import { DestinationNode, GroupNode } from './types.ts';
import { listPage, listPageOfParent } from './upstream-list.ts';

const of = from<Destination>();

const DestinationConnection = relayList<Destination, Parent<Destination>>({
  name: 'Destination',
  of: DestinationNode.ref,
  nodeOf: (destination) => destination,
});

/** A field that only the details call has: one more call for each destination. */
const detail = detailField<Destination, DestinationExtended>(
  DestinationNode,
  'destination',
  (loaders) => loaders.destination,
);

DestinationNode.ref.implement({
  description: 'Where the connections of a group load into: a warehouse, a lake or a database.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, DestinationNode),
    fivetranId: fivetranIdField(t, DestinationNode),
    service: t.string({
      description: 'What it is: `snowflake`, `big_query` and so on.',
      resolve: of((d) => d.service),
    }),
    region: t.string({ description: 'Where Fivetran processes the data.', resolve: of((d) => d.region) }),
    timeZoneOffset: t.string({
      description: 'Offset of its time zone from UTC in hours, such as "-5"; "0" has no sign.',
      resolve: of((d) => d.time_zone_offset),
    }),
    daylightSavingTimeEnabled: t.boolean({
      description: 'Whether the offset is an hour more in summer.',
      resolve: of((d) => d.daylight_saving_time_enabled),
    }),
    setupStatus: t.field({
      type: SetupState.type,
      description: 'Whether it is set up and works.',
      resolve: of((d) => SetupState.of(d.setup_status)),
    }),
    networkingMethod: t.field({
      type: NetworkingMethod.type,
      description: 'How Fivetran reaches it.',
      resolve: of((d) => NetworkingMethod.of(d.networking_method)),
    }),
    privateLinkId: t.string({
      description: 'The private link that it is reached by.',
      resolve: of((d) => d.private_link_id),
    }),
    proxyAgentId: t.string({
      description: 'The proxy agent that it is reached by.',
      resolve: of((d) => d.proxy_agent_id),
    }),
    hybridDeploymentAgentId: t.string({
      description: 'The agent that processes the data within your own network.',
      resolve: of((d) => d.hybrid_deployment_agent_id ?? d.local_processing_agent_id),
    }),
    externalSecretsManagerId: t.string({
      description: 'The external secrets manager that holds its secrets.',
      resolve: of((d) => d.external_secrets_manager_id),
    }),
    config: t.field({
      type: 'JSON',
      description:
        'Settings of its service, secrets masked. Lists do not have them: costs one call a destination. Granted apart, in the area `config`.',
      ...guarded(detail((details) => details.config)),
    }),
    externalSecretsKeysConfig: t.field({
      type: 'JSON',
      description:
        'Which settings come from the external secrets manager. Costs one call a destination. Granted apart, in the area `config`.',
      ...guarded(detail((details) => details.external_secrets_keys_config)),
    }),
    setupTests: t.field({
      type: [SetupTest],
      description: 'Results of its setup tests, where Fivetran still has them. Costs one call a destination.',
      ...detail((details) => details.setup_tests),
    }),
    group: t.field({
      type: GroupNode.ref,
      description: 'The group that it belongs to.',
      ...reference({
        type: GroupNode,
        resource: 'group',
        idOf: (destination: Destination) => destination.group_id,
        keysOf: (parents) => parents,
      }),
    }),
    connections: t.field({
      type: ConnectorConnection,
      description: 'What loads into it: the connections of its group, and read like these.',
      args: listArgs(t),
      ...declare({
        cost: 'one call a destination, or one per 1000 connections of the account',
        demands: ({ args, parents }) => [{ kind: 'part', of: 'connection', keys: parents, first: firstOf(args) }],
        yields: ({ args }) => ({ most: firstOf(args), of: 'connection' }),
      }),
      resolve: (parent, args, context) => {
        const group = fivetranIdOf(DestinationNode, parent);
        const blocks = context.loaders.connection.part(group);
        return listPageOfParent(
          context,
          { identity: ['group.connections', group], blocks, idOf: ({ id }) => id },
          args,
        );
      },
    }),
  }),
});

builder.queryFields((t) => ({
  destination: byIdField(t, DestinationNode, 'destination', 'destination'),
  destinations: t.field({
    type: DestinationConnection,
    description: 'All destinations of the account. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'destination', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'destination' }),
    }),
    resolve: (_, args, context) => {
      const blocks = context.loaders.destination.blocks();
      return listPage(context, { identity: ['destinations'], blocks, idOf: ({ id }) => id }, args);
    },
  }),
}));
