// cspell:ignore fusers
import { basic } from './servers.ts';

/** A hostile request, and what it is to be answered with. */
export interface Hostile {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  /** Replaces those of a JSON request where it is named; `undefined` leaves one out. */
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string | Uint8Array;
  /** The status or statuses that are right. */
  readonly status: number | readonly number[];
  /** Codes of errors, all of them; undefined where it is no answer of GraphQL's. */
  readonly code?: string;
  /** What the answer says. */
  readonly says?: RegExp;
}

const operation = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number) =>
  `${'{ groups { nodes { connections { nodes { group '.repeat(depth)}{ name }${' } } } } }'.repeat(depth)}`;
const deep = (depth: number) =>
  `{ groups { nodes ${'{ connections { nodes { group '.repeat(depth)}{ name }${' } } }'.repeat(depth)} } }`;
/** Each fragment uses the next one twice: 2^n fields of a text of n lines. */
const bomb = (levels: number) =>
  `{ groups { nodes { ...F0 } } } ${times(
    levels,
    (i) =>
      `fragment F${i} on Group { a: logService { group { ...F${i + 1} } } b: logService { group { ...F${i + 1} } } }`,
  )} fragment F${levels} on Group { name }`;
const introspection = (depth: number) =>
  `{ __schema { types { fields ${'{ type { fields '.repeat(depth)}{ name }${' } }'.repeat(depth)} } } }`;

