import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { settings } from '../../src/config.ts';
import { manifest, root, textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';
import { readSettings } from '../support/settings.ts';

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>> | readonly string[];
  readonly command?: readonly string[];
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
}
const compose: {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: {
    readonly default: { readonly ipam: { readonly config: readonly [{ readonly subnet: string }] } };
  };
} = parse(textOf('compose.yaml'));
const { services } = compose;
const replicas = Object.entries(services).filter(([name]) => name.startsWith('server-'));
const environment = replicas[0]?.[1].environment ?? {};
const caddyfile = textOf('ops/Caddyfile');
const prometheus = parse(textOf('ops/prometheus.yaml'));
const dockerfile = textOf('Dockerfile');
/** What the Dockerfile sets for every container. */
const image = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
);

/** The names in a Caddyfile's directive. */
const directive = (name: string) =>
  new RegExp(`^\\s*${name} (.*)$`, 'm').exec(caddyfile)?.[1]?.replace(/ \{$/, '').split(' ') ?? [];
const secondsOf = (text: string | undefined) => Number(/^(\d+)s$/.exec(text ?? '')?.[1]);

describe('compose.yaml', () => {
  it('has two replicas that differ in nothing but their names, and writes to none of them', () => {
    expect(replicas).toHaveLength(2);
    expect(replicas[0]?.[1]).toEqual(replicas[1]?.[1]);
    expect(replicas[0]?.[1].read_only).toBe(true);
  });

  it('sets only settings that there are, to values with which the server starts', () => {
    expect(Object.keys(environment).filter((name) => !(name in settings.shape))).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const inFolder = (path: string) => {
      writeFileSync(join(folder, basename(path)), 'a secret');
      return join(folder, basename(path));
    };
    const set = Object.entries<string>({ ...image, ...environment }).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? inFolder(value) : value,
    ]);
    const { problems, warnings } = readSettings(Object.fromEntries(set));
    expect([problems, warnings]).toEqual([[], []]);
  });

  it('mounts files that are there, and secrets under the names that the settings have', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(mounted).not.toEqual([]);
    expect(mounted.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const named = Object.values(environment)
      .filter((value) => value.startsWith('/run/secrets/'))
      .map((path) => basename(path));
    expect(named.sort()).toEqual([...(replicas[0]?.[1].secrets ?? [])].sort());
    expect(Object.keys(compose.secrets).sort()).toEqual(named.sort());
    // What is in there must never be committed, nor become part of an image.
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(textOf('.gitignore')).toContain('/secrets/\n');
    expect(textOf('.dockerignore')).toMatch(/^\*\n(![\w*./-]+\n)+$/);
    expect(textOf('.dockerignore')).not.toContain('secrets');
  });

  it('depends on services that are there', () => {
    const needed = Object.values(services).flatMap(({ depends_on = [] }) =>
      Array.isArray(depends_on) ? depends_on : Object.keys(depends_on),
    );
    expect(needed.filter((name) => !(name in services))).toEqual([]);
    expect(new URL(environment.REDIS_URL ?? '').hostname in services).toBe(true);
  });

  it('gives a replica the time that it takes to end, and the proxy time to see that it does', () => {
    expect(secondsOf(replicas[0]?.[1].stop_grace_period)).toBeGreaterThan(Number(environment.SHUTDOWN_SECONDS));
    const [interval] = directive('health_interval');
    const [timeout] = directive('health_timeout');
    expect(secondsOf(interval) + secondsOf(timeout)).toBeLessThan(Number(environment.DRAIN_GRACE));
  });

  it('has a Redis that forgets nothing of the quota', () => {
    expect(services.redis?.command?.join(' ')).toContain('--maxmemory-policy noeviction');
  });

  it('trusts the proxy, and nobody outside of its network', () => {
    expect(environment.TRUSTED_PROXIES).toBe(compose.networks.default.ipam.config[0].subnet);
  });
});

describe('The proxy and Prometheus', () => {
  const hosts = (environment.ALLOWED_HOSTS ?? '').split(',');

  it('reach every replica at its ports, by names that it is served by', () => {
    const targets = (port: string | undefined) => replicas.map(([name]) => `${name}:${port}`);
    expect(directive('reverse_proxy')).toEqual(targets(image.PORT));
    expect(directive('health_port')).toEqual([environment.MANAGEMENT_PORT]);
    expect(directive('health_uri')).toEqual(['/readyz']);
    expect(prometheus.scrape_configs[0].static_configs[0].targets).toEqual(targets(environment.MANAGEMENT_PORT));
    for (const [name] of replicas) expect(hosts).toContain(name);
    expect(hosts).toContain('localhost');
  });

  it('have the rules that belong to it', () => {
    const rules: string[] = prometheus.rule_files;
    const mounted = services.prometheus?.volumes?.map((volume) => basename(volume.split(':')[1] ?? ''));
    expect(rules.filter((file) => !mounted?.includes(file))).toEqual([]);
  });
});

describe('The Dockerfile', () => {
  it('copies what is there, and what is not kept from it', () => {
    const [, ...taken] = textOf('.dockerignore').trim().split('\n');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(copied).not.toEqual([]);
    for (const path of copied) {
      if (!path.includes('*')) expect(existsSync(join(root, path)), path).toBe(true);
      expect(
        taken.some((line) => line === `!${path}`),
        path,
      ).toBe(true);
    }
  });

  it('starts the built program as npm start starts the source, by a user who is not root, and without a shell', () => {
    const flagsIn = (text = '') => text.match(/--[\w=-]+/g);
    const command = /^CMD \["node", .*"dist\/main\.js"\]$/m.exec(dockerfile)?.[0];
    expect(flagsIn(command)).toEqual(flagsIn(manifest.scripts.start));
    expect(dockerfile.lastIndexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nFROM '));
    expect(dockerfile).toMatch(/HEALTHCHECK [^\n]*\\\n {2}CMD \[/);
  });

  it('sees whether the server is alive', async () => {
    const [, command = ''] = /HEALTHCHECK [^\n]*\\\n {2}CMD (\[.*\])/.exec(dockerfile) ?? [];
    const [, ...args]: string[] = JSON.parse(command);
    const check = async (port: string) => {
      const [code] = await once(spawn(process.execPath, args, { env: { PORT: port } }), 'exit');
      return code;
    };
    const { url } = await startServer();
    expect([await check(new URL(url).port), await check('1')]).toEqual([0, 1]);
  });
});
