import type { Group } from '../fivetran/group.ts';
import type { User } from '../fivetran/user.ts';
import type { Webhook } from '../fivetran/webhook.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { ConnectorConnection } from './connection.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { fivetranIdOf, Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { DestinationNode, GroupNode, LogServiceNode, RoleNode, UserNode } from './types.ts';
import { listPage, listPageOfParent } from './upstream-list.ts';
import { memberOfGroup } from './user.ts';
import { WebhookConnection } from './webhook.ts';

const of = from<Group>();

const GroupConnection = relayList<Group, Parent<Group>>({
  name: 'Group',
  of: GroupNode.ref,
  nodeOf: (group) => group,
});

const roleInGroup = reference({ type: RoleNode, resource: 'role', idOf: ({ role }: User) => role, free: ['name'] });

/** The users of a group: the role in the group belongs to the edge, the node is the person. */
const GroupUserConnection = relayList<User, Parent<User>>({
  name: 'GroupUser',
  of: UserNode.ref,
  nodeOf: memberOfGroup,
  edgeFields: (t) => ({
    role: t.field({
      type: RoleNode.ref,
      description: 'The role that the person has in this group.',
      extensions: roleInGroup.extensions,
      resolve: ({ item }, args, context, info) => roleInGroup.resolve(item, args, context, info),
    }),
  }),
});

GroupNode.ref.implement({
  description: 'Holds connections, and at most one destination that they load into.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, GroupNode),
    fivetranId: fivetranIdField(t, GroupNode),
    name: t.string({ description: 'Its name.', resolve: of((group) => group.name) }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was made.',
      resolve: of((group) => group.created_at),
    }),
    destination: t.field({
      type: DestinationNode.ref,
      description:
        'Where its connections load into; null where none is set up. Read for many groups at once: the list of destinations answers for all.',
      ...reference({
        type: DestinationNode,
        resource: 'destination',
        // A destination has the id of its group (fivetran-facts 7.5).
        idOf: (group: Group) => group.id,
        keysOf: (parents) => parents,
        mayBeAbsent: true,
      }),
    }),
    connections: t.field({
      type: ConnectorConnection,
      description:
        'Its connections. For a few groups one call each; for many the list of all connections answers, at one call per 1000.',
      args: {
        ...listArgs(t),
        schema: t.arg.string({
          description: 'Only the connection with exactly this schema name. Filtered by Fivetran.',
        }),
      },
      ...declare({
        cost: 'one call a group, or one per 1000 connections of the account',
        demands: ({ args, parents }) => [
          {
            kind: 'part',
            of: 'connection',
            keys: parents,
            first: firstOf(args),
            narrowed: args.schema != null,
          },
        ],
        yields: ({ args }) => ({ most: firstOf(args), of: 'connection' }),
      }),
      resolve: (parent, args, context) => {
        const group = fivetranIdOf(GroupNode, parent);
        const schema = args.schema ?? undefined;
        const blocks = context.loaders.connection.part(group, { schema });
        const identity = ['group.connections', group, schema];
        return listPageOfParent(context, { identity, blocks, idOf: ({ id }) => id }, args);
      },
    }),
    users: t.field({
      type: GroupUserConnection,
      description: 'Who has access to it. One call a group.',
      args: {
        ...listArgs(t),
        active: t.arg.boolean({
          description: 'Only people who are active, or only those who are not. Filtered by Fivetran.',
        }),
      },
      ...declare({
        cost: 'one call a group',
        demands: ({ args, parents }) => [
          {
            kind: 'call',
            of: 'groupUser',
            keys: parents,
            first: firstOf(args),
            query: { active: args.active },
          },
        ],
        yields: ({ args }) => ({ most: firstOf(args), of: 'groupUser' }),
      }),
      resolve: (parent, args, context) => {
        const group = fivetranIdOf(GroupNode, parent);
        const active = args.active ?? undefined;
        const blocks = context.loaders.groupUser.blocks(group, { active });
        const identity = ['group.users', group, active];
        return listPageOfParent(context, { identity, blocks, idOf: ({ id }) => id }, args);
      },
    }),
    logService: t.field({
      type: LogServiceNode.ref,
      description: 'Where its logs are sent; null where no log service is set up. Read for many groups at once.',
      ...reference({
        type: LogServiceNode,
        resource: 'logService',
        // A log service has the id of its group (fivetran-facts 7.8).
        idOf: (group: Group) => group.id,
        keysOf: (parents) => parents,
        mayBeAbsent: true,
      }),
    }),
    webhooks: t.field({
      type: WebhookConnection,
      description: 'Its own webhooks. The list of all webhooks answers, at one call per 1000.',
      args: listArgs(t),
      ...declare({
        cost: 'one call per 1000 webhooks of the account',
        demands: ({ args }) => [{ kind: 'list', of: 'webhook', first: firstOf(args), filtered: true }],
        yields: ({ args }) => ({ most: firstOf(args), of: 'webhook' }),
      }),
      resolve: (parent, args, context) => {
        const group = fivetranIdOf(GroupNode, parent);
        const keep = (webhook: Webhook) => webhook.group_id === group;
        const blocks = context.loaders.webhook.blocks();
        return listPage(context, { identity: ['group.webhooks', group], blocks, idOf: ({ id }) => id, keep }, args);
      },
    }),
  }),
});

builder.queryFields((t) => ({
  group: byIdField(t, GroupNode, 'group', 'group'),
  groups: t.field({
    type: GroupConnection,
    description: 'All groups of the account. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'group', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'group' }),
    }),
    resolve: (_, args, context) =>
      listPage(context, { identity: ['groups'], blocks: context.loaders.group.blocks(), idOf: ({ id }) => id }, args),
  }),
}));
