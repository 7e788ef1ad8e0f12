import { expect } from 'vitest';
import { basic, bearer, clientsFile, openServer, post } from './servers.ts';

const queries = [
  '{ groups { nodes { id name connections { nodes { fivetranId schema connectedBy { email } } } } } }',
  '{ users { nodes { id fivetranId email givenName } } }',
  '{ connections { nodes { fivetranId service schema group { name } } } }',
  '{ destinations { nodes { fivetranId service } } webhooks { nodes { fivetranId url } } }',
  '{ viewer { account { fivetranId name } client { name } } }',
];

/** Every text in an answer that is long enough to be of one account only. */
function textsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string' && value.length > 8) found.add(value);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) textsOf(item, found);
  return found;
}

/**
 * Two callers with keys of different accounts ask the same, in the same words, at the same time, for so long. What one is
 * given holds nothing that only the other has.
 */
export async function hammerTenants(ms: number): Promise<number> {
  const server = await openServer({
    emulator: {
      credentials: [
        { key: 'keyOfA', secret: 'secretOfA', account: 'a' },
        { key: 'keyOfB', secret: 'secretOfB', account: 'b' },
      ],
      latency: { call: 2 },
      seed: 7,
    },
    settings: { FIVETRAN_CREDENTIALS: 'passthrough', REQUESTS_PER_MINUTE: '0' },
  });
  try {
    const callers = [basic('keyOfA', 'secretOfA'), basic('keyOfB', 'secretOfB')];
    const seen = await Promise.all(
      callers.map(async (headers) => {
        const texts = new Set<string>();
        for (const query of queries) textsOf((await post(server.url, { query }, headers)).json.data, texts);
        return texts;
      }),
    );
    const own = callers.map((_, one) => [...(seen[one] ?? [])].filter((text) => !seen[1 - one]?.has(text)));
    expect(own.map((texts) => texts.length > 10)).toEqual([true, true]);
    const end = performance.now() + ms;
    let answers = 0;
    const leaks: string[] = [];
    const ask = async (caller: number, fresh: boolean) => {
      const headers = { ...callers[caller], ...(fresh ? { 'cache-control': 'no-cache' } : {}) };
      for (let turn = 0; performance.now() < end; turn += 1) {
        const { text } = await post(server.url, { query: queries[turn % queries.length] }, headers);
        answers += 1;
        for (const other of own[1 - caller] ?? []) if (text.includes(other)) leaks.push(other);
      }
    };
    await Promise.all([0, 1, 0, 1, 0, 1].map((caller, index) => ask(caller, index === 4 || index === 5)));
    expect(leaks).toEqual([]);
    return answers;
  } finally {
    await server.close();
  }
}

/** Two clients of one key with different grants ask the same, in the same words: neither is given what it may not see. */
export async function hammerGrants(ms: number): Promise<number> {
  const server = await openServer({
    clients: clientsFile({
      all: { token: 1, grants: '{ groups: read, connections: read, users: read, destinations: read, webhooks: read }' },
      few: { token: 2, grants: '{ groups: read, connections: read }' },
    }),
    emulator: { latency: { call: 2 }, credentials: [{ key: 'serverKey123', secret: 'planted-server-secret' }] },
    settings: { REQUESTS_PER_MINUTE: '0' },
  });
  try {
    const secret = new Set<string>();
    const { json } = await post(
      server.url,
      { query: '{ users { nodes { email } } webhooks { nodes { url } } }' },
      bearer(1),
    );
    textsOf(json.data, secret);
    expect(secret.size).toBeGreaterThan(3);
    const end = performance.now() + ms;
    let answers = 0;
    const leaks: string[] = [];
    const ask = async (token: number) => {
      for (let turn = 0; performance.now() < end; turn += 1) {
        const { text } = await post(server.url, { query: queries[turn % queries.length] }, bearer(token));
        answers += 1;
        if (token === 2) for (const hidden of secret) if (text.includes(hidden)) leaks.push(hidden);
      }
    };
    await Promise.all([1, 2, 1, 2].map(ask));
    expect(leaks).toEqual([]);
    return answers;
  } finally {
    await server.close();
  }
}
