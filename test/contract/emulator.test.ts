import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { routes } from '../../src/emulator/routes.ts';
import { openContract, type Violation } from '../support/openapi.ts';
import { requireOpenApi } from '../support/requirements.ts';
import { type Reader, readerOf, walk } from './walk.ts';

const contract = openContract();

/** The emulator's GETs that the document has, as it writes their paths. */
const reads = routes.filter(({ method, undocumented }) => method === 'GET' && !undocumented).map(({ path }) => path);

let emulator: Emulator;
let read: Reader;
let violations: Violation[];
/** The paths of `reads` that were answered with 200. */
let answered: Set<string>;

async function start(options: EmulatorOptions): Promise<void> {
  emulator = createEmulator({
    latency: { call: 0 },
    ...options,
    onExchange: (exchange) => {
      if (exchange.status === 200 && exchange.operationPath !== undefined) answered.add(exchange.operationPath);
      violations.push(...(contract?.check(exchange) ?? []));
    },
  });
  await emulator.listen();
  read = readerOf(emulator);
}

beforeEach(() => {
  requireOpenApi();
  violations = [];
  answered = new Set();
});
afterEach(() => emulator?.close());

describe("The emulator's answers keep to the official document", () => {
  it.each<[string, EmulatorOptions]>([
    ['the demo account', { size: 'demo' }],
    ['a sized account', { size: { groups: 3, teams: 2, setColumnsPerTable: 2 } }],
    ['an empty account', { size: { groups: 0, users: 1, teams: 0, webhooks: 0 } }],
  ])('to every GET on %s', async (name, options) => {
    await start(options);
    await walk(reads, read);
    expect(violations).toEqual([]);
    // An empty account has nothing whose details could be asked for, but the user of its key.
    const expected = name === 'an empty account' ? reads.filter((path) => !path.includes('{')) : reads;
    expect([...answered]).toEqual(expect.arrayContaining(expected));
  });

  it('to a list whose pages are short', async () => {
    await start({ size: 'demo' });
    for (const path of reads.filter((path) => !path.includes('{') && path !== '/v1/account/info')) {
      expect((await read(`${path}?limit=3`)).status).toBe(200);
    }
    expect(violations).toEqual([]);
  });

  it('to an unknown id, a bad cursor and a bad limit', async () => {
    await start({ size: {} });
    for (const path of reads.filter((path) => path.includes('{'))) {
      expect((await read(path.replaceAll(/\{\w+\}/g, 'nobody'))).status).toBe(404);
    }
    expect((await read('/v1/groups?cursor=nonsense')).status).toBe(400);
    expect((await read('/v1/groups?limit=1001')).status).toBe(400);
    expect(violations).toEqual([]);
  });

  it('to a call that is refused whatever it asks for', async () => {
    await start({ size: {} });
    expect((await read('/v1/groups', { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' })).status).toBe(401);
    expect((await read('/v1/groups', { accept: 'text/html' })).status).toBe(406);
    expect((await read('/v1/nothing')).status).toBe(404);
    expect((await read('/v1/groups', {}, 'PUT')).status).toBe(405);
    expect(violations.filter(({ where }) => where === 'response')).toEqual([]);
  });
});
