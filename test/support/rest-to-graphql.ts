import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadEndpoint, WriteEndpoint } from '../../src/fivetran/endpoint.ts';
import { root } from './repository.ts';

export type AnyEndpoint = ReadEndpoint<unknown> | WriteEndpoint<unknown>;

/** The 45 operations of Fivetran's guide, in its order, by the `operationId` of the official document. */
export const GUIDE: readonly string[] = `
  list_connections connection_details create_connection modify_connection delete_connection sync_connection
  resync_connection run_setup_tests connect_card
  connection_schema_config reload_connection_schema_config modify_connection_schema_config
  modify_connection_table_config modify_connection_column_config
  list_destinations destination_details create_destination modify_destination delete_destination
  list_all_groups create_group modify_group delete_group list_all_connections_in_group list_all_users_in_group
  list_all_users create_user user_details modify_user delete_user
  list_all_teams team_details list_users_in_team
  list_all_roles
  list_all_webhooks create_account_webhook create_group_webhook modify_webhook delete_webhook test_webhook
  get_connection_certificates_list approve_connection_certificate
  list_log_services add_log_service update_log_service`
  .trim()
  .split(/\s+/);

/** The fields that make each operation, by its `operationId`: as `Type.field`, what it must be given behind it. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  get_account_info: ['Viewer.account'],
  list_all_groups: ['Query.groups'],
  group_details: [
    'Query.group',
    ...['Connector', 'Destination', 'LogService', 'Webhook', 'ConnectionEvent'].map((type) => `${type}.group`),
  ],
  list_all_connections_in_group: ['Group.connections', 'Destination.connections'],
  list_all_users_in_group: ['Group.users'],
  list_connections: ['Query.connections'],
  connection_details: [
    'Query.connection',
    ...['Certificate', 'SchemaConfig', 'Schema', 'ConnectionEvent'].map((type) => `${type}.connection`),
  ],
  connection_schema_config: ['Connector.schemaConfig'],
  connection_column_config: ['Table.columns(source: LIVE)'],
  get_connection_certificates_list: ['Connector.certificates'],
  get_connection_certificate_details: ['Connector.certificate'],
  list_destinations: ['Query.destinations'],
  destination_details: [
    'Query.destination',
    'Group.destination',
    'Connector.destination',
    ...['config', 'externalSecretsKeysConfig', 'setupTests'].map((field) => `Destination.${field}`),
  ],
  list_all_users: ['Query.users'],
  user_details: [
    'Query.user',
    'Connector.connectedBy',
    'Webhook.createdBy',
    'Certificate.validatedBy',
    'Account.keyOwner',
    'TeamMemberEdge.node',
  ],
  list_all_teams: ['Query.teams'],
  team_details: ['Query.team'],
  list_users_in_team: ['Team.members'],
  list_all_roles: [
    'Query.roles',
    'Query.role',
    'User.role',
    'Team.role',
    'GroupUserEdge.role',
    'TeamMemberEdge.role',
    'Role.replacementRole',
  ],
  list_all_webhooks: ['Query.webhooks', 'Group.webhooks'],
  webhook_details: ['Query.webhook'],
  list_log_services: ['Query.logServices'],
  get_log_service_details: ['Query.logService', 'Group.logService', 'LogService.config', 'LogService.setupTests'],

  create_connection: ['Mutation.connectionCreate'],
  modify_connection: [
    'Mutation.connectionUpdate',
    'Mutation.connectionPause',
    'Mutation.connectionResume',
    'Mutation.connectionsUpdate',
    'Mutation.connectionsPause',
    'Mutation.connectionsResume',
  ],
  delete_connection: ['Mutation.connectionDelete'],
  sync_connection: ['Mutation.connectionSync', 'Mutation.connectionsSync'],
  resync_connection: ['Mutation.connectionResync'],
  run_setup_tests: ['Mutation.connectionTest', 'Mutation.connectionsTest'],
  connect_card: ['Mutation.connectCardCreate'],
  reload_connection_schema_config: ['Mutation.schemaConfigReload'],
  modify_connection_schema_config: ['Mutation.schemaConfigUpdate'],
  modify_connection_database_schema_config: ['Mutation.schemaUpdate'],
  modify_connection_table_config: ['Mutation.tableUpdate'],
  modify_connection_column_config: ['Mutation.columnUpdate'],
  resync_tables: ['Mutation.tablesResync'],
  create_destination: ['Mutation.destinationCreate'],
  modify_destination: ['Mutation.destinationUpdate'],
  delete_destination: ['Mutation.destinationDelete'],
  run_destination_setup_tests: ['Mutation.destinationTest'],
  create_group: ['Mutation.groupCreate'],
  modify_group: ['Mutation.groupUpdate'],
  delete_group: ['Mutation.groupDelete'],
  create_user: ['Mutation.userInvite'],
  modify_user: ['Mutation.userUpdate'],
  delete_user: ['Mutation.userDelete'],
  create_account_webhook: ['Mutation.accountWebhookCreate'],
  create_group_webhook: ['Mutation.groupWebhookCreate'],
  modify_webhook: ['Mutation.webhookUpdate'],
  delete_webhook: ['Mutation.webhookDelete'],
  test_webhook: ['Mutation.webhookTest'],
  approve_connection_certificate: ['Mutation.certificateApprove'],
  revoke_connection_certificate: ['Mutation.certificateRevoke'],
  add_log_service: ['Mutation.logServiceCreate'],
  update_log_service: ['Mutation.logServiceUpdate'],
  delete_log_service: ['Mutation.logServiceDelete'],
  run_setup_tests_log_service: ['Mutation.logServiceTest'],
};

const isEndpoint = (value: unknown): value is AnyEndpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'action' in value;

/** Every operation that the client exports. One may be there under several actions: a pause is an update. */
export async function endpoints(): Promise<AnyEndpoint[]> {
  const folder = join(root, 'src/fivetran');
  const modules = await Promise.all(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name): Promise<Record<string, unknown>> => import(join(folder, name))),
  );
  return modules.flatMap((module) => Object.values(module).filter(isEndpoint));
}

