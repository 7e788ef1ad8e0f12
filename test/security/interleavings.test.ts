import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { operations } from '../support/generated-operations.ts';
import { scraped } from '../support/scraped.ts';
import { basic, bearer, clientsFile, openServer, parsed, post, type SecuredServer, serverKey } from './servers.ts';

/** Sequences that are tried for each pair of callers; more are a matter of patience. */
const RUNS = 15;

/** What one of two callers does, without waiting for what was begun before. */
type Step =
  | { readonly does: 'ask'; readonly caller: 0 | 1; readonly query: number; readonly fresh: boolean }
  /** Asks, and is gone before the answer. */
  | { readonly does: 'give up'; readonly caller: 0 | 1; readonly query: number }
  /** Gives the same group another name. */
  | { readonly does: 'write'; readonly caller: 0 | 1 }
  /** Fivetran refuses the next call. */
  | { readonly does: 'refuse'; readonly status: 401 | 403 | 500 };

interface Scenario {
  readonly steps: readonly { readonly step: Step; readonly pause: 'none' | 'turn' | 'all' }[];
  /** How long Fivetran takes for each call, in milliseconds. */
  readonly delays: readonly number[];
  readonly queries: readonly string[];
}

/** Two callers of one server. */
interface Pair {
  readonly server: SecuredServer;
  /** What each sends in its headers. */
  readonly callers: readonly Record<string, string>[];
  /** The same server without anybody else, for one of them. */
  readonly alone: App;
  readonly aloneUrl: string;
  /** The group that each may rename. */
  readonly groups: readonly string[];
}

const limits = {
  REQUESTS_PER_MINUTE: '0',
  REQUEST_SECONDS: '5',
  FAILURES_PER_MINUTE: '0',
  MAX_CALLS_PER_OPERATION: '5000',
  MAX_DEPTH: '100',
  MAX_ALIASES: '10000',
  MAX_TOKENS: '100000',
};
const size = { groups: 2, connectionsPerGroup: 2, users: 3, teams: 2, membersPerTeam: 2, logServices: 1 };

/** Callers with keys of their own, of different accounts. */
async function twoKeys(): Promise<Pair> {
  const credentials = ['a', 'b'].map((account) => ({
    key: `key-of-${account}`,
    secret: `planted-of-${account}`,
    account,
  }));
  const server = await openServer({
    emulator: { credentials, size, quota: 'none' },
    settings: { FIVETRAN_CREDENTIALS: 'passthrough', ...limits },
  });
  const callers = credentials.map(({ key, secret }) => basic(key, secret));
  const groups = ['a', 'b'].map((name) => renamed(server.emulator.accountNamed(name), name));
  return { server, callers, groups, ...(await aloneOf(server, { FIVETRAN_CREDENTIALS: 'passthrough' })) };
}

/** Clients of one key, of which one may see less. */
async function twoGrants(): Promise<Pair> {
  const clients = clientsFile({
    all: {
      token: 1,
      grants:
        '{ groups: full, connections: read, users: read, teams: read, destinations: read, schemas: read, webhooks: read, roles: read }',
    },
    few: { token: 2, grants: '{ groups: full, connections: read }' },
  });
  const server = await openServer({
    clients,
    emulator: { credentials: [serverKey], size, quota: 'none' },
    settings: limits,
  });
  const key = { FIVETRAN_API_KEY: serverKey.key, FIVETRAN_API_SECRET: serverKey.secret };
  const alone = await aloneOf(server, { ...key, CLIENTS_FILE: `${server.folder}/clients.yaml` });
  const group = renamed(server.emulator.account, 's');
  return { server, callers: [bearer(1), bearer(2)], groups: [group, group], ...alone };
}

type Account = SecuredServer['emulator']['account'];

function renamed({ groups }: Account, tag: string): string {
  const id = groups.list()[0]?.id ?? '';
  groups.update(id, { name: `written_${tag}_0` });
  return id;
}

async function aloneOf({ emulator }: SecuredServer, settings: Record<string, string>) {
  const config = {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_SCOPE: 'read/write/delete',
    ...limits,
    ...settings,
  };
  const alone = await createApp(
    readConfig({ ...config, CACHE_BYTES: '0', AUDIT_LOG: 'off' }, () => {}),
    scraped().log,
    { webhooks: false },
  );
  return { alone, aloneUrl: await alone.listen() };
}

/** What may be otherwise the next time: the name that was written last. */
const settled = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null).replace(/written_(\w)_\d+/g, 'written_$1'));

