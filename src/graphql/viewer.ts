import type { Account } from '../fivetran/account.ts';
import { declare } from '../plan/reads.ts';
import { type AreaGrant, grantsOf } from '../policy/grants.ts';
import { builder, type ViewerInfo } from './builder.ts';
import { reference } from './reference.ts';
import { UserNode } from './types.ts';

const AccountType = builder.objectRef<Account>('Account').implement({
  description: 'A Fivetran account.',
  fields: (t) => ({
    fivetranId: t.id({ nullable: false, description: "Fivetran's own id.", resolve: (account) => account.account_id }),
    name: t.string({ description: 'Its name.', resolve: (account) => account.account_name ?? null }),
    keyKind: t.field({
      type: KeyKind(),
      description: 'What kind of key this server reaches it with.',
      resolve: (account) => (account.system_key_id ? 'SYSTEM' : 'USER'),
    }),
    keyOwner: t.field({
      type: UserNode.ref,
      description: 'Whose key it is; null for a system key.',
      ...reference({ type: UserNode, resource: 'user', idOf: (account: Account) => account.user_id }),
    }),
  }),
});

function KeyKind() {
  return builder.enumType('KeyKind', {
    description: 'What an API key of Fivetran stands for.',
    values: {
      USER: { description: 'A person: it may do what the person may.' },
      SYSTEM: { description: 'No person: it has permissions of its own.' },
    },
  });
}

const Upstream = builder.enumType('Upstream', {
  description: 'What answers behind this server.',
  values: {
    FIVETRAN: { description: "Fivetran's REST API." },
    EMULATOR: { description: 'The built-in emulator, with the data of a demo account.' },
  },
});

const CredentialMode = builder.enumType('CredentialMode', {
  description: 'With whose key this server calls Fivetran.',
  values: {
    EMULATOR: { description: 'With none: the emulator needs no real key.' },
    SERVER_KEY: { description: "With the server's own key." },
    PASS_THROUGH: { description: 'With the key that the caller sends.' },
  },
});

const Scope = builder.enumType('Scope', {
  description: 'How far callers may go at most.',
  values: {
    READ: { value: 'read', description: 'Read only.' },
    READ_WRITE: { value: 'read/write', description: 'Read and change, but not delete.' },
    READ_WRITE_DELETE: { value: 'read/write/delete', description: 'Read, change and delete.' },
  } as const,
});

const Client = builder.objectRef<{ readonly name: string }>('Client').implement({
  description: 'A caller that this server knows.',
  fields: (t) => ({
    name: t.string({
      nullable: false,
      description: 'Its name in the clients file, and in the audit log.',
      resolve: ({ name }) => name,
    }),
  }),
});

const GrantLevel = builder.enumType('GrantLevel', {
  description: 'How much of an area may be used.',
  values: {
    OFF: { value: 'off', description: 'Nothing.' },
    READ: { value: 'read', description: 'Reading.' },
    WRITE: { value: 'write', description: 'Reading and changing, but not deleting.' },
    FULL: { value: 'full', description: 'Everything that there is to do in it.' },
  } as const,
});

const Grant = builder.objectRef<AreaGrant>('Grant').implement({
  description: 'What may be done in an area, within the scope of this server.',
  fields: (t) => ({
    area: t.string({
      nullable: false,
      description: 'The area, such as `connections`; `config` stands for settings that may hold secrets.',
      resolve: ({ area }) => area,
    }),
    level: t.field({
      type: GrantLevel,
      description: 'The lowest level that comes to just these actions; null where none does.',
      resolve: ({ level }) => level ?? null,
    }),
    actions: t.stringList({
      nullable: false,
      description: 'What may be done, such as `read` or `sync`.',
      resolve: ({ actions }) => [...actions],
    }),
  }),
});

const Viewer = builder.objectRef<ViewerInfo>('Viewer').implement({
  description: 'Who asks, and what answers.',
  fields: (t) => ({
    account: t.field({
      type: AccountType,
      description: 'The account behind the credential. One call, kept for an hour.',
      ...declare({
        demands: () => [{ kind: 'call', of: 'account', keys: ['self'] }],
        yields: () => ({ most: 1 }),
      }),
      resolve: (_, __, { loaders }) => loaders.account.load(),
    }),
    upstream: t.field({
      type: Upstream,
      description: 'What answers behind this server.',
      resolve: (viewer) => viewer.upstream,
    }),
    mode: t.field({
      type: CredentialMode,
      description: 'With whose key this server calls Fivetran.',
      resolve: (viewer) => viewer.mode,
    }),
    client: t.field({
      type: Client,
      description: 'Which of the callers that this server knows asks; null where it does not tell them apart.',
      resolve: ({ client, mode }) =>
        client === null || client === 'anonymous' || mode === 'PASS_THROUGH' ? null : { name: client },
    }),
    grants: t.field({
      type: [Grant],
      nullable: false,
      description: 'What the caller may do, area by area. What the key itself may not do, Fivetran refuses.',
      resolve: (_, __, { loaders }) => [...grantsOf(loaders.reader.permit)],
    }),
    scope: t.field({ type: Scope, description: 'How far callers may go at most.', resolve: (viewer) => viewer.scope }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    nullable: false,
    description: 'Who asks, and what answers.',
    resolve: (_, __, { viewer, loaders }) => {
      loaders.reader.keepToItself();
      return viewer;
    },
  }),
}));
