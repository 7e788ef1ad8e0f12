import type { User } from '../fivetran/user.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { Node } from './node.ts';
import { validFirst } from './page.ts';
import { UserNode } from './types.ts';
import { listPage } from './upstream-list.ts';

const of = from<User>();

const UserConnection = relayList<User, Parent<User>>({ name: 'User', of: UserNode.ref, nodeOf: (user) => user });

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
    },
    ...declare({
      demands: ({ args }) => [
        { kind: 'list', of: 'user', first: validFirst(args.first as number | null), filtered: args.active != null },
      ],
      yields: ({ args }) => ({ most: validFirst(args.first as number | null), of: 'user' }),
    }),
    resolve: (_, args, context) => {
      const active = args.active ?? undefined;
      const blocks = context.loaders.user.blocks({ active });
      return listPage(context, { identity: ['users', active], blocks, idOf: ({ id }) => id }, args);
    },
  }),
}));
