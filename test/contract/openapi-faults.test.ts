import { beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, KNOWN_FAULTS, openContract } from '../support/openapi.ts';
import { readDocument } from '../support/openapi-document.ts';
import { MENDS } from '../support/openapi-faults.ts';
import { type Samples, withValue } from '../support/openapi-sample.ts';
import { accountSamples } from '../support/openapi-samples-account.ts';
import { connectionSamples } from '../support/openapi-samples-connections.ts';
import { requireOpenApi } from '../support/requirements.ts';

const contract = openContract();

const from = (samples: Samples, operationId: string): Exchange => {
  const sample = samples[operationId];
  if (sample === undefined) throw new Error(`There is no sample of ${operationId}.`);
  return sample;
};
const connections = (operationId: string): Exchange => from(connectionSamples, operationId);
const account = (operationId: string): Exchange => from(accountSamples, operationId);

/** An exchange that is right thanks to one fault's mend alone, and the places of its violations without. */
type Proof = readonly [exchange: Exchange, ...violations: string[]];

const schema = 'response /data/schemas/dbo~11';
const table = `${schema}/tables/orders`;

/** Proofs by the fault's id; those of nulls are made from the fault's place. */
const proofs: Record<string, Proof> = {
  'numbers NewConnectorRequestV1.sync_frequency': [connections('create_connection'), 'request.body /sync_frequency'],
  'numbers UpdateConnectorRequest.sync_frequency': [connections('modify_connection'), 'request.body /sync_frequency'],
  'numbers ConnectorResponseV1.sync_frequency': [connections('connection_details'), 'response /data/sync_frequency'],
  'lower case DestinationResponse.setup_status': [account('list_destinations'), 'response /data/items/0/setup_status'],
  'lower case DestinationExtendedResponse.setup_status': [
    account('destination_details'),
    'response /data/setup_status',
  ],
  'items RoleResponse.scope': [account('list_all_roles'), 'response /data/items/0/scope'],
  'enums of objects': [connections('connection_details'), 'response /data/config/auth_method'],
  'map StandardConfigResponse.schemas': [connections('connection_schema_config'), schema],
  'map SchemaConfigResponse.tables': [connections('connection_schema_config'), table],
  'map TableConfigResponse.columns': [connections('connection_schema_config'), `${table}/columns/e-mail`],
  'map TableColumnsConfigResponse.columns': [connections('connection_column_config'), 'response /data/columns/e-mail'],
  'map ResyncConnectorRequest.scope': [connections('resync_connection'), 'request.body /scope/dbo~11'],
  'map resync_tables': [connections('resync_tables'), 'request.body /dbo~11'],
  'any JSON SetupTestResultResponse.details': [
    withValue(connections('run_setup_tests'), 'responseBody', '/data/setup_tests/0/details', ['a', 'list']),
    'response /data/setup_tests/0/details',
  ],
  'ports as strings': [
    withValue(account('destination_details'), 'responseBody', '/data/config/port', '443'),
    'response /data/config/port',
  ],
  'config of listed connections': [
    connections('list_connections'),
    ...['host', 'port', 'password', 'auth_method'].map((key) => `response /data/items/0/config/${key}`),
  ],
  'optional SchemaUpdateRequest.enabled': [
    withValue(connections('modify_connection_database_schema_config'), 'requestBody', '/enabled', undefined),
    'request.body /enabled',
  ],
  'optional TableUpdateRequest.enabled': [
    withValue(connections('modify_connection_table_config'), 'requestBody', '/enabled', undefined),
    'request.body /enabled',
  ],
  'optional ColumnUpdateRequest.enabled': [
    withValue(connections('modify_connection_column_config'), 'requestBody', '/enabled', undefined),
    'request.body /enabled',
  ],
  'optional UpdateDestinationRequest.time_zone_offset': [
    withValue(account('modify_destination'), 'requestBody', '/time_zone_offset', undefined),
    'request.body /time_zone_offset',
  ],
  'approval of a certificate 201': [{ ...connections('approve_connection_certificate'), status: 201 }, 'response '],
  'delete 204': [{ ...account('delete_group'), status: 204, responseBody: undefined }, 'response '],
  'unlisted errors': [
    { ...account('list_all_groups'), status: 429, responseBody: { code: 'TooManyRequests', message: 'Wait' } },
    'response ',
  ],
};

/** Where a component is to be found in a sample. */
const components: Record<string, readonly [Exchange, pointer: string]> = {
  ConnectorResponse: [connections('list_connections'), '/data/items/0'],
  ConnectorResponseV1: [connections('connection_details'), '/data'],
  ConnectorStatusResponse: [connections('connection_details'), '/data/status'],
  DestinationResponse: [account('list_destinations'), '/data/items/0'],
  DestinationExtendedResponse: [account('destination_details'), '/data'],
  UserResponse: [account('user_details'), '/data'],
  TeamResponse: [account('team_details'), '/data'],
  RoleResponse: [account('list_all_roles'), '/data/items/0'],
};

function proofOf({ id, where }: { id: string; where: string }): Proof {
  const [component = '', property] = where.split('.');
  const [sample, pointer] = components[component] ?? [];
  const proof = proofs[id];
  if (proof !== undefined) return proof;
  if (sample === undefined || !id.startsWith('null ')) throw new Error(`Nothing shows that "${id}" is needed.`);
  return [withValue(sample, 'responseBody', `${pointer}/${property}`, null), `response ${pointer}/${property}`];
}

describe('A known fault of the document', () => {
  beforeEach(() => void requireOpenApi());

  it.each(KNOWN_FAULTS)('is needed: $id', (fault) => {
    const [exchange, ...violations] = proofOf(fault);
    expect(contract?.check(exchange)).toEqual([]);
    const found = openContract({ without: [fault.id] })?.check(exchange);
    // A value can be wrong in two ways at one place: its type and its enum.
    expect([...new Set(found?.map(({ where, at }) => `${where} ${at}`))]).toEqual(violations);
  });

  it('is told where and why, and once', () => {
    expect(new Set(KNOWN_FAULTS.map(({ id }) => id)).size).toBe(KNOWN_FAULTS.length);
    for (const { where, reason } of KNOWN_FAULTS) {
      expect(where).not.toBe('');
      expect(reason).toMatch(/\.$/);
    }
    expect(Object.keys(proofs).filter((id) => !KNOWN_FAULTS.some((fault) => fault.id === id))).toEqual([]);
  });

  it('is refused once the document does not have it any more', () => {
    const document = readDocument(requireOpenApi());
    if (document === undefined) return;
    for (const { mend } of MENDS) mend(document);
    for (const { id, mend } of MENDS) expect(() => mend(document), id).toThrow(`the known fault "${id}" (any more)`);
  });
});
