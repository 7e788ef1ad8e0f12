import { expect } from 'vitest';
import type { Fault } from '../../src/emulator/faults.ts';
import type { AccountSize } from '../../src/emulator/options.ts';
import type { Account } from '../../src/emulator/store/account.ts';
import { type Answer, startServer, type TestOptions, type TestServer } from '../support/server.ts';

/** What the answers of Fivetran are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Three of everything, so that loads by id are few enough for details and many enough for lists. */
const SIZE: AccountSize = {
  groups: 3,
  connectionsPerGroup: 3,
  users: 4,
  teams: 3,
  webhooks: 3,
  logServices: 3,
  certificatesPerConnection: 3,
  schemasPerConnection: 3,
  tablesPerSchema: 3,
  columnsPerTable: 5,
  setColumnsPerTable: 3,
};

export interface World extends TestServer {
  readonly account: Account;
  /** Fivetran answers a path with these data. */
  serve(path: string, data: unknown): void;
  /** Something goes wrong with every call of a path, or with the first few. */
  fail(path: string, fault: Fault, times?: number): void;
}

/** A server with an account of its own behind it. Where it repeats a call, it does so at once. */
export async function startWorld(options: TestOptions = {}): Promise<World> {
  const server = await startServer({
    ...options,
    emulator: { size: SIZE, ...options.emulator },
    parts: { random: () => 0, ...options.parts },
  });
  const { emulator } = server;
  const fail: World['fail'] = (path, then, times) =>
    void emulator.fault({ match: `GET ${path}`, then, ...(times === undefined ? {} : { times }) });
  return {
    ...server,
    async query(...operation) {
      const answer = await server.query(...operation);
      if (answer.errors === undefined) expectWithinBounds(answer);
      return answer;
    },
    account: emulator.account,
    fail,
    serve: (path, data) => fail(path, { status: 200, body: { code: 'Success', message: 'scripted', data } }),
  };
}

/** What was foreseen of an operation's calls holds. */
function expectWithinBounds({ extensions }: Answer): void {
  const { estimate, calls } = extensions.fivetran;
  expect(calls, 'calls').toBeGreaterThanOrEqual(estimate.least);
  expect(calls, 'calls').toBeLessThanOrEqual(estimate.most ?? Number.POSITIVE_INFINITY);
}

/** A thing's parts, as a path through a document and its answer: `connection(id: …) { schemaConfig { … } }`. */
export interface Place {
  /** The document's text with a selection at the end of the path. */
  readonly select: (selection: string) => string;
  readonly path: readonly string[];
}

/** @param steps field names, each with its arguments: `['connection(id: "a")', 'schemaConfig']` */
export function place(...steps: readonly string[]): Place {
  return {
    select: (selection) => `${steps.join(' { ')} { ${selection} }${' }'.repeat(steps.length - 1)}`,
    path: steps.map((step) => step.replace(/\(.*/s, '')),
  };
}

/** What stands at a path of an answer's data; undefined where something above is null. */
export function at({ data }: Answer, path: readonly (string | number)[]): Answer['data'] {
  return path.reduce((value, step) => value?.[step], data);
}

export const quote = (text: string): string => JSON.stringify(text);
