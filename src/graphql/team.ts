import type { Team, TeamMember } from '../fivetran/team.ts';
import type { User } from '../fivetran/user.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { fivetranIdOf, Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { RoleNode, TeamNode, UserNode } from './types.ts';
import { listPage, listPageOfParent } from './upstream-list.ts';

const of = from<Team>();

const TeamConnection = relayList<Team, Parent<Team>>({ name: 'Team', of: TeamNode.ref, nodeOf: (team) => team });

/** The list of members has the users' ids alone: the user behind each is a reference. */
const member = reference({ type: UserNode, resource: 'user', idOf: ({ user_id }: TeamMember) => user_id });
const memberRole = reference({
  type: RoleNode,
  resource: 'role',
  idOf: ({ role }: TeamMember) => role,
  free: ['name'],
});

const TeamMemberConnection = relayList<TeamMember, Parent<User>>({
  name: 'TeamMember',
  of: UserNode.ref,
  nodeOf: member.resolve,
  nodeReads: { extensions: member.extensions },
  edgeFields: (t) => ({
    role: t.field({
      type: RoleNode.ref,
      description: 'The role in the team: Team Member or Team Manager.',
      extensions: memberRole.extensions,
      resolve: ({ item }, args, context, info) => memberRole.resolve(item, args, context, info),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the person joined the team.',
      resolve: ({ item }) => item.created_at ?? null,
    }),
  }),
});

TeamNode.ref.implement({
  description: 'People who are given roles together.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, TeamNode),
    fivetranId: fivetranIdField(t, TeamNode),
    name: t.string({ description: 'Its name.', resolve: of((team) => team.name) }),
    description: t.string({ description: 'What it is for.', resolve: of((team) => team.description) }),
    role: t.field({
      type: RoleNode.ref,
      description: 'Its role in the account; null where it has none.',
      ...reference({ type: RoleNode, resource: 'role', idOf: (team: Team) => team.role, free: ['name'] }),
    }),
    members: t.field({
      type: TeamMemberConnection,
      description:
        'Who belongs to it. One call a team; the list has only ids, so anything else of the people is read apart.',
      args: {
        ...listArgs(t),
        active: t.arg.boolean({
          description: 'Only people who are active, or only those who are not. Filtered by Fivetran.',
        }),
      },
      ...declare({
        cost: 'one call a team',
        demands: ({ args, parents }) => [
          {
            kind: 'call',
            of: 'teamMember',
            keys: parents,
            first: firstOf(args),
            query: { active: args.active },
          },
        ],
        yields: ({ args }) => ({ most: firstOf(args) }),
      }),
      resolve: (parent, args, context) => {
        const team = fivetranIdOf(TeamNode, parent);
        const active = args.active ?? undefined;
        const blocks = context.loaders.teamMember.blocks(team, { active });
        const identity = ['team.members', team, active];
        return listPageOfParent(context, { identity, blocks, idOf: ({ user_id }) => user_id }, args);
      },
    }),
  }),
});

builder.queryFields((t) => ({
  team: byIdField(t, TeamNode, 'team', 'team'),
  teams: t.field({
    type: TeamConnection,
    description: 'All teams of the account. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'team', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'team' }),
    }),
    resolve: (_, args, context) =>
      listPage(context, { identity: ['teams'], blocks: context.loaders.team.blocks(), idOf: ({ id }) => id }, args),
  }),
}));
