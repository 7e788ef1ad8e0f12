import { afterAll, describe, expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { CASES, type MutationCase, operationOf, type World, worldOf } from './cases.ts';

type Args = Readonly<Record<string, unknown>>;

interface Scene {
  readonly server: TestServer;
  readonly world: World;
  readonly ask: (args: Args) => ReturnType<TestServer['query']>;
}

async function scene(name: string, known: MutationCase, settings: Record<string, string> = {}): Promise<Scene> {
  const server = await startServer({ settings, parts: { random: () => 0 } });
  const world = worldOf(server.emulator);
  if (name.endsWith('Resume')) server.emulator.account.connections.update(world.connection, { paused: true });
  const operation = operationOf(name, known);
  return { server, world, ask: (args) => server.query(operation, args) };
}

let cases = 0;
const one = (claim: string, test: () => Promise<void>) => {
  cases += 1;
  it(claim, test);
};

const writesOf = (calls: readonly string[], { wire }: MutationCase) => calls.filter((call) => wire.test(call));
const anyWrite = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('GET '));

describe('the cases', () => {
  it('are of every mutation', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(graphqlSchema.getMutationType()?.getFields() ?? {}).sort());
  });

  afterAll(() => {
    // biome-ignore lint/suspicious/noConsole: the count is a figure of the release
    console.log(`Cases over ${Object.keys(CASES).length} mutations: ${cases}`);
  });
});

/** What a fault of Fivetran's becomes, as a user error or as an error of the field. */
const FAULTS = [
  { status: 400, userError: 'INVALID_INPUT' },
  { status: 403, error: 'FORBIDDEN' },
  { status: 404, userError: 'NOT_FOUND' },
  { status: 409, userError: 'CONFLICT' },
  { status: 429, error: 'RATE_LIMITED', headers: { 'retry-after': '3600' } },
  { status: 500 },
] as const;

describe.each(Object.entries(CASES))('%s', (name, known) => {
  one('does it, with one call, and gives what it made', async () => {
    const { server, world, ask } = await scene(name, known);
    const { data, errors, status } = await ask(known.args(world));
    expect({ status, errors, userErrors: data.it.userErrors }).toEqual({
      status: 200,
      errors: undefined,
      userErrors: [],
    });
    expect(data.it[known.gives]).not.toBeNull();
    const wanted = known.bulk && !name.endsWith('Resume') ? 2 : 1;
    expect(writesOf(server.calls(), known)).toHaveLength(wanted);
  });

  for (const [at, refusal] of known.refuses.entries()) {
    one(`refuses ${refusal.field?.join('.') ?? 'its arguments'} before the wire (${at + 1})`, async () => {
      const { server, world, ask } = await scene(name, known);
      const { data, errors } = await ask({ ...known.args(world), ...refusal.args(world) });
      expect(errors).toBeUndefined();
      expect(data.it.userErrors).toEqual([expect.objectContaining({ code: refusal.code, field: refusal.field })]);
      expect(data.it.userErrors[0].message.length).toBeGreaterThan(10);
      expect(data.it[known.gives]).toBeNull();
      expect(server.calls()).toEqual([]);
    });
  }

  for (const scope of known.level === 'delete' ? ['read', 'read/write'] : ['read']) {
    one(`is forbidden where the scope is ${scope}`, async () => {
      const { server, world, ask } = await scene(name, known, { FIVETRAN_SCOPE: scope });
      const { data, errors } = await ask(known.args(world));
      expect(data).toEqual({ it: null });
      expect(errors).toEqual([expect.objectContaining({ path: ['it'] })]);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(server.calls()).toEqual([]);
    });
  }

  const { unknown } = known;
  if (unknown !== undefined) {
    one('tells what is not there', async () => {
      const { world, ask } = await scene(name, known);
      const { data, errors } = await ask({ ...known.args(world), ...unknown(world) });
      expect(errors).toBeUndefined();
      expect(data.it.userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
      expect(data.it.userErrors[0].__typename).toBe(known.bulk ? 'BulkUserError' : 'InputUserError');
    });
  }

  for (const fault of FAULTS) {
    one(`tells an answer of ${fault.status}`, async () => {
      const { server, world, ask } = await scene(name, known);
      const headers = 'headers' in fault ? { headers: fault.headers } : {};
      server.emulator.fault({ match: known.wire, then: { status: fault.status, ...headers } });
      const { data, errors, status } = await ask(known.args(world));
      expect(status).toBe(200);
      const ambiguous = known.repeatable ? 'UPSTREAM_UNAVAILABLE' : 'OUTCOME_UNKNOWN';
      const code = 'userError' in fault ? fault.userError : 'error' in fault ? fault.error : ambiguous;
      if (known.bulk) {
        expect(new Set(data.it.userErrors.map((error: { code: string }) => error.code))).toEqual(new Set([code]));
        expect(data.it.userErrors[0]).toMatchObject({ __typename: 'BulkUserError', index: 0, id: expect.any(String) });
        expect(data.it.changed).toEqual([]);
      } else if ('userError' in fault) {
        expect(data.it.userErrors).toEqual([expect.objectContaining({ code })]);
        expect(data.it.userErrors[0].message).toBe(`Scripted fault ${fault.status}`);
      } else {
        expect(data.it).toBeNull();
        expect(errors?.[0]?.extensions.code).toBe(code);
      }
      const perItem = known.bulk && !name.endsWith('Resume') ? 2 : 1;
      const attempts = fault.status === 500 && known.repeatable ? 4 * perItem : perItem;
      expect(writesOf(server.calls(), known)).toHaveLength(attempts);
    });
  }

  one('sends nothing in a dry run, and shows no secret', async () => {
    const { server, world, ask } = await scene(name, known);
    const { data, errors } = await ask({ ...known.args(world), dryRun: true });
    expect(errors).toBeUndefined();
    expect(data.it.userErrors).toEqual([]);
    const requests = known.bulk ? data.it.requests : [data.it.request];
    expect(requests.length).toBeGreaterThan(0);
    for (const { method, path } of requests) expect(`${method} ${path}`).toMatch(known.wire);
    expect(JSON.stringify(requests)).not.toContain('hunter2');
    expect(data.it[known.gives] ?? null).toBeNull();
    expect(anyWrite(server.calls())).toEqual([]);
  });

  one('is refused in a dry run just as it would be', async () => {
    const { server, world, ask } = await scene(name, known, { FIVETRAN_SCOPE: 'read' });
    const { errors } = await ask({ ...known.args(world), dryRun: true });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(server.calls()).toEqual([]);
  });
});
