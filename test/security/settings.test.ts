import { describe, expect, it } from 'vitest';
import { type ConfigError, readConfig } from '../../src/config.ts';

const key = { FIVETRAN_API_KEY: 'planted-key', FIVETRAN_API_SECRET: 'planted-secret' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment, () => {});
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('What would not be safe', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ["a server's key beyond loopback without clients", { ...key, HOST: '0.0.0.0' }, /CLIENTS_FILE is required/],
    ['the demo account beyond loopback', { HOST: '0.0.0.0' }, /HOST is not loopback/],
    ['the demo account in production', { NODE_ENV: 'production' }, /NODE_ENV is production/],
    ['half of a key', { FIVETRAN_API_KEY: 'planted-key' }, /FIVETRAN_API_SECRET .* is required/],
    ['an empty key', { ...key, FIVETRAN_API_KEY: '' }, /FIVETRAN_API_KEY/],
    ['clients without a key', { CLIENTS_FILE: 'clients.yaml' }, /FIVETRAN_API_KEY .* is required/],
    ['an URL without TLS', { ...key, FIVETRAN_API_URL: 'http://fivetran.example' }, /must be https/],
    ['an URL of another protocol', { ...key, FIVETRAN_API_URL: 'file:///etc/passwd' }, /http or https/],
    [
      'clients of callers with their own keys',
      { FIVETRAN_CREDENTIALS: 'passthrough', CLIENTS_FILE: 'x' },
      /CLIENTS_FILE must not/,
    ],
    ['a key for callers with their own keys', { ...key, FIVETRAN_CREDENTIALS: 'passthrough' }, /must not be set/],
    ['a key for the demo account', { ...key, FIVETRAN_CREDENTIALS: 'emulator' }, /must not be set/],
    ['a scope that is none', { ...key, FIVETRAN_SCOPE: 'everything' }, /FIVETRAN_SCOPE must be one of/],
    [
      'an area that is none',
      { ...key, DISALLOWED_ACTIONS: 'planes:read' },
      /DISALLOWED_ACTIONS must be .* got "planes:read"/,
    ],
    ['an action that is none', { ...key, DISALLOWED_ACTIONS: 'roles:fly' }, /DISALLOWED_ACTIONS must name.*got "fly"/],
    ['only listed operations, without a list', { ...key, PERSISTED_ONLY: 'true' }, /OPERATIONS_FILE is required/],
    ['every origin', { ...key, CORS_ORIGINS: '*' }, /CORS_ORIGINS must be origins/],
    ['an origin with a path', { ...key, CORS_ORIGINS: 'https://a.example/x' }, /CORS_ORIGINS must be origins/],
    ['no place for the audit log', { ...key, AUDIT_LOG: '' }, /AUDIT_LOG must be/],
  ])('is refused at the start: %s', (_, environment, expected) => {
    const problems = problemsOf(environment).join('\n');
    expect(problems).toMatch(expected);
    expect(problems).not.toContain('planted');
  });

  it('is what nobody gets by default: a key is served to loopback, and may read', () => {
    const config = readConfig(key, () => {});
    expect([config.host, config.scope, config.auditLog, config.corsOrigins]).toEqual([
      '127.0.0.1',
      'read',
      'stdout',
      [],
    ]);
  });
});
