import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Config, ConfigError, readConfig } from '../../src/config.ts';

type Environment = Readonly<Record<string, string>>;

const KEY = { FIVETRAN_API_KEY: 'the-key', FIVETRAN_API_SECRET: 'the-secret' };

/** The settings, or all that is wrong with them, and what was warned of. */
function read(environment: Environment): { config?: Config; problems: readonly string[]; warnings: string[] } {
  const warnings: string[] = [];
  try {
    return { config: readConfig(environment, (message) => warnings.push(message)), problems: [], warnings };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toBe(
      `The settings cannot be used:\n${error.problems.map((each) => `  - ${each}`).join('\n')}`,
    );
    for (const value of Object.values(environment)) {
      // What was set could be a secret in the wrong place. Words that messages are made of anyway are none.
      if (value.length > 5 && !/emulator|passthrough|production/.test(value))
        expect(error.message).not.toContain(value);
    }
    return { problems: error.problems, warnings };
  }
}

/** A file with this text, for the time of the test. */
function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), text);
  return join(folder, 'file');
}

describe('where the data comes from', () => {
  it('is the emulator by itself, on loopback, where nothing says otherwise', () => {
    for (const environment of [{}, { HOST: 'localhost' }, { HOST: '::1' }, { NODE_ENV: 'development', PORT: '8080' }]) {
      expect(read(environment).config?.upstream).toEqual({ mode: 'emulator' });
    }
  });

  it.each<[Environment]>([
    [{ HOST: '0.0.0.0' }],
    [{ HOST: '::' }],
    [{ HOST: '192.168.1.7' }],
    [{ NODE_ENV: 'production' }],
    [{ FIVETRAN_API_URL: 'https://api.example.com' }],
    [{ FIVETRAN_API_KEY: '' }],
    [{ FIVETRAN_API_SECRET: '' }],
    [{ FIVETRAN_API_KEY_FILE: '' }],
    [{ FIVETRAN_WEBHOOK_SECRET: 'a-long-enough-secret' }],
    [{ FIVETRAN_WEBHOOK_SECRET: '' }],
    [{ CLIENTS_FILE: '' }],
    [{ REDIS_URL: 'redis://127.0.0.1' }],
    [{ REDIS_URL: '' }],
    [{ FIVETRAN_CREDENTIALS: '' }],
  ])('is never the emulator by itself with %j', (environment) => {
    const { config, problems } = read(environment);
    expect(config).toBeUndefined();
    expect(problems).not.toEqual([]);
  });

  it('is the emulator wherever it is asked for by name', () => {
    const asked = { FIVETRAN_CREDENTIALS: 'emulator', HOST: '0.0.0.0', NODE_ENV: 'production' };
    expect(read(asked).config).toMatchObject({ upstream: { mode: 'emulator' }, scope: 'read/write/delete' });
  });

  it('is Fivetran with a key, read only', () => {
    expect(read(KEY).config).toMatchObject({
      upstream: { mode: 'server-key', url: 'https://api.fivetran.com', key: 'the-key', secret: 'the-secret' },
      scope: 'read',
    });
  });

  it('is Fivetran with a key out of files, whose last line may end', () => {
    const environment = { FIVETRAN_API_KEY_FILE: file('the-key\n'), FIVETRAN_API_SECRET_FILE: file('the-secret\r\n') };
    expect(read(environment).config?.upstream).toMatchObject({ key: 'the-key', secret: 'the-secret' });
  });

  it("is Fivetran with each caller's own key", () => {
    const { config } = read({ FIVETRAN_CREDENTIALS: 'passthrough', HOST: '0.0.0.0' });
    expect(config?.upstream).toEqual({ mode: 'pass-through', url: 'https://api.fivetran.com' });
  });
});

