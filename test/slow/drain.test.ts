import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { addressOf, type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const SMALL = { size: { groups: 2, connectionsPerGroup: 2 }, latency: { call: 0 } };

interface Running {
  readonly program: Program;
  readonly url: string;
  readonly emulator: Emulator;
  readonly send: (query: string, signal?: AbortSignal) => Promise<Response>;
  /** The lines of its audit log. */
  readonly audit: () => { event: string; phase?: string; status?: number }[];
}

/** The program in a process of its own, before an emulator in this one. */
async function open(settings: Readonly<Record<string, string>>): Promise<Running> {
  const emulator = createEmulator(SMALL);
  const folder = mkdtempSync(join(tmpdir(), 'drain-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });
  const [credential] = emulator.credentials;
  const program = startProgram({
    PORT: '0',
    FIVETRAN_API_URL: await emulator.listen(),
    FIVETRAN_API_KEY: credential?.key ?? '',
    FIVETRAN_API_SECRET: credential?.secret ?? '',
    FIVETRAN_SCOPE: 'read/write',
    AUDIT_LOG: join(folder, 'audit.log'),
    ...settings,
  });
  const url = await addressOf(program);
  const headers = { 'content-type': 'application/json' };
  return {
    program,
    url,
    emulator,
    send: (query, signal) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
        ...(signal === undefined ? {} : { signal }),
      }),
    audit: () =>
      readFileSync(join(folder, 'audit.log'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

/** Tells it to stop, and waits until it has heard. */
async function stop({ program }: Running): Promise<void> {
  program.child.kill('SIGTERM');
  await until(() => program.output().includes('finishing what runs'));
}

const arrived = ({ emulator }: Running, method: string) =>
  until(() => emulator.calls.some((call) => call.startsWith(method) && !call.endsWith('/account/info')));

describe('A server that is told to stop', () => {
  it('is ready no more at once, serves through its grace, asking clients to leave, and then takes nothing', async () => {
    const running = await open({ DRAIN_GRACE: '1' });
    const { url, send, program } = running;
    await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    await stop(running);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'draining' }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const answer = await send('{ groups { nodes { name } } }');
    expect(answer.headers.get('connection')).toBe('close');
    expect((await answer.json()) as object).toMatchObject({ data: { groups: { nodes: [{}, {}] } } });
    expect((await program.ended).code).toBe(0);
    expect(await fetch(`${url}/healthz`).catch(() => 'refused')).toBe('refused');
  });

  it('finishes a mutation whose client has gone, to its last write, and has it all in the audit log', async () => {
    const running = await open({});
    const { emulator, send, program } = running;
    const [group] = emulator.account.groups.list();
    emulator.fault({ match: /^PATCH /, then: { delayMs: 300 } });
    const client = new AbortController();
    const rename = (name: string) => `groupUpdate(id: "${group?.id}", input: { name: "${name}" }) { group { name } }`;
    const gone = send(`mutation { a: ${rename('One')} b: ${rename('Two')} }`, client.signal).catch(() => 'gone');
    await arrived(running, 'PATCH');
    client.abort();
    expect(await gone).toBe('gone');
    await stop(running);
    expect((await program.ended).code).toBe(0);
    expect(emulator.account.groups.get(group?.id ?? '')?.name).toBe('Two');
    const writes = running.audit().filter(({ event }) => event === 'write');
    expect(writes.map(({ phase, status }) => [phase, status])).toEqual([
      ['sending', undefined],
      ['answered', 200],
      ['sending', undefined],
      ['answered', 200],
    ]);
  });

  it('does not wait for reads, or for clients that do not read, longer than it may', async () => {
    const running = await open({ SHUTDOWN_SECONDS: '1' });
    running.emulator.fault({ match: /^GET /, then: { never: true } });
    const read = running.send('{ groups { nodes { name } } }').catch(() => 'cut');
    await arrived(running, 'GET');
    await stop(running);
    expect(await read).toBe('cut');
    expect((await running.program.ended).code).toBe(0);
  });

  it('says so and ends with 1 where a write is not finished in time', async () => {
    const running = await open({ SHUTDOWN_SECONDS: '1' });
    running.emulator.fault({ match: /^PATCH /, then: { never: true } });
    const [group] = running.emulator.account.groups.list();
    const write = running.send(`mutation { groupUpdate(id: "${group?.id}", input: { name: "x" }) { group { name } } }`);
    write.catch(() => {});
    await arrived(running, 'PATCH');
    await stop(running);
    const { code, output } = await running.program.ended;
    expect(code).toBe(1);
    expect(output).toContain('writes are not finished');
    expect(running.audit()).toMatchObject([{ event: 'write', phase: 'sending' }]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when it is told a second time, by %s, with %i', async (signal, code) => {
    const running = await open({ DRAIN_GRACE: '20' });
    await stop(running);
    running.program.child.kill(signal);
    expect((await running.program.ended).code).toBe(code);
  });
});
