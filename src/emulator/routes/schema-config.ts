import { connectionOf } from '../lookups.ts';
import { invalidInput, notFound, tooManyRequests } from '../refusal.ts';
import { type Call, type Route, read } from '../route.ts';
import type { Connection } from '../store/entities.ts';
import { type Column, columnsJson, type SchemaConfig, schemaConfigJson, type Table } from '../store/schema-config.ts';

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
export function requireConnected(connection: Connection): void {
  const state = connection.status.setup_state;
  if (state === 'connected') return;
  throw invalidInput(
    `We expected the connector's setup state ('status.setup_state') to be 'connected', but it was '${state}'. Complete the setup of the connection and try again.`,
  );
}

export function drawSource(call: Call): void {
  const exhausted = call.account.quota.draw(['sourceMinute', 'sourceHour']);
  if (exhausted !== undefined) throw tooManyRequests(exhausted);
}

/** What the source has, with what users have set laid over it. */
export function liveColumns(
  call: Call,
  connection: Connection,
  schemaName: string,
  tableName: string,
): Map<string, Column> {
  const table = tableOf(configOf(call, connection), schemaName, tableName);
  const columns = call.account.source.columns(connection, schemaName, tableName);
  for (const [name, column] of table.columns) columns.set(name, column);
  return columns;
}

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
];