describe('what is refused', () => {
  it.each<[string, Environment, readonly RegExp[]]>([
    [
      'half of a key',
      { FIVETRAN_API_KEY: 'the-key' },
      [/^FIVETRAN_API_SECRET \(or FIVETRAN_API_SECRET_FILE\) is required/],
    ],
    [
      'the other half',
      { FIVETRAN_API_SECRET: 'the-secret' },
      [/^FIVETRAN_API_KEY \(or FIVETRAN_API_KEY_FILE\) is required/],
    ],
    ['an empty key', { ...KEY, FIVETRAN_API_KEY: '' }, [/^FIVETRAN_API_KEY must not be empty/]],
    [
      'an address without a key',
      { FIVETRAN_API_URL: 'https://api.example.com' },
      [/^FIVETRAN_API_KEY .* is required/, /^FIVETRAN_API_SECRET .* is required/],
    ],
    [
      'a key and a file of it',
      { ...KEY, FIVETRAN_API_KEY_FILE: '/dev/null' },
      [/FIVETRAN_API_KEY and FIVETRAN_API_KEY_FILE must not both be set/],
    ],
    [
      'a file that there is not',
      { FIVETRAN_API_KEY_FILE: '/no/such/file', FIVETRAN_API_SECRET: 'the-secret' },
      [/^FIVETRAN_API_KEY_FILE must name a file that can be read/],
    ],
    [
      'an empty file',
      { FIVETRAN_API_KEY_FILE: '/dev/null', FIVETRAN_API_SECRET: 'the-secret' },
      [/^FIVETRAN_API_KEY must not be empty/],
    ],
    [
      'a key for the emulator',
      { ...KEY, FIVETRAN_CREDENTIALS: 'emulator' },
      [/^FIVETRAN_CREDENTIALS is emulator, so FIVETRAN_API_KEY, FIVETRAN_API_SECRET must not be set/],
    ],
    [
      'an address for the emulator',
      { FIVETRAN_API_URL: 'https://api.example.com', FIVETRAN_CREDENTIALS: 'emulator' },
      [/FIVETRAN_API_URL must not be set/],
    ],
    [
      'a key where callers bring theirs',
      { ...KEY, FIVETRAN_CREDENTIALS: 'passthrough' },
      [/^FIVETRAN_CREDENTIALS is passthrough/],
    ],
    [
      'another word for credentials',
      { ...KEY, FIVETRAN_CREDENTIALS: 'demo-account' },
      [/^FIVETRAN_CREDENTIALS must be emulator or passthrough/],
    ],
    [
      'a key that anybody could use',
      { ...KEY, HOST: '0.0.0.0' },
      [/^HOST is not loopback and a server key is used, so CLIENTS_FILE is required/],
    ],
    [
      'a key that travels in the clear',
      { ...KEY, FIVETRAN_API_URL: 'http://api.example.com' },
      [/^FIVETRAN_API_URL must be https unless/],
    ],
    [
      'a host that only looks like loopback',
      { ...KEY, FIVETRAN_API_URL: 'http://127.0.0.1.example.com' },
      [/^FIVETRAN_API_URL must be https unless/],
    ],
    [
      'an address with a password',
      { ...KEY, FIVETRAN_API_URL: 'https://somebody:password@api.example.com' },
      [/^FIVETRAN_API_URL must have no user/],
    ],
    [
      'an address with a query',
      { ...KEY, FIVETRAN_API_URL: 'https://api.example.com/?token=password' },
      [/^FIVETRAN_API_URL must have no user/],
    ],
    [
      'an address of another kind',
      { ...KEY, FIVETRAN_API_URL: 'ftp://api.example.com' },
      [/^FIVETRAN_API_URL must be an http or https URL/],
    ],
    ['no address', { ...KEY, FIVETRAN_API_URL: 'api.example.com' }, [/^FIVETRAN_API_URL must be an http or https URL/]],
  ])('%s', (_, environment, expected) => {
    const { config, problems } = read(environment);
    expect(config).toBeUndefined();
    expect(problems).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(problems[at]).toMatch(pattern);
  });

  it.each<[string, readonly string[]]>([
    ['PORT', ['', '-1', '65536', '80.5', 'eighty', ' 80']],
    ['HOST', ['']],
    ['FIVETRAN_SCOPE', ['', 'write', 'READ', 'read,write']],
    ['FIVETRAN_PLAN', ['', 'free']],
    ['QUOTA_RESERVE', ['', '20', '100%', '-1%', '2.5%']],
    ['UPSTREAM_CONCURRENCY', ['0', '1001', 'many']],
    ['CACHE_BYTES', ['-1', '64MB']],
    ['MAX_CALLS_PER_OPERATION', ['0', 'none']],
    ['MAX_DEPTH', ['0', '1001']],
    ['MAX_ALIASES', ['-1']],
    ['MAX_TOKENS', ['9']],
    ['MAX_BODY_BYTES', ['999']],
    ['REQUEST_SECONDS', ['0', '3601', '1e3']],
    ['GRAPHIQL', ['', 'yes', '1', 'TRUE']],
    ['INTROSPECTION', ['no']],
    ['LOG_LEVEL', ['', 'loud', 'INFO']],
    ['SHUTDOWN_SECONDS', ['0', '3601']],
  ])('%s that is one of %j', (name, values) => {
    for (const value of values) {
      const { config, problems } = read({ [name]: value });
      expect(config, value).toBeUndefined();
      expect(
        problems.filter((problem) => problem.startsWith(`${name} must be `)),
        value,
      ).not.toEqual([]);
    }
  });

  it('all of it at once, however much it is', () => {
    const { problems } = read({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      QUOTA_RESERVE: '200%',
      HOST: '0.0.0.0',
      FIVETRAN_API_KEY: 'the-key',
      FIVETRAN_API_URL: 'http://api.example.com',
    });
    const names = ['PORT', 'QUOTA_RESERVE', 'LOG_LEVEL', 'FIVETRAN_API_URL', 'FIVETRAN_API_SECRET', 'HOST'];
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(names);
  });
});

describe('a name that begins with FIVETRAN_ and means nothing', () => {
  it('is warned of, without its value, and harms nothing', () => {
    const { config, warnings } = read({ FIVETRAN_KEY: 'the-key', FIVETRAN_SCOPES: 'read', OTHER: 'x' });
    expect(config?.upstream.mode).toBe('emulator');
    expect(warnings).toEqual([
      'FIVETRAN_KEY is no setting of this server',
      'FIVETRAN_SCOPES is no setting of this server',
    ]);
  });

  it('is warned of where the settings are refused too', () => {
    expect(read({ FIVETRAN_API_KEYS: 'the-key', PORT: 'x' }).warnings).toHaveLength(1);
  });
});

describe('the settings', () => {
  it('cannot be changed once they are read', () => {
    expect(Object.isFrozen(read({}).config)).toBe(true);
  });

  it('have the defaults that are documented', () => {
    expect(read({}).config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      plan: 'auto',
      quotaReserve: 0.2,
      upstreamConcurrency: 100,
      maxCallsPerOperation: undefined,
      graphiql: true,
      introspection: true,
      logLevel: 'info',
    });
  });

  it('accept Host headers of loopback and of HOST, or exactly those that are named', () => {
    expect(read({ ...KEY, HOST: '127.0.0.2', CLIENTS_FILE: file('') }).config?.allowedHosts).toEqual([
      '127.0.0.1',
      '::1',
      'localhost',
      '127.0.0.2',
    ]);
    expect(read({ ALLOWED_HOSTS: 'a.example, b.example,' }).config?.allowedHosts).toEqual(['a.example', 'b.example']);
  });
});
