import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { freePort, served } from '../support/port.ts';
import { startRedis } from '../support/redis.ts';
import { manifest, root } from '../support/repository.ts';
import { startCollector } from '../telemetry/collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'package-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The Node that runs this test comes first; no setting of this shell reaches the server. */
const env = { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), HOME: process.env.HOME };

const npm = (cwd: string, ...words: string[]) => execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: 'pipe' });

/** What clients import. */
const exported = ['dist/operations.js', 'dist/operations.d.ts', 'schema/schema.graphql'];

const STRICTLY = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--noUncheckedIndexedAccess'];

let packed: string[];
beforeAll(() => {
  npm(root, 'run', 'build');
  const [tarball] = JSON.parse(npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder));
  packed = tarball.files.map(({ path }: { path: string }) => path);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball.filename));
});

describe('The package', () => {
  it('has the built program, the schema and its papers, and nothing else', () => {
    const expected =
      /^(dist\/.+\.js|dist\/operations\.d\.ts|dist\/THIRD-PARTY-LICENSES\.txt|schema\/.+\.(graphql|md)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(packed.filter((path) => !expected.test(path))).toEqual([]);
    const papers = ['README.md', 'LICENSE', 'dist/THIRD-PARTY-LICENSES.txt'];
    expect(packed).toEqual(expect.arrayContaining([...Object.values(manifest.bin), ...exported, ...papers]));
  });

  it('brings no other package along than what the types of its operations need', () => {
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    expect(Object.keys(packages).sort()).toEqual([
      '',
      'node_modules/@graphql-typed-document-node/core',
      'node_modules/fivetran-graphql',
      'node_modules/graphql',
    ]);
  });

  it('has its operations typed, and a schema that they fit, for a program that imports them', () => {
    copyFileSync(join(root, 'test/clients/consumer.ts'), join(folder, 'consumer.ts'));
    const node = (...words: string[]) => execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    node(join(root, 'node_modules/typescript/bin/tsc'), ...STRICTLY, ...types, 'consumer.ts');
    expect(node('consumer.ts')).toBe('0\n');
  });

  it('starts where it is installed, answers from the demo account, and ends when it is told to', async () => {
    const port = await freePort();
    const program = spawn(join(folder, 'node_modules/.bin/fivetran-graphql'), {
      cwd: folder,
      env: { ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exit = once(program, 'exit');
    try {
      const url = `http://127.0.0.1:${port}`;
      await served(`${url}/healthz`);
      const query = '{ groups(first: 2) { nodes { name connections(first: 2) { nodes { service } } } } }';
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await answer.json()).toMatchObject({
        data: { groups: { nodes: [{ name: expect.any(String) }, { name: expect.any(String) }] } },
      });
      // Rules of validation are known by their names, which the bundle keeps: else this would be said twice.
      const wrong = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ groups { nodes { a: name a: fivetranId } } }' }),
      });
      expect((await wrong.json()).errors).toHaveLength(1);
    } finally {
      program.kill('SIGTERM');
    }
    expect(await exit).toEqual([0, null]);
  });

  it('has in it what is loaded only where it is wanted: GraphiQL, traces, and what replicas share', async () => {
    const redis = await startRedis();
    const collector = await startCollector();
    const emulator = createEmulator({ size: {} });
    onTestFinished(() => emulator.close());
    const [{ key, secret } = { key: '', secret: '' }] = emulator.credentials;
    const port = await freePort();
    const program = spawn(join(folder, 'node_modules/.bin/fivetran-graphql'), {
      cwd: folder,
      env: {
        ...env,
        PORT: String(port),
        FIVETRAN_API_URL: await emulator.listen(),
        FIVETRAN_API_KEY: key,
        FIVETRAN_API_SECRET: secret,
        REDIS_URL: redis.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void program.kill('SIGKILL'));
    let log = '';
    program.stdout.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
    const url = `http://127.0.0.1:${port}/graphql`;
    await served(`http://127.0.0.1:${port}/healthz`);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ groups { nodes { name } } }' }),
    });
    expect(await answer.json()).toMatchObject({ data: { groups: { nodes: [{ name: 'Group_1' }, {}, {}] } } });
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('# Every group, where it loads into');
    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(log).toContain('Quota, cache and events are shared with the other replicas');
    expect(collector.spans.map(({ name }) => name)).toContain('GET /v1/groups');
  });

  it('is ready within a small multiple of what Node itself takes to start', async () => {
    const main = join(folder, 'node_modules/fivetran-graphql/dist/main.js');
    const timed = async (act: () => Promise<void>) => {
      const begun = performance.now();
      await act();
      return performance.now() - begun;
    };
    const startNode = async () => {
      await once(spawn(process.execPath, ['-e', '0'], { env }), 'exit');
    };
    const startServer = async () => {
      const program = spawn(process.execPath, [main], {
        env: { ...env, PORT: '0', FIVETRAN_API_KEY: 'a-key', FIVETRAN_API_SECRET: 'a-secret' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void program.kill('SIGKILL'));
      for await (const line of program.stdout) if (String(line).includes('GraphQL at')) break;
      // Its end is no part of it, and leaves behind what the next start need not compile.
      void program.kill('SIGTERM');
    };
    // Side by side, so that what else the machine does is in both.
    const turns: (readonly [node: number, ready: number])[] = [];
    for (let turn = 0; turn < 7; turn += 1) turns.push([await timed(startNode), await timed(startServer)]);
    const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[3] ?? Number.NaN;
    const times = median(turns.map(([node, ready]) => ready / node));
    const text = `start to ready: ${Math.round(median(turns.map(([, ready]) => ready)))} ms, ${times.toFixed(1)} times node -e 0`;
    process.stdout.write(`${text}\n`);
    expect(times, text).toBeLessThan(10);
  });
});
