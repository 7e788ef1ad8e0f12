import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isOwnOrigin } from '../../src/http/origin.ts';
import { openServer, parsed, post, type SecuredServer } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const mode = { query: '{ viewer { mode } }' };

describe('Every answer', () => {
  it('is kept by nothing in between, framed by no page and read as what it is', async () => {
    server = await openServer();
    const { url } = server;
    for (const path of ['/graphql?query={viewer{mode}}', '/healthz', '/nothing']) {
      const { headers } = await fetch(url + path);
      expect([
        path,
        headers.get('x-content-type-options'),
        headers.get('x-frame-options'),
        headers.get('cache-control'),
      ]).toEqual([path, 'nosniff', 'DENY', 'no-store']);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });
});

describe('Pages of other origins', () => {
  it('may call where CORS_ORIGINS names them, with the headers that they need', async () => {
    server = await openServer({ settings: { CORS_ORIGINS: 'https://app.example' } });
    const origin = 'https://app.example';
    const ahead = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(ahead.status).toBe(204);
    expect(ahead.headers.get('access-control-allow-origin')).toBe(origin);
    expect(ahead.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(ahead.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await post(server.url, mode, { origin });
    expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')]).toEqual([
      200,
      origin,
      expect.stringContaining('origin'),
    ]);
  });

  it('may not where none is named; pages of this server may', async () => {
    server = await openServer();
    expect((await post(server.url, mode, { origin: 'https://app.example' })).status).toBe(403);
    const own = await post(server.url, mode, { origin: server.url });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

describe('A page is of this server', () => {
  const listed = new Set(['https://app.example']);

  it.each([
    ['of the same host and port', 'http://127.0.0.1:4000', '127.0.0.1:4000', true],
    ['behind a proxy that ends TLS', 'https://graphql.example', 'graphql.example', true],
    ['whose port a proxy names', 'https://graphql.example', 'graphql.example:443', true],
    ['whose Host is in capitals', 'https://graphql.example', 'GraphQL.example', true],
    ['of IPv6', 'http://[::1]:4000', '[::1]:4000', true],
    ['that is listed', 'https://app.example', 'graphql.example', true],
    ['of none', undefined, 'graphql.example', true],
    ['of another port', 'http://127.0.0.1:4001', '127.0.0.1:4000', false],
    ['of a host that ends so', 'https://evil-graphql.example', 'graphql.example', false],
    ['of a host that begins so', 'https://graphql.example.evil', 'graphql.example', false],
    ['of a file, or in a frame without rights', 'null', 'graphql.example', false],
    ['with a user', 'https://graphql.example@evil', 'graphql.example', false],
    ['with another user', 'https://evil@graphql.example', 'graphql.example', false],
    ['with a path', 'https://graphql.example/', 'graphql.example', false],
    ['of nothing that is an origin', 'graphql.example', 'graphql.example', false],
    ['without a Host', 'https://graphql.example', undefined, false],
  ])('or is not: one %s', (_, origin, host, expected) => {
    const headers = { ...(origin === undefined ? {} : { origin }), ...(host === undefined ? {} : { host }) };
    expect(isOwnOrigin(headers, listed)).toBe(expected);
  });
});

/** What comes back of raw bytes, and how long it took until the end. */
function raw(url: string, text: string): Promise<{ answer: string; ms: number }> {
  const { port } = new URL(url);
  const begun = performance.now();
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    const end = () => resolve({ answer, ms: performance.now() - begun });
    socket.on('close', end);
    socket.on('error', end);
  });
}

describe('Who is slow', () => {
  it('with headers is cut off', async () => {
    server = await openServer();
    const { answer, ms } = await raw(server.url, 'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(14_000);
  });
});

describe('Two ways to read one request', () => {
  it.each([
    ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n'],
    ['two lengths', 'content-length: 5\r\ncontent-length: 50\r\n\r\nhello'],
    ['a header with a line break alone', 'x-a: b\nx-c: d\r\ncontent-length: 0\r\n\r\n'],
    ['a NUL in a header', 'x-a: b\u0000c\r\ncontent-length: 0\r\n\r\n'],
  ])('are refused: %s', async (_, rest) => {
    server = await openServer();
    const { answer } = await raw(
      server.url,
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${rest}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(parsed(answer.split('\r\n\r\n')[1] ?? '')).not.toMatchObject({ data: {} });
  });
});
