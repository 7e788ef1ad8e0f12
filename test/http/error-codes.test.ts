import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/graphql/errors.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface Sent {
  readonly method?: string;
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const json = (body: unknown): Sent => ({ body: JSON.stringify(body) });

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

async function send({ url }: TestServer, { method = 'POST', search = '', headers, body }: Sent) {
  const response = await fetch(`${url}/graphql${search}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    ...(JSON.parse(text) as Answered),
  };
}

/** What came, what is answered: the status, and the code of every error. */
const REFUSED: Readonly<Record<string, [Sent, number, string]>> = {
  'a syntax error': [json({ query: '{ groups' }), 200, 'GRAPHQL_PARSE_FAILED'],
  'an unknown field': [json({ query: '{ nonsense }' }), 200, 'GRAPHQL_VALIDATION_FAILED'],
  'an unknown argument': [json({ query: '{ groups(last: 1) { nodes { id } } }' }), 200, 'GRAPHQL_VALIDATION_FAILED'],
  'an argument of another type': [
    json({ query: '{ groups(first: "1") { nodes { id } } }' }),
    200,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a variable of another type': [
    json({ query: 'query ($n: Int) { groups(first: $n) { nodes { id } } }', variables: { n: 'x' } }),
    400,
    'BAD_USER_INPUT',
  ],
  'a variable that is missing': [
    json({ query: 'query ($id: ID!) { group(id: $id) { name } }' }),
    400,
    'BAD_USER_INPUT',
  ],
  'a variable that may not be null': [
    json({ query: 'query ($id: ID!) { group(id: $id) { name } }', variables: { id: null } }),
    400,
    'BAD_USER_INPUT',
  ],
  'an enum value that there is not': [
    json({
      query: 'query ($s: [ConnectionSyncState!]) { connections(filter: { syncState: $s }) { nodes { id } } }',
      variables: { s: ['NEW'] },
    }),
    400,
    'BAD_USER_INPUT',
  ],
  'the enum value UNRECOGNIZED': [
    json({ query: '{ connections(filter: { syncState: [UNRECOGNIZED] }) { nodes { id } } }' }),
    200,
    'BAD_USER_INPUT',
  ],
  'an unknown operation name': [
    json({ query: 'query A { viewer { mode } }', operationName: 'B' }),
    400,
    'BAD_USER_INPUT',
  ],
  'several operations without a name': [
    json({ query: 'query A { viewer { mode } } query B { viewer { mode } }' }),
    400,
    'BAD_USER_INPUT',
  ],
  'no query': [json({ variables: {} }), 200, 'BAD_USER_INPUT'],
  'a query that is no text': [json({ query: 7 }), 400, 'BAD_USER_INPUT'],
  'variables that are no object': [json({ query: '{ viewer { mode } }', variables: 'x' }), 400, 'BAD_USER_INPUT'],
  'a list of operations': [json([{ query: '{ viewer { mode } }' }]), 400, 'BAD_USER_INPUT'],
  'a body that is no object': [json('x'), 400, 'BAD_USER_INPUT'],
  'a body that is no JSON': [{ body: '{"query":' }, 400, 'BAD_USER_INPUT'],
  'an empty body': [{ body: '' }, 400, 'BAD_USER_INPUT'],
  'variables in a URL that are no JSON': [
    { method: 'GET', search: '?query={viewer{mode}}&variables={' },
    400,
    'BAD_USER_INPUT',
  ],
  'a URL without a query': [{ method: 'GET', search: '?x=1' }, 200, 'BAD_USER_INPUT'],
  'another method': [{ ...json({ query: '{ viewer { mode } }' }), method: 'PUT' }, 405, 'BAD_USER_INPUT'],
};

describe('a request that cannot be served', () => {
  it.each(Object.entries(REFUSED))('%s: status, code and a message, and no call', async (_, [sent, status, code]) => {
    const server = await startServer();
    const answer = await send(server, sent);
    expect([answer.status, answer.errors?.map(({ extensions }) => extensions?.code)]).toEqual([status, [code]]);
    expect(ERROR_CODES).toContain(code);
    expect(answer.errors?.[0]?.message).not.toBe('');
    expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:|127\.0\.0\.1/);
    expect(server.calls()).toEqual([]);
  });
});

describe('a variable that is not what the operation declares', () => {
  it('is told with its code, and with nothing of how the answer is sent', async () => {
    const { query } = await startServer();
    const { errors } = await query('query ($n: Int!) { groups(first: $n) { nodes { name } } }', { n: 'x' });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  });
});

describe('an operation comes as JSON', () => {
  const query = '{ viewer { mode } }';
  const sent = (type: string | undefined, body: string | FormData) => ({
    method: 'POST',
    headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) },
    body,
  });

  it.each([
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
    ['application/graphql', query],
    ['text/plain', JSON.stringify({ query })],
    ['application/jsonp', JSON.stringify({ query })],
  ])('and not as %s', async (type, body) => {
    const { url } = await startServer();
    const answer = await fetch(`${url}/graphql`, sent(type, body));
    const { errors } = (await answer.json()) as Answered;
    expect([answer.status, errors?.[0]?.extensions?.code]).toEqual([415, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toBe(`Content-Type must be application/json, got ${type}`);
  });

  it('and not as a form with files', async () => {
    const { url } = await startServer();
    const form = new FormData();
    form.set('operations', JSON.stringify({ query }));
    form.set('map', '{}');
    expect((await fetch(`${url}/graphql`, sent(undefined, form))).status).toBe(415);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/graphql+json'])(
    'as %s',
    async (type) => {
      const { url } = await startServer();
      const answer = await fetch(`${url}/graphql`, sent(type, JSON.stringify({ query })));
      expect(await answer.json()).toMatchObject({ data: { viewer: { mode: 'EMULATOR' } } });
    },
  );

  it('and not larger than MAX_BODY_BYTES', async () => {
    const server = await startServer({ settings: { MAX_BODY_BYTES: '1000' } });
    const answer = await send(server, json({ query: `${query}${' '.repeat(2000)}` }));
    expect([answer.status, answer.errors?.map(({ extensions }) => extensions?.code)]).toEqual([
      413,
      ['BAD_USER_INPUT'],
    ]);
  });
});

describe('a query in an address', () => {
  const search = `?query=${encodeURIComponent('query ($n: Int) { groups(first: $n) { nodes { name } } }')}&variables={"n":1}`;

  it('is answered', async () => {
    const server = await startServer();
    const answer = await send(server, { method: 'GET', search });
    expect(answer).toMatchObject({ status: 200, data: { groups: { nodes: [{ name: 'Group_1' }] } } });
  });

  it.each<[string, Record<string, string>]>([
    ['with a cookie', { cookie: 'a=b' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another origin of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('is refused %s', async (_, headers) => {
    const server = await startServer();
    const answer = await send(server, { method: 'GET', search, headers });
    expect([answer.status, answer.errors?.map(({ extensions }) => extensions?.code)]).toEqual([403, ['FORBIDDEN']]);
    expect(server.calls()).toEqual([]);
  });

  it.each(['none', 'same-origin'])('is answered from %s', async (site) => {
    const server = await startServer();
    expect(await send(server, { method: 'GET', search, headers: { 'sec-fetch-site': site } })).toMatchObject({
      status: 200,
    });
  });
});
