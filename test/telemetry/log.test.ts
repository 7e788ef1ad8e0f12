import { afterEach, describe, expect, it } from 'vitest';
import { bearer, clientsFile, openServer, post, type SecuredServer } from '../security/servers.ts';
import { until } from '../support/until.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const LEVELS = { info: 30, warn: 40, error: 50 } as const;

const open = async (random = () => 0) => {
  server = await openServer({
    clients: clientsFile({ ops: { token: 1, grants: '{ groups: read, connections: read }' } }),
    parts: { random },
  });
  return server;
};

/** The line of the operation with this request id, once it is there. */
async function lineOf({ log }: SecuredServer, requestId: string) {
  const find = () => log.map((line) => JSON.parse(line)).find((line) => line.requestId === requestId);
  await until(() => find() !== undefined);
  return find();
}

describe('The log', () => {
  it('has one line for an operation: what it was, whose, what it has cost, how it ended', async () => {
    const own = await open();
    const query = 'query Both { groups { nodes { name } } connections { nodes { schema } } }';
    await post(own.url, { query }, { ...bearer(1), 'x-request-id': 'cold' });
    expect(await lineOf(own, 'cold')).toMatchObject({
      ...{ level: LEVELS.info, msg: 'operation', name: 'Both', kind: 'query', client: 'ops', transport: 'http' },
      ...{ codes: [], calls: 2, retries: 0, cacheHits: 0, stale: false, shared: null, status: 200 },
    });
    await post(own.url, { query }, { ...bearer(1), 'x-request-id': 'warm' });
    expect(await lineOf(own, 'warm')).toMatchObject({ calls: 0, cacheHits: 2, shared: null, client: 'ops' });
    await post(own.url, { query }, { ...bearer(1), 'x-request-id': 'again' });
    expect(await lineOf(own, 'again')).toMatchObject({ calls: 0, cacheHits: 2, shared: 'kept', client: 'ops' });
    const lines = own.log.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId !== undefined);
    expect(lines.map(({ requestId }) => requestId)).toEqual(['cold', 'warm', 'again']);
  });

  it('warns of what was refused or has failed, with why', async () => {
    const own = await open();
    const send = async (requestId: string, query: string, headers = bearer(1)) => {
      await post(own.url, { query }, { ...headers, 'x-request-id': requestId });
      const { level, msg, codes, client, retries } = await lineOf(own, requestId);
      return { level, msg, codes, client, retries };
    };
    const failed = { level: LEVELS.warn, msg: 'operation failed', client: 'ops', retries: 0 };
    expect(await send('denied', '{ users { nodes { email } } }')).toEqual({ ...failed, codes: ['FORBIDDEN'] });
    expect(await send('unknown', '{ groups { nodes { name } } }', bearer(2))).toEqual({
      ...failed,
      client: null,
      codes: ['UNAUTHENTICATED'],
    });
    expect(await send('wrong', '{ nothing }')).toMatchObject({
      level: LEVELS.warn,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });
    own.emulator.fault({ match: /groups/, then: { status: 503 } });
    expect(await send('down', '{ groups { nodes { name } } }')).toEqual({
      ...failed,
      retries: 3,
      codes: ['UPSTREAM_UNAVAILABLE'],
    });
  });

  it('says of an error that nobody foresaw that it is one', async () => {
    const own = await open(() => {
      throw new TypeError('nobody foresaw this');
    });
    own.emulator.fault({ match: /groups/, then: { status: 503 } });
    await post(own.url, { query: '{ groups { nodes { name } } }' }, { ...bearer(1), 'x-request-id': 'broken' });
    const line = await lineOf(own, 'broken');
    expect(line).toMatchObject({ level: LEVELS.error, codes: ['INTERNAL_SERVER_ERROR'] });
  });

  it.each([
    ['', false],
    ['a b', false],
    ['x'.repeat(129), false],
    ['"}', false],
    ['x'.repeat(128), true],
    ['trace/1:2.3-4_5=+', true],
  ])('has the id that a request came with where it is fit for it: %j', async (given, isKept) => {
    const own = await open();
    const reply = await post(
      own.url,
      { query: '{ groups { nodes { name } } }' },
      { ...bearer(1), 'x-request-id': given },
    );
    const id = reply.headers.get('x-request-id') ?? '';
    expect(id).toMatch(isKept ? /./ : /^[0-9a-f-]{36}$/);
    expect(id === given).toBe(isKept);
    expect(await lineOf(own, id)).toMatchObject({ client: 'ops' });
  });

  it('tells once of a word of Fivetran that the schema does not know', async () => {
    const own = await open();
    const unheardOf = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll('"connected"', '"half_way"'));
    own.emulator.fault({ match: /connections/, then: { patch: unheardOf } });
    for (const alias of ['a', 'b']) {
      const query = `{ ${alias}: connections { nodes { status { setupState } } } }`;
      await post(own.url, { query }, { ...bearer(1), 'x-request-id': alias });
      await lineOf(own, alias);
    }
    const told = own.log.map((line) => JSON.parse(line)).filter((line) => line.enum !== undefined);
    expect(told).toMatchObject([{ level: LEVELS.warn, enum: 'ConnectionSetupState', value: 'half_way' }]);
  });
});
