import { request } from 'node:http';
import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

/** Notices that stay, each with the reason why the server does not do what the audit would like to see. */
const NOTICES: Readonly<Record<string, string>> = {};

describe("graphql-http's audits of the running server", () => {
  let url = '';
  const audits = serverAudits({ url: () => url, fetchFn: fetch });

  it('answer neither warn nor error, and only the notices that are listed', async () => {
    url = `${(await startServer()).url}/graphql`;
    const results = await Promise.all(audits.map(({ fn }) => fn()));
    expect(results.length).toBeGreaterThan(50);
    const found = results.filter(({ status }) => status !== 'ok');
    expect(found.filter(({ status }) => status !== 'notice')).toEqual([]);
    expect(found.map(({ id }) => id).sort()).toEqual(Object.keys(NOTICES).sort());
  });
});

/** Asks over a connection of its own, with whatever headers, `Host` too. */
function ask(url: string, path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request(url + path, { agent: false, ...options }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
      });
      sent.on('error', reject).end();
    },
  );
}

describe('the Host header', () => {
  const path = '/graphql?query={viewer{mode}}';

  it('is one of loopback by default; any other is refused before anything runs', async () => {
    const { url } = await startServer();
    const { port } = new URL(url);
    for (const host of ['127.0.0.1', `127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await ask(url, path, { headers: { host } })).status, host).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '0.0.0.0',
      'localhost:x',
    ]) {
      const answer = await ask(url, path, { headers: { host } });
      expect([answer.status, answer.body.includes('ALLOWED_HOSTS')], host).toEqual([421, true]);
    }
  });

  it('may be what ALLOWED_HOSTS names, and nothing else then', async () => {
    const { url } = await startServer({ settings: { ALLOWED_HOSTS: 'graph.example, ::1' } });
    const statusOf = async (host: string) => (await ask(url, path, { headers: { host } })).status;
    expect([await statusOf('Graph.Example:8080'), await statusOf('[::1]'), await statusOf('127.0.0.1')]).toEqual([
      200, 200, 421,
    ]);
  });

  it('may be any address where health and metrics are asked for: probes know no name of a replica', async () => {
    const { url } = await startServer({ settings: { ALLOWED_HOSTS: 'graph.example' } });
    for (const probe of ['/healthz', '/readyz', '/metrics']) {
      const statusOf = async (host: string) => (await ask(url, probe, { headers: { host } })).status;
      expect([await statusOf('10.0.3.17:4000'), await statusOf('[fd00::7]:4000')], probe).toEqual([200, 200]);
      expect([await statusOf('evil.example'), await statusOf('10.0.3.17.nip.io')], probe).toEqual([421, 421]);
    }
  });
});

describe('the endpoints of operation', () => {
  it('say that it is alive and ready, without a call', async () => {
    const server = await startServer();
    expect(JSON.parse((await ask(server.url, '/healthz')).body)).toEqual({ status: 'alive' });
    const ready = await ask(server.url, '/readyz?x=1');
    expect([ready.status, ready.headers['cache-control'], JSON.parse(ready.body).status]).toEqual([
      200,
      'no-store',
      'ready',
    ]);
    expect((await ask(server.url, '/healthz', { method: 'HEAD' })).status).toBe(200);
    expect(server.calls()).toEqual([]);
  });

  it('are asked by GET alone, at their own paths alone', async () => {
    const { url } = await startServer();
    const posted = await ask(url, '/healthz', { method: 'POST' });
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
    for (const path of [
      '/anything/healthz',
      '/healthz/',
      '/graphql/',
      '/graphql2',
      '/%67%72%61%70%68%71%6c',
      '//graphql',
    ]) {
      expect((await ask(url, path)).status, path).toBe(404);
    }
  });
});
