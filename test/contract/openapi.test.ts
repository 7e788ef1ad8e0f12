import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Exchange, KNOWN_FAULTS, openContract, type Violation } from '../support/openapi.ts';
import { exchange, valuesIn, withValue } from '../support/openapi-sample.ts';
import { accountSamples } from '../support/openapi-samples-account.ts';
import { connectionSamples } from '../support/openapi-samples-connections.ts';
import { requireOpenApi } from '../support/requirements.ts';

const contract = openContract();
const samples = { ...connectionSamples, ...accountSamples };
const check = (changed: Exchange): Violation[] => contract?.check(changed) ?? [];

/** `request.query /limit`, one for each violation. */
const found = (changed: Exchange): string[] => check(changed).map(({ where, at }) => `${where} ${at}`);

const sample = (operationId: keyof typeof samples): Exchange => {
  const exchange = samples[operationId];
  if (exchange === undefined) throw new Error(`There is no sample of ${operationId}.`);
  return exchange;
};

describe('A right exchange', () => {
  beforeEach(() => void requireOpenApi());

  it.each(Object.entries(samples))('has no violation: %s', (_, right) => {
    expect(check(right)).toEqual([]);
  });

  it.each(Object.entries(samples))('is found as the operation that it is: %s', (operation, right) => {
    expect(check({ ...right, status: 299 })).toContainEqual(expect.objectContaining({ operation }));
  });

  it('has names of any characters in its path, percent-encoded', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(name, name, (schema, table) => {
        const path = `/v1/connections/c/schemas/${encodeURIComponent(schema)}/tables/${encodeURIComponent(table)}`;
        expect(check({ ...sample('modify_connection_table_config'), path })).toEqual([]);
      }),
    );
  });

  it('has an error envelope with a status of 400 and more, whether the operation lists the status or not', () => {
    const responseBody = { code: 'NotFound_Group', message: 'No such group' };
    for (const status of [400, 401, 403, 404, 405, 406, 409, 415, 429, 500, 503]) {
      expect(check({ ...sample('list_all_groups'), status, responseBody })).toEqual([]);
    }
  });
});

