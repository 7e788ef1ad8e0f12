import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks for `/graphql` as a browser does, and gives what came over the wire, compressed as it is. */
async function browse({ url }: TestServer, headers: Record<string, string> = {}, method = 'GET'): Promise<Received> {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  const sent = request(`${url}/graphql`, { method, headers: { accept, ...headers } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

describe("GraphiQL's page", () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
    ['gzip;q=0, identity', undefined, (body: Buffer) => body],
  ])('goes to who accepts "%s" as %s', async (accepted, encoding, decode) => {
    const server = await startServer();
    const { status, headers, body } = await browse(server, { 'accept-encoding': accepted });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers.vary).toBe('accept, accept-encoding');
    expect(decode(body).toString()).toMatch(/<!doctype html>.*<\/html>\s*$/s);
  });

  it('is not sent again to a browser that has it', async () => {
    const server = await startServer();
    const gzip = { 'accept-encoding': 'gzip' };
    const first = await browse(server, gzip);
    const etag = String(first.headers.etag);
    expect(first.headers['cache-control']).toBe('no-cache');

    const again = await browse(server, { ...gzip, 'if-none-match': `"other", W/${etag}` });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect(again.headers.etag).toBe(etag);

    const otherwise = await browse(server, { 'accept-encoding': 'br', 'if-none-match': etag });
    expect(otherwise.status).toBe(200);
  });

  it('may run the one script that it has and talk to this server, and be framed by nobody', async () => {
    const server = await startServer();
    const { headers, body } = await browse(server);
    const html = body.toString();
    const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive) => directive.split(/ (.*)/) as [string, string]),
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy.get('connect-src')).toBe("'self'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('answers HEAD with the headers of GET alone', async () => {
    const server = await startServer();
    const gzip = { 'accept-encoding': 'gzip' };
    const [head, get] = await Promise.all([browse(server, gzip, 'HEAD'), browse(server, gzip)]);
    expect(head.body).toHaveLength(0);
    for (const name of ['etag', 'content-length', 'content-encoding', 'content-security-policy']) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
  });

  it('says in its title that the account is a demo', async () => {
    const server = await startServer();
    expect((await browse(server)).body.toString()).toContain('<title>Fivetran GraphQL · demo</title>');
  });

  it('is not in the way of programs', async () => {
    const server = await startServer();
    const { headers, body } = await browse(server, { accept: 'application/json' });
    expect(headers['content-type']).toMatch(/json/);
    expect(body.toString()).toContain('errors');
  });

  it('is not there where GRAPHIQL is false', async () => {
    const server = await startServer({ settings: { GRAPHIQL: 'false' } });
    const { body } = await browse(server);
    expect(body.toString()).not.toContain('<html');
  });
});
