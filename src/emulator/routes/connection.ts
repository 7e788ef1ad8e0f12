import { connectionOf } from '../lookups.ts';
import { page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { connectionJson } from '../store/wire.ts';

export const connectionRoutes: readonly Route[] = [
  read('/v1/connections', (call) => {
    const group = call.query('group_id');
    const schema = call.query('schema');
    const all = call.account.connections.listed();
    const rows =
      group === undefined && schema === undefined
        ? all
        : all.filter((row) => (group ?? row.group_id) === row.group_id && (schema ?? row.schema) === row.schema);
    return page(call, 'Connections list retrieved successfully', rows, connectionJson);
  }),
  read('/v1/connections/{connectionId}', (call) => ({
    message: 'Connection details retrieved successfully',
    data: connectionJson(connectionOf(call)),
  })),
];
