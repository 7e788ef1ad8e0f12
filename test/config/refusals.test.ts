import { describe, expect, it } from 'vitest';
import { type Environment, KEY, readSettings } from '../support/settings.ts';

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
      'a name for a proxy',
      { TRUSTED_PROXIES: '10.0.0.1, proxy.example' },
      [/^TRUSTED_PROXIES must be addresses or net/],
    ],
    ['a network of 33 bits', { TRUSTED_PROXIES: '10.0.0.0/33' }, [/^TRUSTED_PROXIES must be addresses or networks/]],
    [
      'a key that anybody could use',
      { ...KEY, HOST: '0.0.0.0' },
      [/^HOST is not loopback and a server key is used, so CLIENTS_FILE is required/],
    ],
    [
      'a grace that leaves no time to finish',
      { DRAIN_GRACE: '30' },
      [/^DRAIN_GRACE must be shorter than SHUTDOWN_SECONDS/],
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
    const { config, problems } = readSettings(environment);
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
      const { config, problems } = readSettings({ [name]: value });
      expect(config, value).toBeUndefined();
      expect(
        problems.filter((problem) => problem.startsWith(`${name} must be `)),
        value,
      ).not.toEqual([]);
    }
  });

  it('all of it at once, however much it is', () => {
    const { problems } = readSettings({
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
