import type { User } from '../fivetran/user.ts';
import { declare, readsOf } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { andThen, from, Handle, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { RoleNode, UserNode } from './types.ts';
import { listPage } from './upstream-list.ts';

const of = from<User>();

const UserConnection = relayList<User, Parent<User>>({ name: 'User', of: UserNode.ref, nodeOf: (user) => user });

const ELSEWHERE = Symbol('its role is not that of the account');
type Person = User & { readonly [ELSEWHERE]?: true };

/** The person behind an item of a group's list, whose `role` is the role in the group and no other. */
export const memberOfGroup = (user: User): User => ({ ...user, [ELSEWHERE]: true }) as Person;

const accountRole = reference({ type: RoleNode, resource: 'role', idOf: (user: User) => user.role, free: ['name'] });

// The list of a group's users does not have it: each of them is looked up, as any reference is.
const accountRoleReads = declare({
  demands: (place) => [
    ...(place.of === 'groupUser' ? [{ kind: 'item' as const, of: 'user', keys: null }] : []),
    ...readsOf(accountRole).demands(place),
  ],
  yields: () => ({ most: 1, of: 'role' }),
});

UserNode.ref.implement({
  description: 'A person with access to the account.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, UserNode),
    fivetranId: fivetranIdField(t, UserNode),
    email: t.string({
      description: 'E-mail address, with which the person signs in.',
      resolve: of((user) => user.email),
    }),
    givenName: t.string({ description: 'First name.', resolve: of((user) => user.given_name) }),
    familyName: t.string({ description: 'Last name.', resolve: of((user) => user.family_name) }),
    verified: t.boolean({
      description: 'Whether the person has confirmed the e-mail address.',
      resolve: of((user) => user.verified),
    }),
    invited: t.boolean({
      description: 'Whether an invitation is still open.',
      resolve: of((user) => user.invited),
    }),
    picture: t.string({ description: 'URL of a picture.', resolve: of((user) => user.picture) }),
    phone: t.string({ description: 'Telephone number.', resolve: of((user) => user.phone) }),
    active: t.boolean({ description: 'False for who was suspended.', resolve: of((user) => user.active) }),
    role: t.field({
      type: RoleNode.ref,
      description: 'Role in the account; null for who has none. Its name costs nothing.',
      extensions: accountRoleReads.extensions,
      resolve: (parent, args, context, info) => {
        if (parent instanceof Handle || !(ELSEWHERE in parent)) return accountRole.resolve(parent, args, context, info);
        return andThen(
          context.loaders.user.load(parent.id),
          (user) => user && accountRole.resolve(user, args, context, info),
        );
      },
    }),
    loggedInAt: t.field({
      type: 'DateTime',
      description: 'Last sign-in; null before the first.',
      resolve: of((user) => user.logged_in_at),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the person was invited.',
      resolve: of((user) => user.created_at),
    }),
  }),
});

builder.queryFields((t) => ({
  user: byIdField(t, UserNode, 'user', 'user'),
  users: t.field({
    type: UserConnection,
    description: 'Everybody with access to the account. One call per 1000.',
    args: {
      ...listArgs(t),
      active: t.arg.boolean({
        description: 'Only people who are active, or only those who are not. Filtered by Fivetran.',
      }),
      search: t.arg.string({
        description: 'Only people with this text in name or e-mail address; case does not matter. Filtered here.',
      }),
    },
    ...declare({
      demands: ({ args }) => [
        {
          kind: 'list',
          of: 'user',
          first: firstOf(args),
          filtered: args.search != null,
          narrowed: args.active != null,
        },
      ],
      yields: ({ args }) => ({ most: firstOf(args), of: 'user' }),
    }),
    resolve: (_, args, context) => {
      const active = args.active ?? undefined;
      const blocks = context.loaders.user.blocks({ active });
      const search = args.search?.toLowerCase();
      const keep = search === undefined ? undefined : (user: User) => nameAndAddress(user).includes(search);
      return listPage(context, { identity: ['users', active, search], blocks, idOf: ({ id }) => id, keep }, args);
    },
  }),
}));

const nameAndAddress = ({ given_name, family_name, email }: User): string =>
  `${given_name ?? ''} ${family_name ?? ''}\n${email ?? ''}`.toLowerCase();
