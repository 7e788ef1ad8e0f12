import type { User } from '../fivetran/user.ts';
import { userWrites } from '../loaders/user.writes.ts';
import { email, notEmpty } from './checks.ts';
import { deletion } from './deletion.ts';
import { type InputField, inputOf, refersTo, text } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { RoleNode, UserNode } from './types.ts';

const MORE: Readonly<Record<string, InputField>> = {
  phone: text({ description: 'Telephone number.' }),
  picture: text({ description: 'URL of a picture.' }),
};

const UserInviteInput = inputOf(
  'UserInviteInput',
  'A person to be invited.',
  {
    email: text({ required: true, description: 'E-mail address that the invitation goes to.', check: email }),
    givenName: text({ required: true, description: 'First name.', check: notEmpty }),
    familyName: text({ required: true, description: 'Last name.', check: notEmpty }),
    ...MORE,
    role: refersTo(RoleNode, { description: 'Role in the account, by its name or its global id.' }),
  },
  [],
);

const UserUpdateInput = inputOf(
  'UserUpdateInput',
  'What to change of a person; what is absent stays as it is.',
  {
    givenName: text({ description: 'First name.', check: notEmpty }),
    familyName: text({ description: 'Last name.', check: notEmpty }),
    ...MORE,
    role: refersTo(RoleNode, {
      description: "Role in the account, by its name or its global id. Not that of the key's own owner.",
      deprecated:
        'Fivetran has deprecated the change of account roles over its API (December 2025): change them in its dashboard.',
    }),
  },
  [],
);

type Fields = Parameters<Parameters<typeof payload<User>>[1]>[0];

const userField = (t: Fields) => ({
  user: t.field({ type: UserNode.ref, description: 'The person as known now.', resolve: ({ done }) => done }),
});

mutation('userInvite', {
  description: 'Invites a person to the account. Draws on the pool of user creation.',
  payload: payload<User>('UserInvitePayload', userField),
  args: (arg) => ({ input: arg({ type: UserInviteInput.type, required: true, description: 'Whom to invite.' }) }),
  writer: userWrites.invite,
  draft: ({ input }, problems) => userWrites.invite({}, UserInviteInput.toBody(input, ['input'], problems)),
  done: (user) => user,
});

mutation('userUpdate', {
  description: 'Changes what is known of a person.',
  payload: payload<User>('UserUpdatePayload', userField),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: UserUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: userWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) => {
    const body = UserUpdateInput.toBody(input, ['input'], problems);
    if (Object.keys(body).length === 0) problems.add(['input'], 'At least one field to change is required, got none');
    return userWrites.update({ userId: problems.id(id, UserNode, ['id']) }, body);
  },
  done: (user) => user,
});

deletion('userDelete', {
  description: "Takes a person out of the account, and that person's API key with it.",
  type: UserNode,
  writer: userWrites.delete,
  param: 'id',
});