/** Whether all that is there stands there in the whole, too; what failed is missing. */
function within(part: unknown, whole: unknown): boolean {
  if (part === null || part === undefined) return true;
  if (typeof part !== 'object') return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  if (Array.isArray(part) && (!Array.isArray(whole) || part.length > whole.length)) return false;
  return Object.entries(part).every(([key, inner]) => within(inner, (whole as Record<string, unknown>)[key]));
}

const ids = { connections: ['not_there'], groups: ['not_there'], global: ['not_there'] };

const caller = fc.constantFrom(0 as const, 1 as const);
const query = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('ask' as const), caller, query, fresh: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('give up' as const), caller, query }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('write' as const), caller }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('refuse' as const),
      status: fc.constantFrom(401 as const, 403 as const, 500 as const),
    }),
  },
);
const pause = fc.constantFrom('none' as const, 'turn' as const, 'turn' as const, 'all' as const);
/** Few different queries, so that they meet in caches and in the air; the last one is of what is written. */
const queries = fc
  .array(operations(graphqlSchema, ids), { minLength: 2, maxLength: 2 })
  .map((generated) => [
    ...generated,
    '{ groups { nodes { fivetranId name } } users { nodes { email } } viewer { account { name } } }',
  ]);
const scenario: fc.Arbitrary<Scenario> = fc.record({
  steps: fc.array(fc.record({ step, pause }), { minLength: 6, maxLength: 16 }),
  delays: fc.array(fc.nat({ max: 6 }), { minLength: 8, maxLength: 8 }),
  queries,
});

/** Runs a scenario, and tells what anybody was given that is not what it would have been given alone. */
async function crossings(pair: Pair, { steps, delays, queries: texts }: Scenario): Promise<unknown[]> {
  const { server, callers, aloneUrl, groups } = pair;
  const { emulator, url } = server;
  const references = await Promise.all(
    callers.map((headers) =>
      Promise.all(texts.map(async (text) => settled((await post(aloneUrl, { query: text }, headers)).json.data))),
    ),
  );
  for (const delayMs of delays) emulator.fault({ match: /^GET/, times: 1, then: { delayMs } });
  const crossed: unknown[] = [];
  const check = (who: 0 | 1, number: number, reply: string, after: string) => {
    const { data, errors } = (parsed(reply) ?? {}) as { data?: unknown; errors?: unknown[] };
    const own = references[who]?.[number];
    const isRight =
      errors === undefined ? JSON.stringify(settled(data)) === JSON.stringify(own) : within(settled(data), own);
    if (!isRight) crossed.push({ after, who, query: texts[number], data, expected: own });
  };
  let writes = 0;
  const act = async (own: Step): Promise<void> => {
    if (own.does === 'refuse') {
      const body = { code: 'Refused', message: 'No' };
      emulator.fault({ match: /^GET/, times: 1, then: { status: own.status, body } });
      return;
    }
    const headers = callers[own.caller] ?? {};
    if (own.does === 'write') {
      writes += 1;
      const tag = groups[0] === groups[1] ? 's' : ['a', 'b'][own.caller];
      const input = { name: `written_${tag}_${writes}` };
      const text =
        'mutation ($id: ID!, $input: GroupUpdateInput!) { groupUpdate(id: $id, input: $input) { group { name } } }';
      await post(url, { query: text, variables: { id: groups[own.caller], input } }, headers);
      return;
    }
    const text = texts[own.query] ?? '';
    if (own.does === 'give up') {
      const body = JSON.stringify({ query: text });
      const all = { 'content-type': 'application/json', accept: 'application/json', ...headers };
      await fetch(`${url}/graphql`, { method: 'POST', headers: all, body, signal: AbortSignal.timeout(2) }).catch(
        () => {},
      );
      return;
    }
    const reply = await post(
      url,
      { query: text },
      { ...headers, ...(own.fresh ? { 'cache-control': 'no-cache' } : {}) },
    );
    check(own.caller, own.query, reply.text, own.does);
  };
  const running: Promise<void>[] = [];
  for (const { step: own, pause: how } of steps) {
    running.push(act(own));
    if (how === 'turn') await new Promise((resolve) => setImmediate(resolve));
    if (how === 'all') await Promise.all(running);
  }
  await Promise.all(running);
  // And from all that is kept by now.
  for (const who of [0, 1] as const) {
    for (const [number, text] of texts.entries()) {
      check(who, number, (await post(url, { query: text }, callers[who])).text, 'the end');
    }
  }
  return crossed;
}

describe.each([
  ['with keys of different accounts', twoKeys],
  ['of one key with different grants', twoGrants],
])('Two callers %s', (_, open) => {
  it('are each given what they would be given alone, whatever they do at the same time', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const pair = await open();
        try {
          expect(await crossings(pair, given)).toEqual([]);
        } finally {
          await pair.alone.close();
          await pair.server.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
