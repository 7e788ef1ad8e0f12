import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addressOf, startProgram as start } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Something on a free port of loopback. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The program with a key of its own before this upstream, and what asks it a query. */
async function startBefore(upstream: Server) {
  const program = start({
    PORT: '0',
    FIVETRAN_API_URL: `http://127.0.0.1:${await listen(upstream)}`,
    FIVETRAN_API_KEY: 'the-own-key',
    FIVETRAN_API_SECRET: 'the-own-secret',
  });
  const url = await addressOf(program);
  const ask = (query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  return { program, url, ask };
}

describe('the program', () => {
  it('ends with 1 for settings that cannot be used, having named each, before it listens', async () => {
    const { code, output } = await start({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      FIVETRAN_API_KEY: 'the-own-key',
      FIVETRAN_SCOPES: 'the-own-scope',
    }).ended;
    expect(code).toBe(1);
    const required = 'FIVETRAN_API_SECRET (or FIVETRAN_API_SECRET_FILE) is required';
    for (const named of ['PORT must be', 'LOG_LEVEL must be', required, 'FIVETRAN_SCOPES is no setting']) {
      expect(output).toContain(named);
    }
    expect(output).not.toMatch(/the-own|http:\/\/|\.ts:\d/);
  });

  it('ends with 1 for a port that is in use, and says so though it is to be silent', async () => {
    const port = await listen(createServer());
    const { code, output } = await start({ PORT: String(port), LOG_LEVEL: 'silent' }).ended;
    expect(code).toBe(1);
    expect(output).toContain(`PORT ${port} is in use`);
  });

  it('finishes what is under way when it is told to stop, takes nothing new, and ends with 0', async () => {
    let answer: (() => void) | undefined;
    const upstream = createServer(({ url }, response) => {
      // Whose key it is, which is asked first.
      if (url === '/v1/account/info') return response.writeHead(403).end('{"code":"Forbidden"}');
      const body = { code: 'Success', data: { items: [{ id: 'a_group' }] } };
      answer = () => response.end(JSON.stringify(body));
    });
    const { program, url, ask } = await startBefore(upstream);
    const askGroups = () => ask('{ groups { nodes { fivetranId } } }');
    // A connection that is kept open does not hold it up.
    await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    const asked = askGroups();
    await until(() => answer !== undefined);
    program.child.kill('SIGTERM');
    await until(() => program.output().includes('SIGTERM'));
    expect(await askGroups().catch(() => 'refused')).toBe('refused');
    answer?.();
    expect(await (await asked).json()).toMatchObject({ data: { groups: { nodes: [{ fivetranId: 'a_group' }] } } });
    const { code, output } = await program.ended;
    expect(code).toBe(0);
    expect(output).not.toMatch(/the-own-/);
  });

  it('ends when it is told to, though whoever read its log has gone before its last lines', async () => {
    const held: (() => void)[] = [];
    const upstream = createServer(({ url = '' }, response) => {
      const body = JSON.stringify({ code: 'Success', data: { id: url.split('/').at(-1), name: 'a group' } });
      const answer = () => response.setHeader('content-type', 'application/json').end(body);
      // What the server asks for itself at its start is not held up.
      if (url.includes('group_')) held.push(answer);
      else answer();
    });
    const { program, ask } = await startBefore(upstream);
    const asked = Array.from({ length: 20 }, (_, i) => ask(`{ group(id: "group_${i}") { name } }`));
    await until(() => held.length === asked.length);
    program.child.kill('SIGTERM');
    await until(() => program.output().includes('SIGTERM'));
    const exit = new Promise((resolve) => program.child.once('exit', resolve));
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    for (const answer of held) answer();
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await exit).toBe(0);
  });
});
