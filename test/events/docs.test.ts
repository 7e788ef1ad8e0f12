import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';

const [, script = ''] = /```js\n(.*?)```/s.exec(textOf('docs/live-updates.md')) ?? [];

describe('The script in docs/live-updates.md', () => {
  it('has ten lines', () => {
    expect(script.trimEnd().split('\n')).toHaveLength(10);
  });

  it('starts a sync and says how it has ended', async () => {
    const server = await startServer({ webhooks: true, emulator: { latency: { call: 0, sync: 300 } } });
    const { connections } = server.emulator.account;
    const id = connections.list().find(({ paused, status }) => !paused && status.setup_state === 'connected')?.id ?? '';
    const folder = join(root, 'test/.artifacts');
    const path = join(folder, `sync-${process.pid}.mjs`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, script);
    onTestFinished(() => rmSync(path));
    const env = { ...process.env, GRAPHQL_URL: `${server.url}/graphql` };
    const { stdout } = await promisify(execFile)(process.execPath, [path, id], { env });
    expect(stdout).toBe('SUCCESSFUL\n');
  });
});
