import type { Role } from '../fivetran/role.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { closedSet } from './enums.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { fivetranIdOf, Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { RoleNode } from './types.ts';
import { listPage } from './upstream-list.ts';

const of = from<Role>();

const RoleConnection = relayList<Role, Parent<Role>>({ name: 'Role', of: RoleNode.ref, nodeOf: (role) => role });

const RoleScope = closedSet('RoleScope', 'What a role can be given for.', {
  ACCOUNT: 'The whole account.',
  DESTINATION: 'A group with its destination.',
  CONNECTOR: 'A connection.',
  TEAM: 'A team.',
});

RoleNode.ref.implement({
  description: 'What somebody may do, by a name. Fivetran knows roles by their names alone.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, RoleNode),
    fivetranId: fivetranIdField(t, RoleNode),
    name: t.string({
      nullable: false,
      description: 'Its name, which is also its id.',
      resolve: (parent) => fivetranIdOf(RoleNode, parent),
    }),
    description: t.string({ description: 'What it is for.', resolve: of((role) => role.description) }),
    scopes: t.field({
      type: [RoleScope.type],
      description: 'What it can be given for.',
      resolve: of((role) => role.scope?.map((word) => RoleScope.of(word) ?? 'UNRECOGNIZED')),
    }),
    isCustom: t.boolean({
      description: 'Whether somebody of the account has made it.',
      resolve: of((role) => role.is_custom),
    }),
    isDeprecated: t.boolean({
      description: 'Whether another should be used.',
      resolve: of((role) => role.is_deprecated),
    }),
    replacementRole: t.field({
      type: RoleNode.ref,
      description: 'What to use in the place of a deprecated one.',
      ...reference({
        type: RoleNode,
        resource: 'role',
        idOf: (role: Role) => role.replacement_role_name,
        free: ['name'],
      }),
    }),
  }),
});

builder.queryFields((t) => ({
  role: byIdField(t, RoleNode, 'role', 'role'),
  roles: t.field({
    type: RoleConnection,
    description: 'All roles of the account. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'role', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'role' }),
    }),
    resolve: (_, args, context) => {
      const blocks = context.loaders.role.blocks();
      return listPage(context, { identity: ['roles'], blocks, idOf: ({ name }) => name }, args);
    },
  }),
}));
