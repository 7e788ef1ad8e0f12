import { connectCard } from '../connect-card.ts';
import { invalidValue, optionalFlag, texts } from '../fields.ts';
import { connectionOf } from '../lookups.ts';
import { conflict, invalidInput } from '../refusal.ts';
import { type Call, isObject, type Reply, type Route } from '../route.ts';
import { connectionServices } from '../services.ts';
import type { Connection, Json, JsonObject } from '../store/entities.ts';
import { testedConnectionJson } from '../store/wire.ts';
import { drawTests, testConnection } from '../testing.ts';
import { configOf, tableOf } from './schema-config.ts';

const triggered = (id: string): Reply => ({
  message: `Sync has been successfully triggered for connection with id '${id}'`,
});

function sync(call: Call, force: boolean): Reply {
  const { account } = call;
  const { id, paused, status } = connectionOf(call);
  if (paused) {
    if (account.switches.syncOfPaused === 400) throw invalidInput(`Connection with id '${id}' is paused`);
    return triggered(id);
  }
  if (status.setup_state === 'incomplete') {
    if (account.switches.syncOfIncomplete === 400) {
      throw invalidInput(
        "We expected the connector's setup state ('status.setup_state') to be 'connected', but it was 'incomplete'.",
      );
    }
    return triggered(id);
  }
  if (force) {
    account.lifecycle.stop(id);
    account.emit({ event: 'force_update_connector', connection: connectionOf(call), data: {} });
  }
  account.lifecycle.start(id);
  return triggered(id);
}

/** Schema -> tables, neither empty, all of them known. */
function requireScope(call: Call, connection: Connection, scope: JsonObject): void {
  const entries = Object.entries(scope);
  if (entries.length === 0) throw invalidInput("Field 'scope' must not be empty");
  if (connectionServices[connection.service]?.database !== true) {
    throw invalidInput(`Table re-sync is not supported for service '${connection.service}'`);
  }
  const config = configOf(call, connection);
  for (const [schema, tables] of entries) for (const table of texts(tables, schema)) tableOf(config, schema, table);
}

/** A running sync is stopped first, where that can be done. */
function requireStoppable(call: Call, id: string): void {
  const { lifecycle } = call.account;
  if (lifecycle.isRunning(id) && lifecycle.behaviour(id).unstoppable === true) {
    throw conflict(`The running sync of connection with id '${id}' cannot be cancelled`);
  }
}

function resyncTables(call: Call, connection: Connection, scope: JsonObject): void {
  requireScope(call, connection, scope);
  requireStoppable(call, connection.id);
  const { account } = call;
  account.lifecycle.stop(connection.id);
  account.emit({ event: 'resync_table', connection, data: { scope } });
  if (!connection.paused) account.lifecycle.start(connection.id);
}

function resyncAll(call: Call): Reply {
  const connection = connectionOf(call);
  const scope: Json | undefined = call.body.scope;
  if (scope === undefined || scope === null) {
    requireStoppable(call, connection.id);
    call.account.lifecycle.resync(connection.id);
  } else {
    if (!isObject(scope)) throw invalidValue('scope');
    resyncTables(call, connection, scope);
  }
  return triggered(connection.id);
}

export const connectionActions: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/sync',
    body: 'optional',
    handle: (call) => sync(call, optionalFlag(call.body, 'force') ?? false),
  },
  // What clients called before `sync` took `force`; still there (Fivetran's own Go client uses it).
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/force',
    body: 'optional',
    undocumented: true,
    handle: (call) => sync(call, true),
  },
  { method: 'POST', path: '/v1/connections/{connectionId}/resync', body: 'optional', handle: resyncAll },
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/schemas/tables/resync',
    handle: (call) => {
      resyncTables(call, connectionOf(call), call.body);
      return { message: 'Re-sync has been triggered successfully' };
    },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/test',
    handle: (call) => {
      const connection = connectionOf(call);
      drawTests(call);
      const tests = testConnection(call, connection);
      return {
        message: 'Setup tests have been completed',
        data: testedConnectionJson(connectionOf(call), tests),
        slow: 'test',
      };
    },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/connect-card',
    handle: (call) => {
      const { id } = connectionOf(call);
      const card = connectCard(call, call.body)(id);
      return {
        message: 'Connection Connect Card has been created',
        data: JSON.stringify({ connector_id: id, ...card }),
      };
    },
  },
];
