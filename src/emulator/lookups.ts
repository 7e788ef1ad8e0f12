import { notFound } from './refusal.ts';
import type { Call } from './route.ts';
import type { Connection, Destination, Group, LogService, Team, User, Webhook } from './store/entities.ts';

/** The row that the path names, or Fivetran's 404 for its kind. */
export function connectionOf(call: Call): Connection {
  const id = call.param('connectionId');
  const row = call.account.connections.get(id);
  if (row === undefined) {
    const { unknownConnection } = call.account.switches;
    const entity = unknownConnection === 'NotFound_Connection' ? 'Connection' : 'Connector';
    throw notFound(entity, `${entity} with id '${id}' does not exist.`);
  }
  return row;
}

export function groupOf(call: Call, id = call.param('groupId')): Group {
  const row = call.account.groups.get(id);
  if (row === undefined) throw notFound('Group', `Group with id '${id}' does not exist.`);
  return row;
}

export function destinationOf(call: Call): Destination {
  const id = call.param('destinationId');
  const row = call.account.destinations.get(id);
  if (row === undefined) throw notFound('Destination', `Destination with id '${id}' does not exist.`);
  return row;
}

export function userOf(call: Call, id = call.param('userId')): User {
  const row = call.account.users.get(id);
  if (row === undefined) throw notFound('User', `User with id '${id}' does not exist.`);
  return row;
}

export function teamOf(call: Call): Team {
  const id = call.param('teamId');
  const row = call.account.teams.get(id);
  if (row === undefined) throw notFound('Team', `Team with id '${id}' does not exist.`);
  return row;
}

export function webhookOf(call: Call): Webhook {
  const id = call.param('webhookId');
  const row = call.account.webhooks.get(id);
  if (row === undefined) throw notFound('Webhook', `Webhook with id '${id}' does not exist.`);
  return row;
}

export function logServiceOf(call: Call): LogService {
  const id = call.param('logId');
  const row = call.account.logServices.get(id);
  if (row === undefined) throw notFound('LogService', `Log service with id '${id}' does not exist.`);
  return row;
}
