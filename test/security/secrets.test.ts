import { afterEach, describe, expect, it } from 'vitest';
import { basic, bearer, clientsFile, openServer, post, type SecuredServer, serverKey, tokenNumber } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Secrets as they are, and as they might be hidden. */
const formsOf = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
];

const planted = {
  config: 'planted-password-in-config',
  variable: 'planted-text-in-a-variable',
  literal: 'planted-text-in-an-operation',
  header: 'planted-text-in-a-header',
  wrong: 'planted-secret-that-is-wrong',
};

const update = (id: string, text: string) => ({
  query: `mutation U($i: ConnectionUpdateInput!) { connectionUpdate(id: "${id}", input: $i) { userErrors { message } request { body } connection { fivetranId } } }`,
  variables: { i: { config: { password: text, nested: [{ deep: text }] } } },
});

describe('Planted secrets', () => {
  it('are in no log, audit line, error, trace or metric of a session that meets every failure', async () => {
    server = await openServer({
      clients: clientsFile({
        ops: { token: 1, grants: '{ connections: full, groups: full, users: read, config: full }' },
      }),
    });
    const { url, emulator, app, log, audit, folder } = server;
    const said: string[] = [];
    const ask = async (body: unknown, headers: Record<string, string> = bearer(1)) => {
      const reply = await post(url, body, { 'x-trace-calls': 'true', ...headers });
      said.push(reply.text, JSON.stringify([...reply.headers]));
      return reply;
    };
    const { json } = await ask({ query: '{ connections { nodes { fivetranId } } groups { nodes { name } } }' });
    const id = json.data.connections.nodes[0].fivetranId;
    await ask(update(id, planted.config));
    await ask({
      ...update(id, planted.config),
      query: update(id, '').query.replace('input: $i', 'input: $i, dryRun: true'),
    });
    await ask({ query: `{ connection(id: "${planted.literal}") { schema } }` });
    await ask({ query: 'query ($id: ID!) { connection(id: $id) { schema } }', variables: { id: planted.variable } });
    await ask({ query: '{ groups { nodes { name } } }' }, { ...bearer(1), 'x-other': planted.header });
    await ask({ query: '{ groups { nodes { name } } }' }, { authorization: `Bearer ${planted.wrong}` });
    await ask({ query: '{ groups { nodes { name } } }' }, basic(planted.wrong, planted.wrong));
    await ask(`{"query": "{ ${planted.literal}`);
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      const body = { code: 'X', message: 'refused' };
      const end = emulator.fault({ match: /.*/, then: { status, body } });
      await ask({ query: '{ users { nodes { email } } }' }, { ...bearer(1), 'cache-control': 'no-cache' });
      await ask(update(id, planted.config));
      end();
    }
    for (const then of [{ hangUp: true }, { truncate: true }, { status: 200, body: 'no json' }] as const) {
      const end = emulator.fault({ match: /.*/, then });
      await ask({ query: '{ users { nodes { email } } }' }, { ...bearer(1), 'cache-control': 'no-cache' });
      await ask(update(id, planted.config));
      end();
    }
    for (const path of ['/metrics', '/healthz', '/readyz', `/graphql?query={${planted.literal}}`]) {
      const reply = await fetch(url + path);
      said.push(await reply.text());
    }
    app.reload();
    expect(audit.length).toBeGreaterThan(10);
    expect(log.length).toBeGreaterThan(10);
    // What a caller has sent, its own answer may repeat; nothing that is kept may.
    const kept = [...log, ...audit.map((line) => JSON.stringify(line))].join('\n');
    const all = [serverKey.key, serverKey.secret, tokenNumber(1), ...Object.values(planted)];
    const found = all.flatMap((secret) => formsOf(secret).filter((form) => kept.includes(form)));
    expect(found).toEqual([]);
    const answers = said.join('\n');
    const inAnswers = [serverKey.key, serverKey.secret, tokenNumber(1), planted.config, planted.wrong].flatMap(
      (secret) => formsOf(secret).filter((form) => answers.includes(form)),
    );
    expect(inAnswers).toEqual([]);
    expect(kept).not.toContain(folder);
  });
});
