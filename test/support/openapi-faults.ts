import {
  enumOfItems,
  hasNumbers,
  isAnyJson,
  isLowerCase,
  isMap,
  type KnownFault,
  leavesOut,
  listedConfigs,
  type Mend,
  mapOfSample,
  operationMend,
  portsAsStrings,
  schemaMend,
  sendsNull,
} from './openapi-mends.ts';

/** Where both the list's and the details' schema of a connection have the same fault. */
const connection = (kind: typeof sendsNull, property: string, reason: string): Mend[] =>
  ['ConnectorResponse', 'ConnectorResponseV1'].map((component) => kind(`${component}.${property}`, reason));

/** Where both the list's and the details' schema of a destination have the same fault. */
const destination = (kind: typeof sendsNull, property: string, reason: string): Mend[] =>
  ['DestinationResponse', 'DestinationExtendedResponse'].map((component) => kind(`${component}.${property}`, reason));

const unused = 'Seen as null, absent or empty by turns where it is not used.';
const notAsked = 'Filled only by the calls that ask for it, null otherwise.';
const sample = 'A map by name, written as an object with one sample property.';
const partial = "Fivetran's own examples and clients send partial nests, such as a table's sync_mode alone.";
const upper = 'The document has the state in upper case; the wire and its own examples have it in lower case.';
const frequency = 'Written as strings ("5"), while the property is an integer and the wire has a number.';

/** Every fault, in the order in which they are mended. */
export const MENDS: readonly Mend[] = [
  // Permitted values
  hasNumbers('NewConnectorRequestV1.sync_frequency', frequency),
  hasNumbers('UpdateConnectorRequest.sync_frequency', frequency),
  hasNumbers('ConnectorResponseV1.sync_frequency', frequency),
  ...destination(isLowerCase, 'setup_status', upper),
  enumOfItems('RoleResponse.scope', 'The permitted values are written on the array instead of on its items.'),
  schemaMend(
    'enums of objects',
    'every schema of type object with an enum: keys of services’ configurations',
    'Declared as objects while every permitted value is a string, so that no value is both.',
    (schema) => {
      if (schema.type !== 'object' || !schema.enum?.every((value) => typeof value === 'string')) return false;
      schema.type = 'string';
      return true;
    },
  ),

  // Shapes
  isMap('StandardConfigResponse.schemas', sample),
  isMap('SchemaConfigResponse.tables', sample),
  isMap('TableConfigResponse.columns', sample),
  isMap('TableColumnsConfigResponse.columns', sample),
  isMap('ResyncConnectorRequest.scope', sample),
  operationMend(
    'map resync_tables',
    'the body of POST /v1/connections/{connectionId}/schemas/tables/resync',
    sample,
    ({ operationId, requestBody }) => {
      const json = requestBody?.content?.['application/json'];
      const map = operationId === 'resync_tables' && json?.schema && mapOfSample(json.schema);
      if (!map) return false;
      json.schema = map;
      return true;
    },
  ),
  isAnyJson('SetupTestResultResponse.details', 'A string, an array or an object on the wire, by the test.'),
  portsAsStrings('ports as strings', 'Sent as an integer and returned as a string ("443").'),

  // Null, which the document has nowhere
  ...connection(sendsNull, 'connected_by', 'A connection that Fivetran made has no user; required in lists.'),
  ...connection(sendsNull, 'succeeded_at', 'Null until the first success.'),
  ...connection(sendsNull, 'failed_at', 'Null until the first failure.'),
  ...connection(sendsNull, 'daily_sync_time', 'Null unless the frequency is 1440.'),
  ...connection(sendsNull, 'data_delay_threshold', 'Null unless the sensitivity is CUSTOM.'),
  ...connection(sendsNull, 'networking_method', unused),
  ...connection(sendsNull, 'private_link_id', unused),
  ...connection(sendsNull, 'proxy_agent_id', unused),
  ...connection(sendsNull, 'hybrid_deployment_agent_id', unused),
  ...connection(sendsNull, 'external_secrets_manager_id', unused),
  ...connection(sendsNull, 'source_sync_details', unused),
  ...connection(sendsNull, 'setup_tests', notAsked),
  ...connection(sendsNull, 'connect_card', notAsked),
  ...connection(sendsNull, 'connect_card_config', notAsked),
  sendsNull('ConnectorStatusResponse.rescheduled_for', 'Set only while the sync is rescheduled.'),
  ...destination(sendsNull, 'networking_method', 'Null on old destinations.'),
  ...destination(sendsNull, 'private_link_id', unused),
  ...destination(sendsNull, 'proxy_agent_id', unused),
  ...destination(sendsNull, 'hybrid_deployment_agent_id', unused),
  ...destination(sendsNull, 'local_processing_agent_id', unused),
  ...destination(sendsNull, 'external_secrets_manager_id', unused),
  sendsNull('UserResponse.logged_in_at', 'Required, and null before the first login.'),
  sendsNull('UserResponse.role', 'Required, and null for a user without an account role.'),
  sendsNull('UserResponse.picture', 'Null where none is set.'),
  sendsNull('UserResponse.phone', 'Null where none is set.'),
  sendsNull('TeamResponse.role', 'Required, and null once the team has lost its account role.'),
  sendsNull('RoleResponse.replacement_role_name', 'Required, and null while the role is not deprecated.'),
  // After the nulls: this one gives each service an item of its own, made of the list's.
  listedConfigs('config of listed connections', 'Its values are declared as objects; a configuration has few of them.'),

  // Required, and yet left out
  leavesOut('SchemaUpdateRequest.enabled', partial),
  leavesOut('TableUpdateRequest.enabled', partial),
  leavesOut('ColumnUpdateRequest.enabled', partial),
  leavesOut('UpdateDestinationRequest.time_zone_offset', "Fivetran's own clients send it only when it changes."),

  // Statuses
  operationMend(
    'approval of a certificate 201',
    'POST /v1/connections/{connectionId}/certificates',
    "The document has 200; Fivetran's own client expects 201.",
    ({ operationId, responses }) => {
      if (operationId !== 'approve_connection_certificate' || responses[200] === undefined) return false;
      if (responses[201] !== undefined) return false;
      responses[201] = responses[200];
      return true;
    },
  ),
  operationMend(
    'delete 204',
    'every DELETE',
    'The document has 200 with a message; the general table of statuses names 204, without a body, for deletes.',
    ({ responses }, key) => {
      if (!key.startsWith('DELETE ') || responses[204] !== undefined) return false;
      responses[204] = {};
      return true;
    },
  ),
  operationMend(
    'unlisted errors',
    'every operation',
    'Most operations list no error or only some, and any can answer 401, 403, 404, 429 or 500.',
    ({ responses }) => {
      if (responses.default !== undefined) return false;
      responses.default = {};
      return true;
    },
  ),
];

/** The faults of the official document, one by one. What is not among them is a violation. */
export const KNOWN_FAULTS: readonly KnownFault[] = MENDS.map(({ id, where, reason }) => ({ id, where, reason }));