const numberOf = (name: string): number => GUIDE.indexOf(name) + 1 || Number.POSITIVE_INFINITY;

function table(kind: 'field' | 'mutation', found: readonly AnyEndpoint[]): string {
  const byName = [...Map.groupBy(found, ({ name }) => name)];
  const rows = byName
    .toSorted(([a], [b]) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1))
    .map(([name, [first, ...others]]) => {
      const endpoints = first === undefined ? [] : [first, ...others];
      const actions = [...new Set(endpoints.map(({ area, action }) => (area === null ? '–' : `${area}: ${action}`)))];
      const pools = [...new Set(endpoints.flatMap(({ pools }) => pools))];
      const fields = (FIELDS[name] ?? []).map((field) => `\`${field.replace(/^(Query|Mutation)\./, '')}\``);
      return [
        Number.isFinite(numberOf(name)) ? String(numberOf(name)) : '–',
        `\`${first?.method} ${first?.path}\``,
        `\`${name}\``,
        fields.join(', ') || '**none**',
        actions.join(', '),
        ...(kind === 'mutation' ? [pools.join(', ') || '–'] : []),
      ];
    });
  const head = ['no.', 'REST', '`operationId`', kind, 'area: action', ...(kind === 'mutation' ? ['pools'] : [])];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The text of `docs/rest-to-graphql.md`. */
export async function restToGraphql(): Promise<string> {
  const all = await endpoints();
  const of = (kind: 'GET' | 'write') => all.filter(({ method }) => (method === 'GET') === (kind === 'GET'));
  return `<!-- Written by npm run docs:rest. -->

# From REST to GraphQL

Every operation of Fivetran's REST API that this server makes, and the fields that make it. The numbers are the rows of
the 45 in Fivetran's guide; operations without one complete their resources.

A field makes its call only where something is selected that is not here yet, and where the cache or another field of the
same operation has not made it. Where many things are wanted by their ids, their list answers for all of them in the
place of a call for each: \`nodes\` and every reference use it, and so does \`Group.connections\` for many groups.

## Reads

${table('field', of('GET'))}

\`node\` and \`nodes\` make whatever call their ids need. \`rateLimit\` makes none.

## Writes

${table('mutation', of('write'))}

Every call draws on the pool of all requests, too. \`modify_connection\`, \`create_connection\`, \`modify_destination\` and
\`create_destination\` draw on \`setupTests\` where they run setup tests.
`;
}

if (import.meta.main) writeFileSync(join(root, 'docs/rest-to-graphql.md'), await restToGraphql());