describe('A wrong exchange', () => {
  beforeEach(() => void requireOpenApi());

  /** Every change that goes unnoticed, as `operation side pointer`. */
  const unnoticed = (change: (value: unknown) => [suffix: string, value: unknown][]): Set<string> => {
    const places = new Set<string>();
    for (const [operationId, right] of Object.entries(samples)) {
      for (const side of ['requestBody', 'responseBody'] as const) {
        if (right[side] === undefined) continue;
        for (const [pointer, value] of valuesIn(right[side])) {
          for (const [suffix, changed] of change(value)) {
            const at = pointer + suffix;
            const where = side === 'requestBody' ? 'request.body' : 'response';
            const noticed = check(withValue(right, side, at, changed)).some(
              (violation) => violation.where === where && violation.at.startsWith(at),
            );
            if (!noticed) places.add(`${operationId} ${side} ${at}`);
          }
        }
      }
    }
    return places;
  };

  /** Where the document permits anything inside: nothing there can be wrong. */
  const isFree = (place: string): boolean =>
    /\/(setup_tests\/\d+\/details|source_sync_details\/)/.test(place) ||
    // A patch does not say of which service its configuration is.
    /^modify_connection requestBody \/(config\/|auth)|^(modify_destination|update_log_service) requestBody \/config\//.test(
      place,
    );

  it('is noticed wherever a value is of the wrong kind', () => {
    const places = unnoticed((value) => [
      ['', typeof value === 'number' ? 'a word' : 4.5],
      ['', typeof value === 'object' && !Array.isArray(value) ? [] : {}],
    ]);
    expect([...places].filter((place) => !isFree(place))).toEqual([]);
  });

  it('is noticed wherever a property is added that the document does not list', () => {
    const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
    const places = unnoticed((value) => (isObject(value) ? [['/unlisted', 1]] : []));
    expect([...places].filter((place) => !isFree(place))).toEqual([]);
  });

  it('is noticed wherever a value is null, unless the known faults name the property', () => {
    const nullable = KNOWN_FAULTS.filter(({ id }) => id.startsWith('null ')).map(({ where }) => where.split('.')[1]);
    const places = unnoticed(() => [['', null]]);
    const unlisted = [...places].filter((place) => !isFree(place) && !nullable.includes(place.split('/').at(-1)));
    expect(unlisted).toEqual([]);
  });

  it.each([
    ['list_connections', '/data/items/0', 'id service schema paused status group_id connected_by created_at'],
    ['list_connections', '/data/items/0', 'pause_after_trial sync_frequency schedule_type'],
    ['connection_details', '/data', 'service_version data_delay_sensitivity schedule_type status'],
    ['connection_details', '/data/status', 'setup_state sync_state update_state is_historical_sync'],
    ['connection_schema_config', '/data', 'schema_change_handling schemas'],
    ['connection_schema_config', '/data/schemas/dbo~11', 'name_in_destination enabled tables'],
    ['destination_details', '/data', 'id service region group_id time_zone_offset setup_status'],
    ['group_details', '/data', 'id name created_at'],
    ['list_all_users', '/data/items/0', 'id email verified role active logged_in_at created_at'],
    ['list_users_in_team', '/data/items/0', 'user_id role created_at'],
    ['list_all_roles', '/data/items/0', 'name scope is_custom is_deprecated replacement_role_name'],
    ['webhook_details', '/data', 'id type url events active created_at created_by'],
    ['get_connection_certificate_details', '/data', 'id name hash type sha1 sha256 public_key validated_by'],
    ['get_log_service_details', '/data', 'id service enabled'],
    ['delete_group', '', 'code message'],
    ['list_all_groups', '', 'code data'],
    ['list_all_groups', '/data', 'items'],
  ])('lacks something required in the answer: %s %s %s', (operationId, parent, names) => {
    for (const name of names.split(' ')) {
      const wrong = withValue(sample(operationId), 'responseBody', `${parent}/${name}`, undefined);
      expect(found(wrong)).toContain(`response ${parent}/${name}`);
    }
  });

  it.each([
    ['create_connection', 'group_id service config/schema config/table'],
    ['create_destination', 'group_id service time_zone_offset'],
    ['create_user', 'email given_name family_name'],
    ['create_account_webhook', 'url events'],
    ['test_webhook', 'event'],
    ['approve_connection_certificate', 'hash encoded_cert'],
    ['connect_card', 'connect_card_config connect_card_config/redirect_uri'],
  ])('lacks something required in the request: %s %s', (operationId, names) => {
    for (const name of names.split(' ')) {
      expect(found(withValue(sample(operationId), 'requestBody', `/${name}`, undefined))).toContain(
        `request.body /${name}`,
      );
    }
    expect(found(withValue(sample(operationId), 'requestBody', '', undefined))).toContain('request.body ');
  });

  it.each([
    ['create_connection', 'requestBody', '/service', 'no_service'],
    ['create_connection', 'requestBody', '/sync_frequency', 7],
    ['create_connection', 'requestBody', '/schedule_type', 'AUTO'],
    ['connection_details', 'responseBody', '/data/networking_method', 'directly'],
    ['connection_details', 'responseBody', '/data/config/auth_method', 'password'],
    ['connection_details', 'responseBody', '/data/created_at', 'yesterday'],
    ['list_connections', 'responseBody', '/data/items/0/service', 'no_service'],
    ['list_connections', 'responseBody', '/data/items/0/config/auth_method', 'password'],
    ['modify_connection_table_config', 'requestBody', '/sync_mode', 'soft_delete'],
    ['connection_schema_config', 'responseBody', '/data/schema_change_handling', 'ALLOW'],
    ['destination_details', 'responseBody', '/data/setup_status', 'CONNECTED'],
    ['destination_details', 'responseBody', '/data/config/port', 'https'],
    ['list_all_roles', 'responseBody', '/data/items/0/scope/0', 'GROUP'],
    ['webhook_details', 'responseBody', '/data/type', 'team'],
  ] as const)('has a value that is not permitted: %s %s %s', (operationId, side, pointer, value) => {
    const where = side === 'requestBody' ? 'request.body' : 'response';
    expect(found(withValue(sample(operationId), side, pointer, value))).toEqual([`${where} ${pointer}`]);
  });

  it('is no operation of the document', () => {
    const answer = { status: 404, responseBody: { code: 'NotFound', message: 'HTTP 404 Not Found' } };
    for (const request of ['GET /v1/connectors', 'PUT /v1/groups', 'GET /v1/groups/g/', 'GET /v2/groups', 'GET /']) {
      expect(found({ ...exchange(request), ...answer })).toEqual(['route ']);
    }
  });

  it.each([
    ['GET /v1/groups?page=2', 'request.query /page'],
    ['GET /v1/groups?limit=ten', 'request.query /limit'],
    ['GET /v1/groups?limit=10&limit=20', 'request.query /limit'],
    ['GET /v1/users?active=yes', 'request.query /active'],
    ['GET /v1/groups/fond_lion?limit=10', 'request.query /limit'],
    ['GET /v1/groups/', 'request.path /groupId'],
    ['GET /v1/groups//users', 'request.path /groupId'],
    ['GET /v1/groups/a b', 'request.path /groupId'],
    ['GET /v1/groups/é', 'request.path /groupId'],
    ['GET /v1/groups/%', 'request.path /groupId'],
    ['GET /v1/groups/%FF', 'request.path /groupId'],
  ])('has a wrong path or query: %s', (request, violation) => {
    expect(found(exchange(request))).toContain(violation);
  });

  it('has a body where the operation has none', () => {
    expect(found({ ...sample('list_all_groups'), requestBody: {} })).toContain('request.body ');
  });

  it.each([
    ['accept', { accept: 'application/json' }],
    ['accept', { accept: undefined }],
    ['content-type', { 'content-type': 'text/plain' }],
    ['content-type', { 'content-type': undefined }],
    ['authorization', { authorization: 'Bearer token' }],
    ['authorization', { authorization: undefined }],
  ])('has a wrong header: %s', (name, headers) => {
    const right = sample('sync_connection');
    const requestHeaders = Object.entries({ ...right.requestHeaders, ...headers }).filter(([, value]) => value);
    const wrong = { ...right, requestHeaders: Object.fromEntries(requestHeaders) };
    expect(found(wrong)).toEqual([`request.header /${name}`]);
    expect(JSON.stringify(check(wrong))).not.toContain('token');
  });

  it('has a status that the operation does not answer', () => {
    expect(found({ ...sample('create_group'), status: 200 })).toEqual(['response ']);
    expect(found({ ...sample('list_all_groups'), status: 302 })).toEqual(['response ']);
  });

  it('has an error that is not a code and a message', () => {
    const wrong = (responseBody: unknown): string[] =>
      found({ ...sample('list_all_groups'), status: 500, responseBody });
    expect(wrong(undefined)).toEqual(['response ']);
    expect(wrong('Bad gateway')).toEqual(['response ']);
    expect(wrong({ code: 'InternalError' })).toEqual(['response /message']);
    expect(wrong({ code: 1, message: 'x' })).toEqual(['response /code']);
    expect(wrong({ code: 'NotFound', message: 'x', data: {} })).toEqual(['response /data']);
  });

  it.each([
    ['group_details', '/data/id', 7, 'must be string, not number'],
    ['group_details', '/data/name', undefined, 'is required, and absent'],
    ['group_details', '/data/owner', 'ada', 'is not in the document'],
    ['group_details', '/data/created_at', 'today', 'must be a date-time, not "today"'],
    ['webhook_details', '/data/type', 'team', 'must be one of group, account, not "team"'],
    ['connection_details', '/data/config/port', '5432', 'must be integer, not string'],
    [
      'connection_details',
      '/data/service',
      'no_service',
      'must be one of the 773 that the document has, not "no_service"',
    ],
  ])('is told with what was required and what came: %s %s %s', (operation, at, value, message) => {
    const [violation] = check(withValue(sample(operation), 'responseBody', at, value));
    expect(violation).toEqual({ operation, where: 'response', at, message });
  });

  it('does not tell a secret', () => {
    const wrong = withValue(sample('create_connection'), 'requestBody', '/auth/refresh_token', { hunter2: 'hunter2' });
    expect(check(wrong)).toHaveLength(1);
    expect(JSON.stringify(check(wrong))).not.toContain('hunter2');
  });
});

describe('An answer that a test scripted', () => {
  beforeEach(() => void requireOpenApi());

  it('is not checked, its request is', () => {
    const scripted = { ...exchange('GET /v1/groups?page=2'), status: 502, responseBody: '<html>', faulty: true };
    expect(found(scripted)).toEqual(['request.query /page']);
  });
});

describe('Without the document', () => {
  const env = { FIVETRAN_OPENAPI: 'no-such-document.json' };

  it('there is no contract, and the reason is printed', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(openContract({ env })).toBeUndefined();
    expect(write.mock.calls.join()).toMatch(/No OpenAPI document at .*no-such-document\.json/);
    write.mockRestore();
  });

  it('continuous integration fails rather than skips', () => {
    expect(() => openContract({ env: { ...env, CI: 'true' } })).toThrow('No OpenAPI document at');
  });
});
