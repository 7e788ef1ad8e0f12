import { optionalOneOf } from '../fields.ts';
import { connectionOf } from '../lookups.ts';
import { invalidInput, notFound, Refusal, tooManyRequests } from '../refusal.ts';
import { type Call, type Reply, type Route, read } from '../route.ts';
import { connectionServices } from '../services.ts';
import type { Connection, JsonObject } from '../store/entities.ts';
import { type Column, columnsJson, type SchemaConfig, schemaConfigJson, type Table } from '../store/schema-config.ts';
import { patched, reloaded } from '../store/schema-patch.ts';

export function configOf(call: Call, connection: Connection): SchemaConfig {
  const config = call.account.schemaConfig(connection.id);
  if (config === undefined) {
    throw notFound('SchemaConfig', `Connection with id '${connection.id}' doesn't have schema config`);
  }
  return config;
}

/** Names are the source's, in its case. */
export function tableOf(config: SchemaConfig, schemaName: string, tableName: string): Table {
  const schema = config.schemas.get(schemaName);
  if (schema === undefined) throw notFound('Schema', `Cannot find entity 'Schema' with name '${schemaName}'`);
  const table = schema.tables.get(tableName);
  if (table === undefined) throw notFound('Table', `Cannot find entity 'Table' with name '${tableName}'`);
  return table;
}

/** Reload and live columns ask the source, so it must be reachable. */
function requireConnected(connection: Connection): void {
  const state = connection.status.setup_state;
  if (state === 'connected') return;
  throw invalidInput(
    `We expected the connector's setup state ('status.setup_state') to be 'connected', but it was '${state}'. Complete the setup of the connection and try again.`,
  );
}

function drawSource(call: Call): void {
  const exhausted = call.account.quota.draw(['sourceMinute', 'sourceHour']);
  if (exhausted !== undefined) throw tooManyRequests(exhausted);
}

/** What the source has, with what users have set laid over it. */
function liveColumns(call: Call, connection: Connection, schemaName: string, tableName: string): Map<string, Column> {
  const table = tableOf(configOf(call, connection), schemaName, tableName);
  const columns = call.account.source.columns(connection, schemaName, tableName);
  for (const [name, column] of table.columns) columns.set(name, column);
  return columns;
}

/** Merges a patch and answers with the whole config, or with the part that was named. */
function patch(call: Call, message: string, body: JsonObject): Reply {
  const { account } = call;
  const connection = connectionOf(call);
  const { whole, diff } = patched(configOf(call, connection), body, (schema, table) =>
    account.source.columns(connection, schema, table),
  );
  account.setSchemaConfig(connection.id, whole);
  return { message, data: schemaConfigJson(account.switches.schemaPatchAnswers === 'whole' ? whole : diff) };
}

const modes = ['PRESERVE', 'INCLUDE', 'EXCLUDE'] as const;

export const schemaRoutes: readonly Route[] = [
  read('/v1/connections/{connectionId}/schemas', (call) => ({
    message: 'Schema configuration retrieved successfully',
    data: schemaConfigJson(configOf(call, connectionOf(call))),
  })),
  {
    method: 'GET',
    path: '/v1/connections/{connectionId}/schemas/{schema}/tables/{table}/columns',
    handle: (call) => {
      const connection = connectionOf(call);
      configOf(call, connection);
      requireConnected(connection);
      drawSource(call);
      const columns = liveColumns(call, connection, call.param('schema'), call.param('table'));
      return { message: 'Column configuration retrieved successfully', data: columnsJson(columns) };
    },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connectionId}/schemas/reload',
    body: 'optional',
    handle: (call) => {
      const { account } = call;
      const connection = connectionOf(call);
      const mode = optionalOneOf(call.body, 'exclude_mode', modes) ?? 'PRESERVE';
      if (connectionServices[connection.service]?.supportsReload !== true) {
        throw new Refusal(400, 'NotSupported_SchemaReload', 'Schema reload is not supported for this connection type');
      }
      requireConnected(connection);
      drawSource(call);
      const config = reloaded(account.schemaConfig(connection.id), account.source.schemas(connection), mode);
      account.setSchemaConfig(connection.id, config);
      return { message: 'Schema configuration has been reloaded', data: schemaConfigJson(config), slow: 'reload' };
    },
  },
  {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}/schemas',
    handle: (call) => patch(call, 'Schema configuration has been modified', call.body),
  },
  {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}/schemas/{schemaName}',
    handle: (call) =>
      patch(call, 'Database schema configuration has been modified', {
        schemas: { [call.param('schemaName')]: call.body },
      }),
  },
  {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}/schemas/{schemaName}/tables/{tableName}',
    handle: (call) =>
      patch(call, 'Table configuration has been modified', {
        schemas: { [call.param('schemaName')]: { tables: { [call.param('tableName')]: call.body } } },
      }),
  },
  {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}/schemas/{schemaName}/tables/{tableName}/columns/{columnName}',
    handle: (call) => {
      const columns = { [call.param('columnName')]: call.body };
      return patch(call, 'Column configuration has been modified', {
        schemas: { [call.param('schemaName')]: { tables: { [call.param('tableName')]: { columns } } } },
      });
    },
  },
];
