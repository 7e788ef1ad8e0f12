import { Pool } from 'undici';
import { type Arena, authorization, freshKeys, openArena } from './contestants.ts';
import type { Calls } from './emulator.ts';
import { post } from './load.ts';
import type { Program } from './program.ts';
import { QUERIES, type Query } from './queries.ts';
import { table } from './table.ts';

/** Much longer than it takes to send 200 calls, so that only those which wait for each other follow each other. */
const LATENCY = 500;

/** REST calls and round trips of each query, counted by the emulator: cold, once more, and of the plain translation. */
export async function calls(): Promise<string> {
  // As many lines as calls, so that what is counted is who waits for whom.
  const arena = await openArena(LATENCY, { UPSTREAM_CONCURRENCY: '300', MAX_CALLS_PER_OPERATION: '1000' });
  try {
    const rows: (string | number)[][] = [];
    for (const query of QUERIES) rows.push(await rowOf(arena, query));
    const nodes = await nodesQuery(arena);
    rows.push(await rowOf(arena, nodes, false));
    const columns = ['query', 'calls', 'trips', 'expected', 'ms', 'again', 'plain: calls', 'trips', 'ms'];
    return table(`REST calls and round trips, upstream ${LATENCY} ms`, columns, rows);
  } finally {
    await arena.stop();
  }
}

async function rowOf({ server, plain, emulator }: Arena, query: Query, translated = true) {
  const key = freshKeys(1);
  const cold = await once(server, emulator, query, key);
  const again = await once(server, emulator, query, key);
  const other = translated ? await once(plain, emulator, query, key) : { calls: '–', trips: '–', ms: '–' };
  const expected = `${query.calls}, ${query.trips}`;
  return [query.name, cold.calls, cold.trips, expected, cold.ms, again.calls, other.calls, other.trips, other.ms];
}

async function once(program: Program, emulator: Program, { text, name }: Query, key: number) {
  await emulator.ask<Calls>({});
  const pool = new Pool(program.url);
  const begun = performance.now();
  const answer = await post(pool, JSON.stringify({ query: text }), authorization(key));
  const ms = Math.round(performance.now() - begun);
  await pool.close();
  if (answer.bytes.includes('"errors"')) throw new Error(`${name}: ${answer.bytes.toString().slice(-2000)}`);
  return { ...(await emulator.ask<Calls>({})), ms };
}

/** 200 connections by their global ids, asked for as a client does that has kept them. */
async function nodesQuery({ server }: Arena): Promise<Query> {
  const pool = new Pool(server.url);
  const list = JSON.stringify({ query: '{ connections(first: 200) { nodes { id } } }' });
  const { bytes } = await post(pool, list, authorization(freshKeys(1)));
  await pool.close();
  const { data } = JSON.parse(bytes.toString()) as { data: { connections: { nodes: { id: string }[] } } };
  const ids = JSON.stringify(data.connections.nodes.map(({ id }) => id));
  const text = `{ nodes(ids: ${ids}) { id ... on Connector { service paused } } }`;
  return { name: 'nodes of 200 connections', text, calls: 1, trips: 1 };
}
