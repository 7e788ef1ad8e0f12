import fc from 'fast-check';
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { startServer } from '../support/server.ts';
import { CASES, operationOf, type World, worldOf } from './cases.ts';

const MASK = '******';
const MUTATIONS = Object.entries(graphqlSchema.getMutationType()?.getFields() ?? {});
const NASTY = ['', ' ', '..', 'a/b', '📝', '\ud800', '__proto__', 'constructor', 'x'.repeat(300), '%2e%2e', MASK];

/** Texts that are sometimes what a field wants, and mostly not. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  service: ['postgres', ''],
  region: ['GCP_US_EAST4', ''],
  timeZoneOffset: ['0', '-5', '+12', '+13', '5'],
  dailySyncTime: ['08:00', '24:00', '08:30'],
  url: ['https://hooks.example/x', 'http://hooks.example', '//x'],
  email: ['ada@new.example', 'ada'],
  redirectUri: ['https://app.example', 'javascript:alert(1)'],
  event: ['sync_end', ''],
};
const CONFIGS: Readonly<Record<string, readonly object[]>> = {
  connection: [{}, { host: 'db.example' }, { password: 'hunter2' }, { schema_prefix: 'a', host: 'x' }],
  destination: [{}, { host: 'x.snowflakecomputing.com' }],
  logService: [{}, { api_key: 'hunter2' }],
};
const ODD_JSON = [7, 'x', [], true, { password: MASK }];
const SNAPSHOTS = [
  { schemas: {} },
  { schemas: { a: 1 } },
  { schemas: { a: { enabled: 'x' } } },
  { schemas: { public: { enabled: true, tables: { t: { enabled: false, columns: { c: { hashed: true } } } } } } },
  { schema_change_handling: 'ALLOW_ALL', schemas: { public: { tables: [] } } },
];

/** Values of an input type: well-formed, so that what decides is not GraphQL's own validation. */
function arbitrary(type: GraphQLInputType, name: string, mutation: string, world: World): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return arbitrary(type.ofType, name, mutation, world);
  if (isListType(type)) return fc.array(arbitrary(type.ofType, name, mutation, world), { maxLength: 3 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => value.name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => field.name !== 'extra');
    const values = Object.fromEntries(
      fields.map((field) => [field.name, arbitrary(field.type, field.name, mutation, world)]),
    );
    if (type.isOneOf) return fc.oneof(...Object.entries(values).map(([key, value]) => fc.record({ [key]: value })));
    const required = fields.filter((field) => isNonNullType(field.type)).map((field) => field.name);
    return fc.record(values, { requiredKeys: required });
  }
  if (type.name === 'Boolean') return fc.boolean();
  if (type.name === 'Int') return fc.constantFrom(-(2 ** 31), -1, 0, 1, 5, 60, 360, 1440);
  if (type.name === 'JSON') {
    if (name === 'snapshot') return fc.constantFrom(...SNAPSHOTS, ...ODD_JSON);
    if (name !== 'config') return fc.constantFrom(...ODD_JSON.slice(0, 3));
    const resource = Object.keys(CONFIGS).find((each) => mutation.startsWith(each)) ?? '';
    return fc.constantFrom(...(CONFIGS[resource] ?? [{}]), ...ODD_JSON);
  }
  if (name === 'service') return fc.constantFrom(...(SERVICES[mutation] ?? ['postgres']), '', MASK);
  const ids = Object.values(world);
  if (type.name === 'ID') return fc.constantFrom(...ids, ...ids.map(globalId), ...NASTY);
  return fc.constantFrom(...(WANTED[name] ?? ids), ...(WANTED[name] ? [MASK] : NASTY));
}

const SERVICES: Readonly<Record<string, readonly string[]>> = {
  destinationCreate: ['snowflake'],
  logServiceCreate: ['datadog_log'],
};

let tag = 0;
const globalId = (id: string): string => {
  const tags = ['con', 'grp', 'dst', 'usr', 'whk', 'log', 'zzz'];
  tag += 1;
  return Buffer.from(JSON.stringify([tags[tag % tags.length], id])).toString('base64url');
};

it('No input of 2,000 makes the server fail, shows an inner error, or sends what Fivetran’s document refuses', async () => {
  const sent: { method: string; path: string; body: unknown }[] = [];
  const server = await startServer({
    generated: true,
    emulator: {
      size: { groups: 4, connectionsPerGroup: 5, users: 6 },
      quota: 'none',
      onExchange: ({ method, path, requestBody }) => sent.push({ method, path, body: requestBody }),
    },
    settings: { FIVETRAN_PLAN: 'paid' },
    parts: { random: () => 0, quotaWindowScale: 0.001 },
  });
  const world = worldOf(server.emulator);
  const seen = { sent: 0, refused: 0, errors: 0 };
  const one = fc.oneof(
    ...MUTATIONS.map(([name, field]) => {
      const args = field.args.filter((arg) => arg.name !== 'dryRun');
      const required = args.filter((arg) => isNonNullType(arg.type)).map((arg) => arg.name);
      const values = Object.fromEntries(args.map((arg) => [arg.name, arbitrary(arg.type, arg.name, name, world)]));
      return fc.record({ name: fc.constant(name), args: fc.record(values, { requiredKeys: required }) });
    }),
  );
  await fc.assert(
    fc.asyncProperty(one, async ({ name, args }) => {
      const known = CASES[name];
      if (known === undefined) throw new Error(`${name} has no case`);
      sent.length = 0;
      const { status, data, errors } = await server.query(operationOf(name, known), args);
      expect(status).toBe(200);
      for (const { extensions, message } of errors ?? []) {
        expect([extensions.code, message]).not.toContain('INTERNAL_SERVER_ERROR');
        seen.errors += 1;
      }
      const writes = sent.filter(({ method }) => method !== 'GET');
      if (JSON.stringify(args).includes(MASK)) expect(writes).toEqual([]);
      for (const { path, body } of writes) {
        expect(path).not.toMatch(/\/\.{0,2}(\/|$|\?)/);
        expect(JSON.stringify(body) ?? '').not.toMatch(/UNRECOGNIZED|"\*{6}"/);
      }
      if (writes.length > 0) seen.sent += 1;
      if ((data?.it?.userErrors?.length ?? 0) > 0) seen.refused += 1;
    }),
    { numRuns: 2000, seed: 20_261_123 },
  );
  expect(seen.errors).toBe(0);
  expect(seen.sent).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(500);
}, 120_000);