/** Too large, too deep, too many: refused before anything is read. */
const floods: readonly Hostile[] = [
  { name: 'a body above MAX_BODY_BYTES', body: operation(`# ${'x'.repeat(1_100_000)}`), status: 413 },
  {
    name: 'a body that lies about its length',
    body: operation('{ x }'),
    headers: { 'content-length': '2000000' },
    status: [408, 413],
  },
  {
    name: 'headers above MAX_HEADER_BYTES',
    headers: { 'x-long': 'x'.repeat(20_000) },
    body: operation('{ viewer { mode } }'),
    status: 431,
  },
  {
    name: '10,000 tokens',
    body: operation(`{ ${'__typename '.repeat(10_000)} }`),
    status: [200, 400],
    code: 'GRAPHQL_PARSE_FAILED',
    says: /4000 tokens/,
  },
  {
    name: '10,000 aliases',
    body: operation(`{ ${times(10_000, (i) => `a${i}: __typename`)} }`),
    status: [200, 400],
    code: 'GRAPHQL_PARSE_FAILED',
  },
  {
    name: '500 aliases',
    body: operation(`{ ${times(500, (i) => `a${i}: viewer { mode }`)} }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /aliases/i,
  },
  {
    name: '500 aliases of __typename',
    body: operation(`{ ${times(500, (i) => `a${i}: __typename`)} }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /aliases/i,
  },
  {
    name: '51 aliases through a fragment that is used twice',
    body: operation(`{ groups { nodes { ...F ...F } } } fragment F on Group { ${times(26, (i) => `a${i}: name`)} }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /aliases/i,
  },
  { name: 'a bomb of fragments', body: operation(bomb(40)), status: [200, 400], code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: 'nesting of 100',
    body: operation(deep(33)),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /depth/,
  },
  {
    name: 'nesting that is no text of GraphQL',
    body: operation(nested(200)),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'nesting in a fragment',
    body: operation(
      `{ groups { nodes { ...F } } } fragment F on Group ${'{ connections { nodes { group '.repeat(10)}{ name }${' } } }'.repeat(10)}`,
    ),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /depth/,
  },
  {
    name: 'nesting in inline fragments',
    body: operation(
      `{ groups { nodes ${'{ ... on Group { connections { nodes { group '.repeat(8)}{ name }${' } } } }'.repeat(8)} } }`,
    ),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /depth/,
  },
  {
    name: '1,000 brackets of a list',
    body: operation(`{ nodes(ids: ${'['.repeat(1000)}${']'.repeat(1000)}) { id } }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: '100,000 brackets of a list',
    body: operation(`{ nodes(ids: ${'['.repeat(100_000)}) { id } }`),
    status: [200, 400],
    code: 'GRAPHQL_PARSE_FAILED',
  },
  {
    name: 'a fragment that uses itself',
    body: operation('{ groups { nodes { ...F } } } fragment F on Group { ...F }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'two fragments that use each other',
    body: operation('{ groups { nodes { ...F } } } fragment F on Group { ...G } fragment G on Group { ...F }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a cycle of fragments through fields',
    body: operation('{ groups { nodes { ...F } } } fragment F on Group { connections { nodes { group { ...F } } } }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: '500 directives',
    body: operation(`{ viewer ${'@include(if: true) '.repeat(500)} { mode } }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: '51 directives, each at a field of its own',
    body: operation(`{ ${times(51, () => '__typename @include(if: true)')} }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /directives/i,
  },
  {
    name: '500 directives that there are not',
    body: operation(`{ viewer { mode ${times(500, (i) => `@x${i}`)} } }`),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'introspection of introspection',
    body: operation(introspection(12)),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /depth/,
  },
  {
    name: 'a number of items beyond every limit',
    body: operation('{ groups(first: 1000000) { nodes { name } } }'),
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a number beyond 32 bits',
    body: operation('{ groups(first: 99999999999999999999) { nodes { name } } }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a negative number of items',
    body: operation('{ groups(first: -1) { nodes { name } } }'),
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'an exponent',
    body: operation('query ($n: Int) { groups(first: $n) { nodes { name } } }', { variables: { n: 1e300 } }),
    status: [200, 400],
    code: 'BAD_USER_INPUT',
  },
  {
    name: '2,000 ids',
    body: operation('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      variables: { ids: Array.from({ length: 2000 }, (_, i) => `x${i}`) },
    }),
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a query that costs more than it may',
    body: operation(
      `{ ${times(40, (i) => `a${i}: connection(id: "c${i}") { schemaConfig { schemas { nodes { tables { nodes { columns(source: LIVE) { nodes { name } } } } } } } }`)} }`,
    ),
    status: 200,
  },
];

/** Forms of a request that are not taken. */
const forms: readonly Hostile[] = [
  {
    name: 'a batch',
    body: `[${operation('{ viewer { mode } }')},${operation('{ viewer { mode } }')}]`,
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  { name: 'an empty batch', body: '[]', status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'a form',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'query={viewer{mode}}',
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a form of parts',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{viewer{mode}}"}\r\n--x--\r\n',
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a mutation in a form',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'query=mutation{groupDelete(id:"x"){deletedId}}',
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'plain text',
    headers: { 'content-type': 'text/plain' },
    body: operation('{ viewer { mode } }'),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'GraphQL without JSON',
    headers: { 'content-type': 'application/graphql' },
    body: '{ viewer { mode } }',
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'no type',
    headers: { 'content-type': undefined },
    body: operation('{ viewer { mode } }'),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a type that begins like JSON',
    headers: { 'content-type': 'application/jsonp' },
    body: operation('{ viewer { mode } }'),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a type of two',
    headers: { 'content-type': 'text/plain, application/json' },
    body: operation('{ viewer { mode } }'),
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  { name: 'no body', body: '', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'half of JSON', body: '{"query":"{ viewer', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a number', body: '42', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'null', body: 'null', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a query that is an object', body: '{"query":{"a":1}}', status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'variables that are a text',
    body: '{"query":"{ viewer { mode } }","variables":"x"}',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a parameter that there is not',
    body: '{"query":"{ viewer { mode } }","isAdmin":true}',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a name of an operation that there is not',
    body: operation('{ viewer { mode } }', { operationName: 'x' }),
    status: [200, 400],
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'two operations without a name',
    body: operation('query A { viewer { mode } } query B { viewer { mode } }'),
    status: [200, 400],
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'bytes that are no UTF-8',
    body: Buffer.concat([
      Buffer.from('{"query":"{ viewer { mode } }","operationName":"'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}'),
    ]),
    status: [200, 400],
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a body in UTF-16',
    body: Buffer.from(operation('{ viewer { mode } }'), 'utf16le'),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a body that is said to be compressed, and is not',
    headers: { 'content-encoding': 'gzip' },
    body: operation('{ viewer { mode } }'),
    status: [200, 400, 415],
  },
  {
    name: 'a mutation in an address',
    method: 'GET',
    path: '/graphql?query=mutation{groupDelete(id:%22x%22){deletedId}}',
    status: 405,
  },
  {
    name: 'a query in an address with a cookie',
    method: 'GET',
    path: '/graphql?query={viewer{mode}}',
    headers: { cookie: 'session=1' },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'a query in an address from another site',
    method: 'GET',
    path: '/graphql?query={viewer{mode}}',
    headers: { 'sec-fetch-site': 'cross-site' },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'a query in an address from a sister site',
    method: 'GET',
    path: '/graphql?query={viewer{mode}}',
    headers: { 'sec-fetch-site': 'same-site' },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'variables in an address that are no JSON',
    method: 'GET',
    path: '/graphql?query={viewer{mode}}&variables={',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  { name: 'PUT', method: 'PUT', body: operation('{ viewer { mode } }'), status: 405 },
  { name: 'DELETE', method: 'DELETE', status: 405 },
  { name: 'PATCH', method: 'PATCH', body: operation('{ viewer { mode } }'), status: 405 },
  { name: 'TRACE', method: 'TRACE', status: [405, 501] },
  {
    name: 'another method in a header',
    method: 'GET',
    path: '/graphql?query=mutation{groupDelete(id:%22x%22){deletedId}}',
    headers: { 'x-http-method-override': 'POST' },
    status: 405,
  },
  { name: 'a path above the root', method: 'GET', path: '/graphql/../../etc/passwd', status: 404 },
  { name: 'an encoded path above the root', method: 'GET', path: '/%2e%2e/%2e%2e/etc/passwd', status: 404 },
  { name: 'a path that ends as one that is served', method: 'GET', path: '/anything/healthz', status: 404 },
  {
    name: 'a subscription in a POST that takes no stream',
    body: operation('subscription { connectionEvents { id } }'),
    status: [200, 400, 405, 406],
  },
];

/** Where a request says that it comes from. */
const origins: readonly Hostile[] = [
  { name: 'another Host', headers: { host: 'evil.example' }, body: operation('{ viewer { mode } }'), status: 421 },
  {
    name: 'a Host that ends in loopback',
    headers: { host: '127.0.0.1.evil.example' },
    body: operation('{ viewer { mode } }'),
    status: 421,
  },
  {
    name: 'a Host with a user',
    headers: { host: 'localhost@evil.example' },
    body: operation('{ viewer { mode } }'),
    status: [400, 421],
  },
  { name: 'no Host', headers: { host: undefined }, body: operation('{ viewer { mode } }'), status: [400, 421] },
  {
    name: 'a page of another origin',
    headers: { origin: 'https://evil.example' },
    body: operation('{ viewer { mode } }'),
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'a page of a file',
    headers: { origin: 'null' },
    body: operation('{ viewer { mode } }'),
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'an origin that begins like a listed one',
    headers: { origin: 'https://app.example.evil.example' },
    body: operation('{ viewer { mode } }'),
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'a listed origin without TLS',
    headers: { origin: 'http://app.example' },
    body: operation('{ viewer { mode } }'),
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    name: 'what a browser asks ahead for another origin',
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    status: 403,
    code: 'FORBIDDEN',
  },
];

/** Credentials that open nothing. */
const credentials: readonly Hostile[] = [
  {
    name: 'no credential',
    headers: { authorization: undefined },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'a token in the query string',
    headers: { authorization: undefined },
    path: '/graphql?token=fgql_x&access_token=fgql_x',
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'a token in a cookie',
    headers: { authorization: undefined, cookie: 'token=fgql_x' },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'a Bearer where Basic is required',
    headers: { authorization: 'Bearer fgql_x' },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'Basic without a colon',
    headers: { authorization: `Basic ${Buffer.from('key').toString('base64')}` },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'Basic without a secret',
    headers: { authorization: `Basic ${Buffer.from('key:').toString('base64')}` },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'Basic that is no base64',
    headers: { authorization: 'Basic ???' },
    body: operation('{ viewer { mode } }'),
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'the right key with a wrong secret',
    headers: basic('keyOfA', 'wrong'),
    body: operation('{ groups { nodes { name } } }'),
    status: 200,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'the right secret with a wrong key',
    headers: basic('wrong', 'secretOfA'),
    body: operation('{ groups { nodes { name } } }'),
    status: 200,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'a secret with a line break',
    headers: basic('keyOfA', 'secretOfA\r\nx-evil: 1'),
    body: operation('{ groups { nodes { name } } }'),
    status: 200,
    code: 'UNAUTHENTICATED',
  },
];

/** Names that are to lead elsewhere: each must end as a name of nothing, whatever stands in it. */
const names = [
  '../users',
  '..',
  '.',
  '%2e%2e%2fusers',
  '..%2f..%2fusers',
  'x/../../users',
  'x?limit=1',
  'x#y',
  'x\u0000y',
  'x\r\nx-evil: 1',
  '//evil.example/',
  'http://evil.example/',
  '\\..\\users',
  '__proto__',
  'constructor',
  '${7*7}',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '\ud800',
  'x'.repeat(5000),
  ' ',
  '_fivetran',
];
const fields: Record<string, string> = {
  connection: 'query ($id: ID!) { it: connection(id: $id) { fivetranId schema } }',
  group: 'query ($id: ID!) { it: group(id: $id) { fivetranId name } }',
  user: 'query ($id: ID!) { it: user(id: $id) { fivetranId email } }',
  node: 'query ($id: ID!) { it: node(id: $id) { id } }',
};
const injections: readonly Hostile[] = names.flatMap((id) =>
  Object.entries(fields).map(([field, query]) => ({
    name: `${field} of the name ${JSON.stringify(id).slice(0, 40)}`,
    body: operation(query, { variables: { id } }),
    status: [200, 400],
    says: /"it":null|"data":null|BAD_USER_INPUT/,
  })),
);

/** Keys of JSON that JavaScript gives a meaning to. */
const prototypes: readonly Hostile[] = [
  {
    name: '__proto__ beside the query',
    body: '{"query":"{ viewer { mode } }","__proto__":{"isAdmin":true}}',
    status: [200, 400],
  },
  {
    name: '__proto__ among the variables',
    body: '{"query":"query ($id: ID!) { group(id: $id) { name } }","variables":{"id":"x","__proto__":{"id":"y"}}}',
    status: [200, 400],
  },
  {
    name: 'constructor among the variables',
    body: '{"query":"query ($id: ID!) { group(id: $id) { name } }","variables":{"id":"x","constructor":{"prototype":{"a":1}}}}',
    status: [200, 400],
  },
  {
    name: '__proto__ in a config',
    body: '{"query":"mutation ($c: JSON) { connectionUpdate(id: \\"x\\", input: { config: $c }, dryRun: true) { userErrors { message } } }","variables":{"c":{"__proto__":{"isAdmin":true}}}}',
    status: [200, 400],
  },
  {
    name: 'toString for a field',
    body: operation('{ toString }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: '__proto__ for a field',
    body: operation('{ __proto__ }'),
    status: [200, 400],
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
];

const brackets = 100_000;
const deepValues: readonly Hostile[] = [
  {
    name: 'a config of 100,000 brackets',
    body: `{"query":"mutation ($c: JSON) { connectionUpdate(id: \\"x\\", input: { config: $c }, dryRun: true) { userErrors { message } } }","variables":{"c":${'['.repeat(brackets)}${']'.repeat(brackets)}}}`,
    status: [200, 400],
  },
  {
    name: 'variables of 100,000 brackets that nobody asked for',
    body: `{"query":"{ viewer { mode } }","variables":{"c":${'['.repeat(brackets)}${']'.repeat(brackets)}}}`,
    status: [200, 400],
  },
];

export const hostile: readonly Hostile[] = [
  ...floods,
  ...forms,
  ...origins,
  ...credentials,
  ...injections,
  ...prototypes,
  ...deepValues,
];
