import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../../src/check.ts';
import { problemOfNode } from '../../src/cli/node-version.ts';
import { createEmulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { startProgram } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

async function run(environment: Environment) {
  let said = '';
  const code = await check(environment, (text) => {
    said += text;
  });
  return { code, said };
}

async function upstream(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ size: {}, ...options });
  onTestFinished(() => emulator.close());
  const url = await emulator.listen();
  const [credential] = emulator.credentials;
  const key: Environment = {
    FIVETRAN_API_URL: url,
    FIVETRAN_API_KEY: credential?.key ?? '',
    FIVETRAN_API_SECRET: credential?.secret ?? '',
  };
  return { emulator, key };
}

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, text);
  return path;
}

describe('check', () => {
  it('says with one call which account the key opens, and what is left of the quota', async () => {
    const { emulator, key } = await upstream();
    const { code, said } = await run(key);
    expect(code).toBe(0);
    expect(said).toMatch(/^ok {6}settings {9}it will listen on 127\.0\.0\.1:4000$/m);
    expect(said).toMatch(/^ok {6}Fivetran .*the key opens the account .+, 19999 of 20000 calls left this hour$/m);
    expect([...emulator.calls]).toEqual(['GET /v1/account/info']);
  });

  it('finds every file in order that is', async () => {
    const { key } = await upstream();
    const { code, said } = await run({
      ...key,
      CLIENTS_FILE: file('clients:\n  - { name: one, tokens: [], grants: { groups: read } }\n'),
      OPERATIONS_FILE: file('{"a": "{ groups { nodes { name } } }"}'),
      AUDIT_LOG: join(tmpdir(), 'a-log-that-there-is-not'),
    });
    expect(said).toMatch(/^ok {6}clients file .*: 1 clients, 0 of them with keys of their own$/m);
    expect(said).toMatch(/^ok {6}operations file .*: 1 operations$/m);
    expect(said).toMatch(/^ok {6}audit log .*: it can be written$/m);
    expect(code).toBe(0);
  });

  it.each<[string, Environment, RegExp]>([
    ['a setting that means nothing', { PORT: 'eighty' }, /^failed {2}settings +PORT must be/m],
    ['a clients file that is not there', { CLIENTS_FILE: '/no/such' }, /^failed {2}clients file .*\(ENOENT\)$/m],
    ['a clients file that says nothing', { CLIENTS_FILE: '/dev/null' }, /^failed {2}clients file /m],
    ['operations that do not fit', { OPERATIONS_FILE: file('{"a":"{ x }"}') }, /^failed {2}operations file .*: a: /m],
    ['a log that cannot be written', { AUDIT_LOG: '/no/such/log' }, /^failed {2}audit log .*\(ENOENT\)$/m],
    [
      'a wrong secret',
      { FIVETRAN_API_SECRET: 'a-wrong-one' },
      /^failed {2}Fivetran .*refuses the key: FIVETRAN_API_KEY/m,
    ],
    [
      'a closed port',
      { FIVETRAN_API_URL: 'http://127.0.0.1:1' },
      /^failed {2}Fivetran .*does not answer \(connect\): FIVE/m,
    ],
  ])('fails for %s, says how it is mended, and tells no secret', async (_, wrong, line) => {
    const { key } = await upstream();
    const { code, said } = await run({ ...key, ...wrong });
    expect(said).toMatch(line);
    expect(code).toBe(1);
    for (const secret of [key.FIVETRAN_API_SECRET ?? '', 'a-wrong-one', 'pass-of-it'])
      expect(said).not.toContain(secret);
  });

  it('names the file of a client that cannot be read', async () => {
    const { key } = await upstream();
    const own = '{ keyFile: /no/such/key, secretFile: /no/such/secret }';
    const entry = `clients:\n  - { name: one, tokens: [], grants: { groups: read }, credential: ${own} }\n`;
    const { said } = await run({ ...key, CLIENTS_FILE: file(entry) });
    expect(said).toMatch(/^failed {2}clients file .*\/no\/such\/key, which the client one names/m);
  });

  it('accepts a key whose role may not read the account', async () => {
    const key = { key: 'a-key', secret: 'a-secret', forbidden: ['/v1/account'] };
    const { key: environment } = await upstream({ credentials: [key] });
    const { code, said } = await run(environment);
    expect(said).toContain('its role may not read the account');
    expect(code).toBe(0);
  });

  it('asks whether Fivetran answers where callers bring their keys', async () => {
    const { key } = await upstream();
    const { FIVETRAN_API_URL = '' } = key;
    const { code, said } = await run({ FIVETRAN_API_URL, FIVETRAN_CREDENTIALS: 'passthrough' });
    expect(said).toContain('answers; callers bring their keys');
    expect(code).toBe(0);
  });

  it('is a command, which ends without a server having started', async () => {
    const program = startProgram({}, ['check']);
    const { code, output } = await program.ended;
    expect(output).toContain('the demo account is served');
    expect(output).not.toContain('GraphQL at');
    expect(code).toBe(0);
  });
});

describe('A Node that is too old', () => {
  it.each(['20.20.2', '22.18.0', 'v18.0.0'])('such as %s is told so in one line, with how it is mended', (version) => {
    expect(problemOfNode(version, '>=22.19')).toMatch(/^Node 22\.19 or newer is required, and this is .*nodejs\.org$/);
  });

  it.each(['22.19.0', '23.0.0', '24.21.0'])('is not %s', (version) => {
    expect(problemOfNode(version, '>=22.19')).toBeUndefined();
  });
});
