import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bearer, clientsFile, openServer, post, type SecuredServer, serverKey } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(...given: Parameters<typeof openServer>): Promise<SecuredServer> {
  server = await openServer(...given);
  return server;
}

const groups = { query: '{ groups { nodes { name } } }' };
const two = {
  reader: { token: 1, grants: '{ groups: read, connections: read }' },
  people: { token: 2, grants: '{ users: full, connections: [read, sync], groups: read }' },
};

describe('A client of the clients file', () => {
  it('reads what is granted, and nothing else: also through references, node and nodes', async () => {
    const { url } = await open({ clients: clientsFile(two) });
    const all = await post(
      url,
      { query: '{ users { nodes { id fivetranId } } connections { nodes { connectedBy { email } } } }' },
      bearer(2),
    );
    expect(all.json.errors).toBeUndefined();
    const [user] = all.json.data.users.nodes;
    const asked = `{
      users { nodes { email } }
      user(id: "${user.fivetranId}") { email }
      node(id: "${user.id}") { ... on User { email } }
      nodes(ids: ["${user.id}"]) { ... on User { email } }
      connections(first: 1) { nodes { fivetranId config connectedBy { fivetranId email } } }
    }`;
    const { json } = await post(url, { query: asked }, bearer(1));
    expect(json.data.connections.nodes[0]).toMatchObject({ fivetranId: expect.any(String), config: null });
    expect(JSON.stringify(json)).not.toContain('@');
    const refusals = json.errors.map(({ path, extensions }: { path: string[]; extensions: { code: string } }) => [
      path.filter((step) => typeof step === 'string').join('.'),
      extensions.code,
    ]);
    expect(new Map(refusals)).toEqual(
      new Map(
        ['users', 'user', 'node', 'nodes', 'connections.nodes.connectedBy.email', 'connections.nodes.config'].map(
          (place) => [place, 'FORBIDDEN'],
        ),
      ),
    );
  });

  it('is told what it may do', async () => {
    const { url } = await open({ clients: clientsFile(two), settings: { DISALLOWED_ACTIONS: 'users:delete' } });
    const { json } = await post(
      url,
      { query: '{ viewer { client { name } scope upstream grants { area level actions } } }' },
      bearer(2),
    );
    const { client, scope, upstream, grants } = json.data.viewer;
    expect({ client, scope, upstream }).toEqual({
      client: { name: 'people' },
      scope: 'READ_WRITE_DELETE',
      upstream: 'FIVETRAN',
    });
    const of = (area: string) => grants.find((grant: { area: string }) => grant.area === area);
    expect(of('users').level).toBe('WRITE');
    expect(of('connections')).toEqual({ area: 'connections', level: null, actions: ['read', 'sync'] });
    expect(of('schemas')).toEqual({ area: 'schemas', level: 'OFF', actions: [] });
  });

  it('does what is granted, and nothing beside it, with a line of audit for each', async () => {
    const { url, audit, emulator } = await open({ clients: clientsFile(two) });
    const { json } = await post(
      url,
      { query: '{ groups { nodes { name } } connections(first: 1) { nodes { fivetranId } } }' },
      bearer(2),
    );
    const id = json.data.connections.nodes[0].fivetranId;
    emulator.clearCalls();
    audit.length = 0;
    const refused = await post(
      url,
      { query: `mutation P { connectionPause(id: "${id}") { userErrors { message } } }` },
      bearer(2),
    );
    expect(refused.json.errors[0].extensions).toMatchObject({
      code: 'FORBIDDEN',
      area: 'connections',
      action: 'pause',
    });
    expect([...emulator.calls]).toEqual([]);
    await post(url, { query: `mutation S { connectionSync(id: "${id}") { userErrors { message } } }` }, bearer(2));
    expect(
      audit
        .filter(({ event }) => event !== 'read')
        .map(({ event, phase, decision, action, status }) => [event, phase, decision, action, status]),
    ).toEqual([
      ['refusal', undefined, 'refused', 'pause', undefined],
      ['write', 'sending', 'allowed', 'sync', undefined],
      ['write', 'answered', 'allowed', 'sync', 200],
    ]);
    const [, sent] = audit;
    expect(sent).toMatchObject({ client: 'people', operation: { name: 'S' }, resource: { connectionId: id } });
    expect(sent?.sentence).toMatch(new RegExp(`^people triggered a sync of connection ${id} in group .+: allowed$`));
  });

  it('has its own share of the quota', async () => {
    const more = ', callsPerHour: 1';
    const { url } = await open({
      clients: clientsFile({ small: { token: 1, grants: '{ groups: read, users: read }', more } }),
      settings: { REQUEST_SECONDS: '1' },
    });
    expect((await post(url, groups, bearer(1))).json.errors).toBeUndefined();
    const { json } = await post(url, { query: '{ users { nodes { email } } }' }, bearer(1));
    expect(json.errors[0].extensions.code).toBe('RATE_LIMITED');
  });

  it('with a key of its own is served with it', async () => {
    const own = { key: 'ownKey', secret: 'ownSecret', account: 'other' };
    const { url, folder, app, emulator } = await open({
      clients: clientsFile(two),
      emulator: { credentials: [serverKey, own] },
    });
    writeFileSync(join(folder, 'key'), `${own.key}\n`);
    writeFileSync(join(folder, 'secret'), `${own.secret}\n`);
    const credential = `, credential: { keyFile: '${join(folder, 'key')}', secretFile: '${join(folder, 'secret')}' }`;
    writeFileSync(
      join(folder, 'clients.yaml'),
      clientsFile({ ...two, owner: { token: 3, grants: '{ groups: read }', more: credential } }),
    );
    app.reload();
    const name = { query: '{ viewer { account { fivetranId } } }' };
    const accounts = [await post(url, name, bearer(1)), await post(url, name, bearer(3))];
    expect(new Set(accounts.map(({ text }) => parseAccount(text))).size).toBe(2);
    expect(emulator.calls.length).toBeGreaterThan(0);
  });
});

