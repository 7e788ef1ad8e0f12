import { mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuditLog } from '../../src/telemetry/audit.ts';
import { openServer, post, type SecuredServer } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const fails = () => {
  throw new Error('The disk is full');
};

describe('The audit log', () => {
  it('has a line for every operation that reads, also for an answer that was kept', async () => {
    server = await openServer();
    const { url, audit } = server;
    const query = { query: 'query Names { groups { nodes { name connections { nodes { schema } } } } }' };
    await post(url, query);
    await post(url, query);
    expect(audit.map(({ event, areas, calls, client }) => ({ event, areas, calls, client }))).toEqual([
      { event: 'read', areas: ['connections', 'groups'], calls: 2, client: 'anonymous' },
      { event: 'read', areas: ['connections', 'groups'], calls: 0, client: 'anonymous' },
    ]);
    expect(audit[0]?.operation).toEqual({ name: 'Names', hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(audit[1]?.operation).toEqual(audit[0]?.operation);
    expect(audit[0]?.sentence).toBe('anonymous read connections, groups with 2 REST calls: allowed');
  });

  it('that cannot be written keeps a write from being sent', async () => {
    server = await openServer({ parts: { audit: { note: () => {}, commit: fails } } });
    const { url, emulator } = server;
    const { json } = await post(url, { query: '{ groups { nodes { fivetranId } } }' });
    const [{ fivetranId: id }] = json.data.groups.nodes;
    emulator.clearCalls();
    const write = `mutation { groupUpdate(id: "${id}", input: { name: "renamed" }) { userErrors { message } } }`;
    const answer = await post(url, { query: write });
    expect(answer.json.errors).toHaveLength(1);
    expect([...emulator.calls]).toEqual([]);
    // A dry run sends nothing, so there is nothing to write down first.
    const dry = `mutation { groupUpdate(id: "${id}", input: { name: "x" }, dryRun: true) { request { path } } }`;
    expect((await post(url, { query: dry })).json.errors).toBeUndefined();
  });

  it('is a file of lines of JSON in their order, which is opened anew when it was rotated', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log');
    const log = createAuditLog({ target: path, onLost: fails });
    log.note({ n: 1 });
    log.commit({ n: 2 });
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    renameSync(path, `${path}.1`);
    log.note({ n: 3 });
    log.reopen();
    log.commit({ n: 4 });
    log.note({ n: 5 });
    log.close();
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(readFileSync(path, 'utf8')).toBe('{"n":4}\n{"n":5}\n');
  });

  it('says when it cannot be opened, and where a line that must be written was not', () => {
    expect(() => createAuditLog({ target: '/nowhere/audit.log', onLost: fails })).toThrow(/ENOENT/);
    const log = createAuditLog({ target: '/dev/full', onLost: () => {} });
    expect(() => log.commit({ n: 1 })).toThrow(/ENOSPC/);
    expect(() => log.note({ n: 2 })).not.toThrow();
    log.close();
  });
});
