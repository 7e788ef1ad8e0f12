import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hostile, hostile } from './hostile.ts';
import { basic, openServer, parsed, post, type SecuredServer } from './servers.ts';

const accounts = [
  { key: 'keyOfA', secret: 'secretOfA', account: 'a' },
  { key: 'keyOfB', secret: 'secretOfB', account: 'b' },
];
const ofA = basic('keyOfA', 'secretOfA');
const ofB = basic('keyOfB', 'secretOfB');

let server: SecuredServer;
beforeAll(async () => {
  server = await openServer({
    emulator: { credentials: accounts },
    settings: { FIVETRAN_CREDENTIALS: 'passthrough', CORS_ORIGINS: 'https://app.example', FAILURES_PER_MINUTE: '0' },
  });
});
afterAll(() => server.close());

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Sends it over a connection of its own, with whatever headers it has. */
function send({ method = 'POST', path = '/graphql', headers = {}, body }: Hostile): Promise<Answered> {
  const all = { 'content-type': 'application/json', accept: 'application/json', ...ofA, ...headers };
  const given = Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: given, agent: false, setHost: !('host' in headers) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        answer.on('error', reject);
      },
    );
    // What is refused before its body is read may be cut off while it is still being sent.
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('A hostile request', () => {
  it('is tried in at least 80 ways', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(80);
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length);
  });

  it.each(hostile)('is answered as it should be: $name', async (given) => {
    const begun = performance.now();
    const { status, text } = await send(given);
    const right = typeof given.status === 'number' ? [given.status] : given.status;
    expect(right, text.slice(0, 300)).toContain(status);
    if (given.says) expect(text).toMatch(given.says);
    if (given.code) {
      const { errors = [] } = parsed(text) as { errors?: { extensions: { code: string } }[] };
      expect(new Set(errors.map(({ extensions }) => extensions.code)), text.slice(0, 300)).toEqual(
        new Set([given.code]),
      );
    }
    // Nothing of the inside, and nobody kept busy.
    expect(text).not.toMatch(/\bat \w+ \(|node_modules|\.ts:\d+|secretOf|INTERNAL_SERVER_ERROR/);
    expect(performance.now() - begun).toBeLessThan(given.name.includes('length') ? 60_000 : 5_000);
  });

  it('has changed nothing, and the server serves on', async () => {
    expect(server.emulator.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(
      server.emulator.calls.filter(
        (call) =>
          /\.\.|users\b/.test(decodeURIComponent(call.split('?', 1)[0] ?? '')) &&
          !/^GET \/v1\/(users|connections|groups)\/?[^/]*$/.test(call),
      ),
    ).toEqual([]);
    const { json } = await post(server.url, { query: '{ groups { nodes { name } } }' }, ofA);
    expect(json.data.groups.nodes.length).toBeGreaterThan(0);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('What one caller was given', () => {
  it('is of no use to another: ids of nodes lead to nothing', async () => {
    const { json } = await post(
      server.url,
      { query: '{ groups { nodes { id fivetranId } } connections { nodes { id } } users { nodes { id } } }' },
      ofA,
    );
    const ids = [...json.data.groups.nodes, ...json.data.connections.nodes, ...json.data.users.nodes].map(
      ({ id }: { id: string }) => id,
    );
    const other = await post(
      server.url,
      {
        query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Group { name } ... on User { email } } }',
        variables: { ids },
      },
      ofB,
    );
    const own = await post(
      server.url,
      { query: '{ groups { nodes { id } } connections { nodes { id } } users { nodes { id } } }' },
      ofB,
    );
    const ofB_ = new Set(
      [...own.json.data.groups.nodes, ...own.json.data.connections.nodes, ...own.json.data.users.nodes].map(
        ({ id }: { id: string }) => id,
      ),
    );
    for (const [index, node] of other.json.data.nodes.entries()) {
      if (!ofB_.has(ids[index] ?? '')) expect(node).toBeNull();
    }
  });

  it('is of no use to another: a cursor goes on in the list of who has it', async () => {
    const page =
      'query ($after: String) { groups(first: 1, after: $after) { nodes { fivetranId } pageInfo { endCursor } } }';
    const first = await post(server.url, { query: page }, ofA);
    const after = first.json.data.groups.pageInfo.endCursor;
    const stolen = await post(server.url, { query: page, variables: { after } }, ofB);
    const all = await post(server.url, { query: '{ groups { nodes { fivetranId } } }' }, ofB);
    const own = all.json.data.groups.nodes.map(({ fivetranId }: { fivetranId: string }) => fivetranId);
    for (const { fivetranId } of stolen.json.data?.groups?.nodes ?? []) expect(own).toContain(fivetranId);
  });
});
