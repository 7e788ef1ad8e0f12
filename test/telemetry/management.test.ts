import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  basic,
  bearer,
  clientsFile,
  openServer,
  post,
  type SecuredOptions,
  type SecuredServer,
  serverKey,
} from '../security/servers.ts';
import { startServer } from '../support/server.ts';
import { readSettings } from '../support/settings.ts';

const PATHS = ['/healthz', '/readyz', '/metrics'];

let secured: SecuredServer | undefined;
afterEach(async () => {
  await secured?.close();
  secured = undefined;
});

const statuses = (url: string) => Promise.all(PATHS.map(async (path) => (await fetch(url + path)).status));

/** The status of a request by another name than the server's. */
const statusBy = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('Health and metrics', () => {
  it('are where everything is, unless they have a port of their own', async () => {
    const { url, app } = await startServer();
    expect(await statuses(url)).toEqual([200, 200, 200]);
    expect(app.managementUrl()).toBe(url);
  });

  it('are at their own port only, and nothing else is there', async () => {
    const { url, app } = await startServer({ settings: { MANAGEMENT_PORT: '0' } });
    expect(app.managementUrl()).not.toBe(url);
    expect(await statuses(url)).toEqual([404, 404, 404]);
    expect(await statuses(app.managementUrl())).toEqual([200, 200, 200]);
    for (const path of ['/', '/graphql', '/graphql?query={viewer{mode}}', '/webhooks/fivetran', '/metrics/']) {
      expect([path, (await fetch(app.managementUrl() + path)).status]).toEqual([path, 404]);
    }
  });

  it('are served by the names of ALLOWED_HOSTS only', async () => {
    const { app } = await startServer({ settings: { MANAGEMENT_PORT: '0' } });
    for (const path of PATHS) {
      const url = app.managementUrl() + path;
      expect([await statusBy(url, 'localhost'), await statusBy(url, 'attacker.example')]).toEqual([200, 421]);
    }
  });

  it('are read and never written', async () => {
    const { url } = await startServer();
    for (const path of PATHS) {
      const answer = await fetch(url + path, { method: 'POST' });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('call nobody', async () => {
    const server = await startServer();
    await statuses(server.url);
    expect(server.calls()).toEqual([]);
  });
});

describe('Where callers are told apart', () => {
  it.each<[string, SecuredOptions, Record<string, string>]>([
    ['by tokens', { clients: clientsFile({ ops: { token: 1, grants: '{ groups: read }' } }) }, bearer(1)],
    ['by keys', { settings: { FIVETRAN_CREDENTIALS: 'passthrough' } }, basic(serverKey.key, serverKey.secret)],
  ])(
    '%s, none of them sees what the others do: metrics have a port of their own, or none',
    async (_, options, headers) => {
      secured = await openServer(options);
      const answer = await fetch(`${secured.url}/metrics`, { headers });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: 'Where callers are told apart, metrics are at MANAGEMENT_PORT only',
      });
      expect((await fetch(`${secured.url}/healthz`)).status).toBe(200);
      await secured.close();
      secured = await openServer({ ...options, settings: { ...options.settings, MANAGEMENT_PORT: '0' } });
      expect(await statuses(secured.app.managementUrl())).toEqual([200, 200, 200]);
    },
  );

  it('no metric holds a secret or an id', async () => {
    secured = await openServer({
      clients: clientsFile({ ops: { token: 1, grants: '{ connections: full, users: read, config: full }' } }),
      settings: { MANAGEMENT_PORT: '0' },
    });
    const { url, emulator, app } = secured;
    const secrets = [serverKey.key, serverKey.secret, 'planted'];
    const ids = emulator.account.connections.list().map(({ id }) => id);
    await post(url, { query: `{ connection(id: "${ids[0]}") { schema } users { nodes { email } } }` }, bearer(1));
    await post(url, { query: '{ connection(id: "planted") { schema } }' }, bearer(1));
    await post(url, { query: '{ users { nodes { email } } }' }, { authorization: 'Bearer planted' });
    await post(
      url,
      {
        query:
          'mutation U($i: ConnectionUpdateInput!) { connectionUpdate(id: "planted", input: $i) { userErrors { code } } }',
        variables: { i: { config: { password: 'planted' } } },
      },
      bearer(1),
    );
    const text = await (await fetch(`${app.managementUrl()}/metrics`)).text();
    expect(text).toContain('client="ops"');
    expect([...secrets, ...ids].filter((word) => text.includes(word))).toEqual([]);
  });
});

describe('MANAGEMENT_PORT', () => {
  it('is another than PORT', () => {
    expect(readSettings({ PORT: '8080', MANAGEMENT_PORT: '8080' }).problems).toEqual([
      'MANAGEMENT_PORT must be another than PORT',
    ]);
    expect(readSettings({ PORT: '8080', MANAGEMENT_PORT: '9090' }).config?.managementPort).toBe(9090);
    expect(readSettings({}).config?.managementPort).toBeUndefined();
  });
});
