import { optionalText, requiredText } from '../fields.ts';
import { userOf } from '../lookups.ts';
import { invalidInput, tooManyRequests } from '../refusal.ts';
import { deleted, duplicate } from '../replies.ts';
import type { Call, Reply, Route } from '../route.ts';
import type { User } from '../store/entities.ts';
import { userJson } from '../store/wire.ts';

/** An account role by its name. */
function roleOf(call: Call): string | undefined {
  const name = optionalText(call.body, 'role');
  if (name !== undefined && call.account.roles.get(name)?.scope.includes('ACCOUNT') !== true) {
    throw invalidInput(`Account role '${name}' does not exist`);
  }
  return name;
}

function create(call: Call): Reply {
  const { account, body } = call;
  const email = requiredText(body, 'email');
  const given = requiredText(body, 'given_name');
  const family = requiredText(body, 'family_name');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalidInput(`Invalid email '${email}'`);
  const role = roleOf(call);
  if (account.users.list().some((row) => row.email.toLowerCase() === email.toLowerCase())) {
    throw duplicate(call, `User with email '${email}' already exists`);
  }
  const exhausted = account.quota.draw(['userCreation']);
  if (exhausted !== undefined) throw tooManyRequests(exhausted);
  const user = account.users.add({
    id: account.slugs.take(),
    email,
    given_name: given,
    family_name: family,
    verified: false,
    invited: true,
    picture: optionalText(body, 'picture') ?? null,
    phone: optionalText(body, 'phone') ?? null,
    role: role ?? null,
    active: true,
    logged_in_at: null,
    created_at: account.stamp(),
  });
  return { status: 201, message: 'User has been created', data: userJson(user) };
}

function modify(call: Call): Reply {
  const { account, body } = call;
  const before = userOf(call);
  const role = roleOf(call);
  if (role !== undefined && role !== before.role && before.id === call.userId) {
    throw invalidInput('The role of the owner of the API key cannot be changed');
  }
  const change: { -readonly [Field in keyof User]?: User[Field] } = {};
  for (const field of ['given_name', 'family_name', 'phone', 'picture'] as const) {
    const value = optionalText(body, field);
    if (value !== undefined) change[field] = value;
  }
  if (role !== undefined) change.role = role;
  return { message: 'User has been updated', data: userJson(account.users.update(before.id, change)) };
}

function remove(call: Call): Reply {
  const { account } = call;
  const { id } = userOf(call, call.param('id'));
  if (id === account.ownerId) throw invalidInput('The last owner of the account cannot be deleted');
  account.users.remove(id);
  for (const members of [...account.groupMembers.values(), ...account.teamMembers.values()]) members.remove(id);
  return deleted(call, `User with id '${id}' has been deleted`);
}

export const userWrites: readonly Route[] = [
  { method: 'POST', path: '/v1/users', handle: create },
  { method: 'PATCH', path: '/v1/users/{userId}', handle: modify },
  { method: 'DELETE', path: '/v1/users/{id}', handle: remove },
];
