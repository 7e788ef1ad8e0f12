import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addressOf, type Program, startProgram } from '../support/program.ts';
import { root } from '../support/repository.ts';

const REPLICAS = 3;
const CLIENTS = 12;
/** How often whoever sends the traffic asks each replica whether it may, in milliseconds. */
const LOOK_MS = 100;

interface Replica {
  readonly url: string;
  program: Program;
  ready: boolean;
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks now and then, so that the programs have the processor. The test's own limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await soon(20);
}

/** One account for all replicas, in a process of its own. */
async function openEmulator(): Promise<Readonly<Record<string, string>>> {
  const options = JSON.stringify({ size: { groups: 3, connectionsPerGroup: 4 } });
  const child: ChildProcess = spawn(process.execPath, ['test/support/run-emulator.ts', options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = child.stdout === null ? [] : await once(child.stdout, 'data');
  const { url, key, secret } = JSON.parse(String(line));
  return { FIVETRAN_API_URL: url, FIVETRAN_API_KEY: key, FIVETRAN_API_SECRET: secret };
}

/** Sends without a pause to whichever replicas are ready, as a balancer does, and counts what is not answered well. */
function openLoad(replicas: readonly Replica[], write: string) {
  const agent = new Agent({ connections: CLIENTS });
  const failures: string[] = [];
  const served = new Map<string, number>();
  let ended = false;
  let turn = 0;
  const looks = async (replica: Replica) => {
    while (!ended) {
      replica.ready = await request(`${replica.url}/readyz`, { dispatcher: agent }).then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode === 200;
        },
        () => false,
      );
      await soon(LOOK_MS);
    }
  };
  const send = async (number: number) => {
    const ready = replicas.filter((replica) => replica.ready);
    const replica = ready[turn++ % ready.length];
    if (replica === undefined) {
      failures.push('no replica is ready');
      return;
    }
    const query = number % 20 === 0 ? write : '{ groups { nodes { name connections { nodes { service } } } } }';
    try {
      const { statusCode, body } = await request(`${replica.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        dispatcher: agent,
      });
      const text = await body.text();
      if (statusCode !== 200 || text.includes('"errors"')) failures.push(`${statusCode} ${text.slice(0, 300)}`);
      served.set(replica.url, (served.get(replica.url) ?? 0) + 1);
    } catch (error) {
      failures.push(`${replica.url}: ${error}`);
    }
  };
  const client = async (first: number) => {
    for (let number = first; !ended; number += 1) {
      await send(number);
      await soon(5);
    }
  };
  const sum = () => [...served.values()].reduce((all, count) => all + count, 0);
  const work = Promise.all([...replicas.map(looks), ...Array.from({ length: CLIENTS }, (_, index) => client(index))]);
  const end = async () => {
    ended = true;
    await work;
    await agent.close();
  };
  return { failures, sum, servedBy: (url: string) => served.get(url) ?? 0, end };
}

describe('Three replicas that are restarted one after the other under load', () => {
  it('fail not one request of a balancer that honours their readiness', async () => {
    const settings = {
      ...(await openEmulator()),
      FIVETRAN_SCOPE: 'read/write',
      DRAIN_GRACE: '2',
      AUDIT_LOG: 'off',
    };
    const start = async (port: string): Promise<Replica> => {
      const program = startProgram({ ...settings, PORT: port });
      return { url: await addressOf(program), program, ready: true };
    };
    const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => start('0')));
    const [first] = replicas;
    const { body } = await request(`${first?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ groups(first: 1) { nodes { id name } } }' }),
    });
    const { data } = (await body.json()) as { data: { groups: { nodes: [{ id: string; name: string }] } } };
    const [group] = data.groups.nodes;
    const write = `mutation { groupUpdate(id: "${group.id}", input: { name: "${group.name}" }) { userErrors { code } } }`;

    const load = openLoad(replicas, write);
    await until(() => load.sum() > 50);
    for (const replica of replicas) {
      const { program, url } = replica;
      program.child.kill('SIGTERM');
      expect((await program.ended).code).toBe(0);
      expect(replica.ready).toBe(false);
      replica.program = (await start(new URL(url).port)).program;
      await until(() => replica.ready);
      const before = load.servedBy(url);
      await until(() => load.servedBy(url) > before + 20);
    }
    await load.end();
    expect(load.failures).toEqual([]);
    process.stdout.write(`requests during three restarts: ${load.sum()}, failed: ${load.failures.length}\n`);
  });
});
