import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../support/redis.ts';
import { startReplicas } from '../support/replicas.ts';

const FRESH = { 'cache-control': 'no-cache' };
const GROUPS = '{ groups { nodes { name } } }';

/** A clients file with one client, and what it sends. */
function clientsFile(lines: string): { readonly path: string; readonly authorization: string } {
  const token = `fgql_${'a'.repeat(43)}`;
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'clients.yaml');
  const sha256 = createHash('sha256').update(token).digest('hex');
  writeFileSync(
    path,
    `clients:\n  - name: tool\n    tokens: [{ sha256: ${sha256} }]\n    grants: { groups: read }\n${lines}`,
  );
  return { path, authorization: `Bearer ${token}` };
}

describe('Limits of three replicas with one Redis', () => {
  it("a client's calls an hour are those at all of them together", async () => {
    const { path, authorization } = clientsFile('    callsPerHour: 12\n');
    const redis = await startRedis();
    const { all, calls } = await startReplicas({ redis, settings: { CLIENTS_FILE: path, REQUEST_SECONDS: '2' } });
    const codes: unknown[] = [];
    const begun = performance.now();
    for (let number = 0; number < 18; number += 1) {
      const answer = await all[number % 3]?.query(GROUPS, {}, { ...FRESH, authorization });
      codes.push(answer?.errors?.[0]?.extensions.code);
    }
    expect(calls()).toHaveLength(12);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(6);
    // What cannot be before the deadline is said at once: it is known when the others' calls leave too.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('what Fivetran has shut for one is shut for all', async () => {
    const redis = await startRedis();
    const { all, emulator, calls } = await startReplicas({ redis, settings: { REQUEST_SECONDS: '2' } });
    for (const replica of all) await replica.query(GROUPS, {}, FRESH);
    emulator.fault({
      match: 'GET /v1/groups',
      then: { status: 429, headers: { 'retry-after': '60' }, body: { code: 'TooManyRequests', message: 'No' } },
    });
    calls();
    const shut = await all[0]?.query(GROUPS, {}, FRESH);
    expect(shut?.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const before = calls().length;
    // The others hear of it when they next ask for a part of the quota, which is several times a second.
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const replica of all) {
      const { errors } = await replica.query(GROUPS, {}, FRESH);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    }
    expect([before, calls().length]).toEqual([1, 0]);
  });
});
