import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/global-id.ts';
import { files, root, textOf } from '../support/repository.ts';

const SIZE = { groups: 300, connectionsPerGroup: 17, users: 3000, tablesOfFirstConnection: 3000 };
const CONNECTIONS = SIZE.groups * SIZE.connectionsPerGroup;
const MOST_MEGABYTES = 400;

const EMULATOR = fileURLToPath(new URL('../support/run-emulator.ts', import.meta.url));

const children: ChildProcess[] = [];

/** Starts a program of the project, and gives its first line that holds what is looked for. */
async function start(args: readonly string[], env: Record<string, string>, found: RegExp): Promise<[number, string]> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!found.test(line)) continue;
    // What it says later is nobody's business, but must be taken.
    child.stdout.resume();
    return [child.pid ?? 0, line];
  }
  throw new Error(`${args.join(' ')} ended before it said ${found}`);
}

/** A figure of a process's memory, in megabytes: what it has now, or the most that it had. */
function megabytes(pid: number, figure: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${figure}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
type Json = any;

let server = { pid: 0, url: '' };
let variables: Record<string, unknown> = {};

async function query(query: string, variables: object = {}): Promise<Json> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

beforeAll(async () => {
  const [, line] = await start([EMULATOR, JSON.stringify({ size: SIZE })], {}, /^\{/);
  const emulator = JSON.parse(line);
  const env = {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: emulator.key,
    FIVETRAN_API_SECRET: emulator.secret,
    FIVETRAN_PLAN: 'paid',
    MAX_CALLS_PER_OPERATION: '10000',
  };
  const [pid, listening] = await start([join('src', 'main.ts')], env, /http:\/\/127\.0\.0\.1:\d+/);
  server = { pid, url: /http:\/\/127\.0\.0\.1:\d+/.exec(listening)?.[0] ?? '' };
  variables = await namesOfHere();
});

/** What the examples ask for by the names of the demo account, as it is called here. */
async function namesOfHere(): Promise<Record<string, unknown>> {
  const { data } = await query('{ connections(first: 2) { nodes { fivetranId } } groups(first: 1) { nodes { id } } }');
  const [first, second] = data.connections.nodes.map(({ fivetranId }: Json) => fivetranId);
  return {
    id: first,
    left: first,
    right: second,
    schema: 'schema_1',
    table: 'table_1',
    ids: [encodeGlobalId('con', [first]), data.groups.nodes[0].id],
    services: ['stripe'],
  };
}

afterAll(() => {
  for (const child of children) child.kill();
});

describe('A server of its own before a large account', () => {
  const operations = files().filter((path) => path.startsWith('schema/operations/'));
  const queries = operations.filter((path) => /^query\b/m.test(textOf(path)));

  async function answers(path: string): Promise<void> {
    const table = encodeGlobalId('tbl', [String(variables.id), 'schema_1', 'table_1']);
    const answer = await query(textOf(path), path.includes('refetch') ? { ...variables, table } : variables);
    expect(answer.errors).toBeUndefined();
    expect(Object.values(answer.data)).not.toContain(null);
  }

  it.each(queries)('answers %s', answers);

  it('answers all of them at once, three times over', async () => {
    for (let turn = 0; turn < 3; turn += 1) await Promise.all(queries.map(answers));
  });

  it('walks all connections with their group, their maker and where they load into', async () => {
    const seen = new Set<string>();
    for (let after: string | null = null; ; ) {
      const { data, errors }: Json = await query(
        `query ($after: String) { connections(first: 1000, after: $after) { pageInfo { hasNextPage endCursor }
          nodes { fivetranId config group { name } destination { service } connectedBy { email role { name } } } } }`,
        { after },
      );
      expect(errors).toBeUndefined();
      for (const { fivetranId } of data.connections.nodes) seen.add(fivetranId);
      if (!data.connections.pageInfo.hasNextPage) break;
      after = data.connections.pageInfo.endCursor;
    }
    expect(seen.size).toBe(CONNECTIONS);
  });

  it('answers everything of one connection of 3000 tables, and of all groups with their connections and people', async () => {
    const tables = await query(
      `query ($id: ID!) { connection(id: $id) { schemaConfig { snapshot tables(first: 1000) { totalCount
        nodes { id name schema { name } columns { nodes { id name enabled hashed } } } } } } }`,
      variables,
    );
    expect(tables.errors).toBeUndefined();
    expect(tables.data.connection.schemaConfig.tables.totalCount).toBe(3000);
    const groups = await query(
      `{ groups(first: 300) { nodes { name connections { nodes { id schema status { setupState } } }
        users { nodes { email } } } } users(first: 1000) { nodes { id email } pageInfo { hasNextPage } } }`,
    );
    expect(groups.errors).toBeUndefined();
    const found = groups.data.groups.nodes.flatMap(({ connections }: Json) => connections.nodes);
    expect(found).toHaveLength(CONNECTIONS);
  });

  // Only Linux tells it of another process.
  it.runIf(process.platform === 'linux')(`has never taken ${MOST_MEGABYTES} MB of memory`, () => {
    const [most, now] = [megabytes(server.pid, 'VmHWM'), megabytes(server.pid, 'VmRSS')];
    process.stdout.write(`memory of the server: ${Math.round(most)} MB at most, ${Math.round(now)} MB at the end\n`);
    expect(most).toBeLessThan(MOST_MEGABYTES);
  });
});
