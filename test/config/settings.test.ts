import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Environment, KEY, readSettings } from '../support/settings.ts';

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
      expect(readSettings(environment).config?.upstream).toEqual({ mode: 'emulator' });
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
    const { config, problems } = readSettings(environment);
    expect(config).toBeUndefined();
    expect(problems).not.toEqual([]);
  });

  it('is the emulator wherever it is asked for by name', () => {
    const asked = { FIVETRAN_CREDENTIALS: 'emulator', HOST: '0.0.0.0', NODE_ENV: 'production' };
    expect(readSettings(asked).config).toMatchObject({ upstream: { mode: 'emulator' }, scope: 'read/write/delete' });
  });

  it('is Fivetran with a key, read only', () => {
    expect(readSettings(KEY).config).toMatchObject({
      upstream: { mode: 'server-key', url: 'https://api.fivetran.com', key: 'the-key', secret: 'the-secret' },
      scope: 'read',
    });
  });

  it('is Fivetran with a key out of files, whose last line may end', () => {
    const environment = { FIVETRAN_API_KEY_FILE: file('the-key\n'), FIVETRAN_API_SECRET_FILE: file('the-secret\r\n') };
    expect(readSettings(environment).config?.upstream).toMatchObject({ key: 'the-key', secret: 'the-secret' });
  });

  it("is Fivetran with each caller's own key", () => {
    const { config } = readSettings({ FIVETRAN_CREDENTIALS: 'passthrough', HOST: '0.0.0.0' });
    expect(config?.upstream).toEqual({ mode: 'pass-through', url: 'https://api.fivetran.com' });
  });
});

describe('a name that begins with FIVETRAN_ and means nothing', () => {
  it('is warned of, without its value, and harms nothing', () => {
    const { config, warnings } = readSettings({ FIVETRAN_KEY: 'the-key', FIVETRAN_SCOPES: 'read', OTHER: 'x' });
    expect(config?.upstream.mode).toBe('emulator');
    expect(warnings).toEqual([
      'FIVETRAN_KEY is no setting of this server',
      'FIVETRAN_SCOPES is no setting of this server',
    ]);
  });

  it('is warned of where the settings are refused too', () => {
    expect(readSettings({ FIVETRAN_API_KEYS: 'the-key', PORT: 'x' }).warnings).toHaveLength(1);
  });
});

describe('the settings', () => {
  it('cannot be changed once they are read', () => {
    expect(Object.isFrozen(readSettings({}).config)).toBe(true);
  });

  it('have the defaults that are documented', () => {
    expect(readSettings({}).config).toMatchObject({
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

  it('leave time to whoever sends the traffic to see that the server ends, where that is not a person at this machine', () => {
    const grace = (environment: Environment) => readSettings(environment).config?.drainGraceSeconds;
    const open = { FIVETRAN_CREDENTIALS: 'passthrough', HOST: '0.0.0.0' };
    expect(grace({})).toBe(0);
    expect(grace(open)).toBe(5);
    expect(grace({ ...open, SHUTDOWN_SECONDS: '3' })).toBe(1);
    expect(grace({ ...open, DRAIN_GRACE: '12' })).toBe(12);
  });

  it('accept Host headers of loopback and of HOST, or exactly those that are named', () => {
    expect(readSettings({ ...KEY, HOST: '127.0.0.2', CLIENTS_FILE: file('') }).config?.allowedHosts).toEqual([
      '127.0.0.1',
      '::1',
      'localhost',
      '127.0.0.2',
    ]);
    expect(readSettings({ ALLOWED_HOSTS: 'a.example, b.example,' }).config?.allowedHosts).toEqual([
      'a.example',
      'b.example',
    ]);
  });
});
