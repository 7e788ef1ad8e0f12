import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/emulator/faults.ts';
import { expectNothingLeaked } from '../support/leaks.ts';
import { type Answer, startServer, type TestServer } from '../support/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

const QUERY = '{ groups { nodes { fivetranId name } } viewer { mode } }';
/** What may be repeated is repeated at once. */
const parts = { random: () => 0 };

const withItems = (json: unknown, change: (item: Json) => Json) => {
  const { data, ...rest } = json as Json;
  return { ...rest, data: { ...data, items: data.items.map(change) } };
};

/** Asks while a list fails in one way; the sibling must survive, and the error have its path. */
async function askWith(then: Fault, options: { times?: number } = {}): Promise<{ server: TestServer; answer: Answer }> {
  const server = await startServer({ parts });
  server.emulator.fault({ match: /^GET \/v1\/groups/, then, ...options });
  const answer = await server.query(QUERY);
  expect(answer.status).toBe(200);
  expect(answer.data.viewer).toEqual({ mode: 'EMULATOR' });
  expectNothingLeaked(answer, server.emulator.url);
  return { server, answer };
}

const envelope = (status: number, code: string, message: string, headers = {}) => ({
  status,
  headers,
  body: { code, message },
});

describe('what upstream refuses, or fails at', () => {
  it.each<[string, Fault, string, object]>([
    [
      '401',
      envelope(401, 'AuthFailed', 'Invalid authorization credentials'),
      'UNAUTHENTICATED',
      { fivetran: { status: 401, code: 'AuthFailed' } },
    ],
    [
      '403',
      envelope(403, 'Forbidden', 'The role does not reach this'),
      'FORBIDDEN',
      { fivetran: { status: 403, code: 'Forbidden' } },
    ],
    [
      '404 of a list',
      envelope(404, 'NotFound', 'HTTP 404 Not Found'),
      'UPSTREAM_ERROR',
      { fivetran: { status: 404, code: 'NotFound' } },
    ],
    ['405', envelope(405, 'MethodNotAllowed', 'No'), 'UPSTREAM_ERROR', { fivetran: { status: 405 } }],
    [
      '409',
      envelope(409, 'Conflict', 'Something is in the way'),
      'UPSTREAM_ERROR',
      { fivetran: { status: 409, code: 'Conflict' } },
    ],
    [
      '429 for an hour',
      envelope(429, 'TooManyRequests', 'Max 20000 api calls', { 'Retry-After': '3600' }),
      'RATE_LIMITED',
      { retryAfterSeconds: 3600, fivetran: { status: 429 } },
    ],
    [
      '500 for ever',
      envelope(500, 'InternalError', 'Something went wrong'),
      'UPSTREAM_UNAVAILABLE',
      { reason: 'status', fivetran: { status: 500 } },
    ],
    [
      '503 without a body',
      { status: 503, body: '' },
      'UPSTREAM_UNAVAILABLE',
      { reason: 'status', fivetran: { status: 503, code: null } },
    ],
    [
      '502 with a page',
      { status: 502, body: '<html>Bad gateway 10.0.0.1</html>' },
      'UPSTREAM_UNAVAILABLE',
      { fivetran: { status: 502 } },
    ],
    ['a hang-up', { hangUp: true }, 'UPSTREAM_UNAVAILABLE', { reason: 'hang-up' }],
    ['half an answer', { truncate: true }, 'UPSTREAM_UNAVAILABLE', { reason: 'hang-up' }],
    [
      'half of its JSON',
      { status: 200, body: '{"code":"Success","data":{"items":[{"id":"a' },
      'UPSTREAM_UNAVAILABLE',
      { reason: 'truncated' },
    ],
    [
      'a page of something else',
      { status: 200, body: '<html>Sign in</html>' },
      'UPSTREAM_UNAVAILABLE',
      { reason: 'truncated' },
    ],
    ['no data', { status: 200, body: { code: 'Success' } }, 'UPSTREAM_ERROR', {}],
    [
      'another shape',
      { patch: (json) => ({ ...(json as Json), data: { items: 'secret-value' } }) },
      'UPSTREAM_ERROR',
      {},
    ],
    [
      'a thing without an id',
      { patch: (json) => withItems(json, () => ({ name: 'secret-value' })) },
      'UPSTREAM_ERROR',
      {},
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://elsewhere.example/' }, body: '' },
      'UPSTREAM_ERROR',
      { fivetran: { status: 302 } },
    ],
  ])('%s is told by its code', async (_, fault, code, extensions) => {
    const { answer } = await askWith(fault);
    expect(answer.data.groups).toBeNull();
    expect(answer.errors).toMatchObject([{ path: ['groups'], extensions: { code, ...extensions } }]);
    expect(answer.errors?.[0]?.message).not.toMatch(/secret-value|elsewhere|10\.0\.0\.1|^$/);
  });

  it("keeps Fivetran's own words", async () => {
    const { answer } = await askWith(envelope(400, 'InvalidInput', "Invalid 'cursor'"));
    expect(answer.errors?.[0]).toMatchObject({ message: "Invalid 'cursor'", extensions: { code: 'UPSTREAM_ERROR' } });
  });

  it.each<[string, Fault]>([
    ['500', { status: 500 }],
    ['a hang-up', { hangUp: true }],
    ['half an answer', { truncate: true }],
    ['429 for a moment', envelope(429, 'TooManyRequests', 'Slow down', { 'Retry-After': '0' })],
  ])('%s once is repeated, and counted', async (_, fault) => {
    const { server, answer } = await askWith(fault, { times: 1 });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.groups.nodes).toHaveLength(3);
    expect(answer.extensions.fivetran).toMatchObject({ calls: 1, retries: 1 });
    expect(server.calls()).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 409, 302])('%i is not repeated', async (status) => {
    const { server, answer } = await askWith({ status });
    expect(answer.extensions.fivetran).toMatchObject({ calls: 1, retries: 0 });
    expect(server.calls()).toHaveLength(1);
  });

  it('is repeated a few times at most', async () => {
    const { server } = await askWith({ status: 500 });
    expect(server.calls().length).toBeLessThanOrEqual(4);
  });
});
