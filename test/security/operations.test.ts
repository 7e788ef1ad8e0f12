// cspell:ignore frist groop grouq grup paussed
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { readOperations } from '../../src/http/use-listed-operations.ts';
import { openServer, post, type SecuredServer } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const known = 'query Known { viewer { mode } }';
const operations = join(mkdtempSync(join(tmpdir(), 'operations-')), 'operations.json');
writeFileSync(operations, JSON.stringify({ known }));

describe('With PERSISTED_ONLY', () => {
  it('only the operations of the file run, by id or by their text', async () => {
    server = await openServer({ settings: { OPERATIONS_FILE: operations, PERSISTED_ONLY: 'true' } });
    const { url } = server;
    const persistedQuery = { version: 1, sha256Hash: 'known' };
    for (const body of [{ documentId: 'known' }, { extensions: { persistedQuery } }, { query: known }]) {
      expect((await post(url, body)).json.data).toEqual({ viewer: { mode: 'SERVER_KEY' } });
    }
    const other = await post(url, { query: '{ viewer { mode } }' });
    expect([other.status, other.json.errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    const none = await post(url, { documentId: '__proto__' });
    expect(none.json.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await post(url, { variables: {} })).json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('With PERSISTED_ONLY, over a WebSocket too', () => {
  it('an operation that is not listed does not run', async () => {
    server = await openServer({ settings: { OPERATIONS_FILE: operations, PERSISTED_ONLY: 'true' } });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const answer = await new Promise<string>((resolve) => {
      socket.onopen = () => socket.send('{"type":"connection_init"}');
      socket.onclose = ({ code }) => resolve(`closed ${code}`);
      socket.onmessage = ({ data }) => {
        const { type } = JSON.parse(String(data));
        const payload = { query: 'subscription { connectionEvents { id } }' };
        if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
        else resolve(String(data));
      };
    });
    socket.close();
    expect(JSON.parse(answer)).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});

describe('The operations file', () => {
  it('alone leaves other operations free', async () => {
    server = await openServer({ settings: { OPERATIONS_FILE: operations } });
    expect((await post(server.url, { documentId: 'known' })).json.data).toEqual({ viewer: { mode: 'SERVER_KEY' } });
    expect((await post(server.url, { query: '{ viewer { scope } }' })).json.errors).toBeUndefined();
  });

  it.each([
    ['no JSON', '{', /JSON/],
    ['a list', '["query { viewer { mode } }"]', /by their ids/],
    ['a text that is no operation', '{"a":"query {"}', /^.*a: Syntax Error/],
    ['a field that there is not', '{"a":"{ nothing }"}', /a: Cannot query field/],
  ])('with %s is refused at the start', (_, text, expected) => {
    const path = `${operations}.broken`;
    writeFileSync(path, text);
    expect(() => readOperations(path, graphqlSchema)).toThrow(expected);
  });
});

describe('With INTROSPECTION off', () => {
  it('the schema is not told, nor suggested where a name is misspelt', async () => {
    server = await openServer({ settings: { INTROSPECTION: 'false' } });
    const { url } = server;
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Group") { name } }']) {
      expect((await post(url, { query })).json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    const misspelt = [
      { query: '{ groop(id: 1) { name } }' },
      { query: '{ groups(frist: 1) { nodes { name } } }' },
      { query: 'query ($x: Grup) { viewer { mode } }' },
      { query: '{ groups { nodes { ... on Grouq { name } } } }' },
      {
        query: 'query ($f: ConnectorFilter) { connections(filter: $f) { nodes { id } } }',
        variables: { f: { paussed: true } },
      },
    ];
    for (const body of misspelt) {
      const { text, json } = await post(url, body);
      expect(json.errors.length).toBeGreaterThan(0);
      expect(text).not.toContain('Did you mean');
    }
    expect((await post(url, { query: '{ __typename }' })).json.data).toEqual({ __typename: 'Query' });
  });
});
