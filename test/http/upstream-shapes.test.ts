import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

const withItems = (json: unknown, change: (item: Json) => Json) => {
  const { data, ...rest } = json as Json;
  return { ...rest, data: { ...data, items: data.items.map(change) } };
};

const FIELDS = `{ connections { nodes { fivetranId service schema paused serviceVersion createdAt succeededAt syncFrequency scheduleType
  dataDelaySensitivity networkingMethod group { fivetranId } connectedBy { fivetranId }
  status { setupState syncState updateState isHistoricalSync tasks { code } warnings { message } } } } }`;

describe('an answer of another form than today', () => {
  const ask = async (change: (item: Json) => Json) => {
    const server = await startServer({ emulator: { size: { groups: 1, connectionsPerGroup: 1 } } });
    server.emulator.fault({ match: /connections/, then: { patch: (json) => withItems(json, change) } });
    const { data, errors } = await server.query(FIELDS);
    return { errors, connection: data.connections?.nodes[0] };
  };

  it('with a value of a closed set that nobody knows yet: UNRECOGNIZED, never an error', async () => {
    const { errors, connection } = await ask((item) => ({
      ...item,
      schedule_type: 'lunar',
      networking_method: 'CarrierPigeon',
      status: { ...item.status, setup_state: 'haunted', sync_state: '' },
    }));
    expect(errors).toBeUndefined();
    expect(connection).toMatchObject({
      scheduleType: 'UNRECOGNIZED',
      networkingMethod: 'UNRECOGNIZED',
      status: { setupState: 'UNRECOGNIZED', syncState: 'UNRECOGNIZED', updateState: 'ON_SCHEDULE' },
    });
  });

  it.each<[string, (item: Json) => Json]>([
    ['only an id', ({ id }) => ({ id })],
    [
      'null in every place but the id',
      (item) => ({ ...Object.fromEntries(Object.keys(item).map((name) => [name, null])), id: item.id }),
    ],
  ])('with %s: the rest is null', async (_, change) => {
    const { errors, connection } = await ask(change);
    expect(errors).toBeUndefined();
    const { fivetranId, ...rest } = connection;
    expect(fivetranId).toEqual(expect.any(String));
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('with a state of nulls', async () => {
    const { errors, connection } = await ask((item) => ({ ...item, status: { tasks: null, warnings: [{}] } }));
    expect(errors).toBeUndefined();
    expect(connection.status).toMatchObject({
      setupState: null,
      isHistoricalSync: null,
      tasks: [],
      warnings: [{ message: null }],
    });
  });

  it('with more fields than are known', async () => {
    const { errors, connection } = await ask((item) => ({
      ...item,
      horoscope: { sign: 'leo' },
      status: { ...item.status, mood: 'good' },
    }));
    expect(errors).toBeUndefined();
    expect(connection.status.setupState).toBe('CONNECTED');
  });

  it('with a time of another precision, which is kept as it is', async () => {
    const { connection } = await ask((item) => ({
      ...item,
      created_at: '2024-12-01T15:43:29Z',
      succeeded_at: '2024-12-01T15:43:29.013729Z',
    }));
    expect([connection.createdAt, connection.succeededAt]).toEqual([
      '2024-12-01T15:43:29Z',
      '2024-12-01T15:43:29.013729Z',
    ]);
  });

  it('with a number that no Int can hold: null, with an error that has a code and tells no value', async () => {
    const { errors, connection } = await ask((item) => ({ ...item, service_version: 2 ** 40 }));
    expect(connection).toMatchObject({ service: 'postgres', serviceVersion: null });
    expect(errors).toMatchObject([
      { path: ['connections', 'nodes', 0, 'serviceVersion'], extensions: { code: expect.any(String) } },
    ]);
    expect(errors?.[0]?.message).not.toContain('1099511627776');
  });
});