const parseAccount = (text: string): string => JSON.parse(text).data.viewer.account.fivetranId;

describe('The clients file', () => {
  it('is read again when it changes, when a link is pointed elsewhere, and when told', async () => {
    const { url, folder, app } = await open({ clients: clientsFile(two), settings: { FAILURES_PER_MINUTE: '0' } });
    const path = join(folder, 'clients.yaml');
    expect((await post(url, groups, bearer(3))).status).toBe(401);
    writeFileSync(path, clientsFile({ ...two, third: { token: 3, grants: '{ groups: read }' } }));
    await vi.waitFor(async () => expect((await post(url, groups, bearer(3))).status).toBe(200), {
      timeout: 8_000,
      interval: 100,
    });
    // As Kubernetes does it: a link is made beside the old file, and moved over it.
    writeFileSync(join(folder, 'data.yaml'), clientsFile({ fourth: { token: 4, grants: '{ groups: read }' } }));
    symlinkSync(join(folder, 'data.yaml'), join(folder, 'link'));
    renameSync(join(folder, 'link'), path);
    await vi.waitFor(async () => expect((await post(url, groups, bearer(4))).status).toBe(200), {
      timeout: 8_000,
      interval: 100,
    });
    expect((await post(url, groups, bearer(1))).status).toBe(401);
    writeFileSync(join(folder, 'data.yaml'), clientsFile(two));
    app.reload();
    expect((await post(url, groups, bearer(1))).status).toBe(200);
  });

  it('that is broken changes nothing, and the log says so', async () => {
    const { url, folder, app, log } = await open({ clients: clientsFile(two) });
    writeFileSync(join(folder, 'clients.yaml'), 'clients: [{ name: x, grants: { connections: everything } }]');
    app.reload();
    expect((await post(url, groups, bearer(1))).status).toBe(200);
    const said = log.filter((line) => line.includes('clients file'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('got \\"everything\\"');
    expect(said[0]).toContain('stay as they are');
  });

  it('is read again without a request being dropped', async () => {
    const { url, folder, app } = await open({
      clients: clientsFile(two),
      emulator: { credentials: [serverKey], latency: { call: 5 } },
    });
    const statuses: number[] = [];
    const asking = Array.from({ length: 20 }, async (_, index) => {
      for (let turn = 0; turn < 10; turn += 1) {
        statuses.push(
          (await post(url, { query: `{ groups(first: ${1 + index}) { nodes { name } } }` }, bearer(1))).status,
        );
      }
    });
    for (let turn = 0; turn < 20; turn += 1) {
      writeFileSync(join(folder, 'clients.yaml'), clientsFile({ ...two, [`c${turn}`]: { token: 9, grants: '{}' } }));
      app.reload();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(asking);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('takes what a client may see away at once, also from answers that were kept', async () => {
    const { url, folder, app } = await open({ clients: clientsFile(two) });
    const users = { query: '{ users { nodes { email } } }' };
    expect((await post(url, users, bearer(2))).json.errors).toBeUndefined();
    expect((await post(url, users, bearer(2))).json.extensions.fivetran.calls).toBe(0);
    writeFileSync(join(folder, 'clients.yaml'), clientsFile({ people: { token: 2, grants: '{ groups: read }' } }));
    app.reload();
    const { json } = await post(url, users, bearer(2));
    expect([json.data.users, json.errors[0].extensions.code]).toEqual([null, 'FORBIDDEN']);
  });
});

describe('A key in files', () => {
  const next = { key: 'nextKey', secret: 'nextSecret' };
  const exchange = (files: string, { key, secret }: typeof next) => {
    writeFileSync(`${files}.key`, key);
    writeFileSync(`${files}.secret`, secret);
  };
  const opened = async () => {
    const files = join(mkdtempSync(join(tmpdir(), 'key-')), 'of');
    exchange(files, { key: 'revokedKey', secret: 'revokedSecret' });
    const config = { FIVETRAN_API_KEY_FILE: `${files}.key`, FIVETRAN_API_SECRET_FILE: `${files}.secret` };
    const own = await open({
      emulator: { credentials: [next] },
      settings: { ...config, FIVETRAN_API_KEY: undefined as never, FIVETRAN_API_SECRET: undefined as never },
    });
    return { files, ...own };
  };

  it('that was exchanged serves the very request that finds the old one refused', async () => {
    const { url, files, audit, emulator } = await opened();
    exchange(files, next);
    const { json } = await post(url, groups);
    expect(json.errors).toBeUndefined();
    expect(json.data.groups.nodes.length).toBeGreaterThan(0);
    // The one that was refused, and the one that was not.
    expect([json.extensions.fivetran.calls, emulator.calls.length]).toEqual([2, 2]);
    expect(audit).toMatchObject([{ event: 'read', areas: ['groups'], calls: 2 }]);
    expect((await post(url, groups)).json.extensions.fivetran.calls).toBe(0);
  });

  it('serves a write too, which is sent once', async () => {
    const { url, files, audit, emulator } = await opened();
    exchange(files, next);
    const write = 'mutation { groupCreate(input: { name: "fresh" }) { group { name } userErrors { message } } }';
    const { json } = await post(url, { query: write });
    expect(json).toMatchObject({ data: { groupCreate: { group: { name: 'fresh' }, userErrors: [] } } });
    expect(emulator.calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
    expect(audit.filter(({ phase }) => phase === 'answered').map(({ status }) => status)).toEqual([401, 201]);
  });

  it('is read again each time that one is refused, also within the minute in which it is not tried again', async () => {
    const { url, files, emulator } = await opened();
    expect((await post(url, groups)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await post(url, groups)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(emulator.calls).toHaveLength(1);
    exchange(files, next);
    expect((await post(url, groups)).json.errors).toBeUndefined();
  });
});
