import { expect } from 'vitest';
import type { Answer } from '../support/server.ts';
import { type Case, type Left, unless } from './case.ts';
import { skippingClock } from './failures.cases.ts';
import { expectError, FAILURES, PASSING } from './faults.ts';
import { LENGTH, type List } from './lists.ts';
import { at, quote, startWorld, type World } from './world.ts';

const PAGE = 3;

/** Upstream's cursor behind so many items. */
const skip = (count: number) =>
  Buffer.from(JSON.stringify({ skip: count }))
    .toString('base64')
    .replace(/=+$/, '');

async function listed(list: List, ...[options = {}]: Parameters<typeof startWorld>): Promise<World> {
  const parts = { pageSize: PAGE, ...options.parts };
  const world = await startWorld({ ...options, emulator: { size: list.size }, parts });
  list.prepare?.(world.account);
  return world;
}

/** The calls for pages of the list among all calls. */
const pagesOf = (list: List, world: World) => {
  const path = list.path(world.account);
  return world.calls().filter((call) => call === `GET ${path}` || call.startsWith(`GET ${path}?`));
};

async function read(
  list: List,
  world: World,
  args = '',
  selection?: string,
): Promise<Answer & { page: Answer['data'] }> {
  const { select, path } = list.at(world.account, args);
  const item = `{ ${list.key} }`;
  const whole = `edges { cursor node ${item} } nodes ${item}
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
  const answer = await world.query(`{ ${select(selection ?? whole)} rateLimit { name } }`);
  return { ...answer, page: at(answer, path) };
}

/** Walks to the end in pages of these sizes, the last of them again and again; each page must be whole in itself. */
async function walk(list: List, world: World, sizes: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (let turn = 0, after = ''; ; turn += 1) {
    const first = sizes[Math.min(turn, sizes.length - 1)] ?? 1;
    const { page, errors } = await read(list, world, `first: ${first}${after}`);
    expect(errors).toBeUndefined();
    const keys = page.nodes.map((node: Record<string, string>) => node[list.key]);
    expect(keys.length).toBeLessThanOrEqual(first);
    expect(page.edges.map(({ node }: { node: unknown }) => node)).toEqual(page.nodes);
    expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
    expect(page.pageInfo.hasPreviousPage).toBe(false);
    found.push(...keys);
    if (!page.pageInfo.hasNextPage) return found;
    expect(keys).toHaveLength(first);
    after = `, after: ${quote(page.pageInfo.endCursor)}`;
  }
}

/** Pages of a list: whole, in order, by the calls that must be, and what becomes of it when Fivetran fails. */
export function pageCases(list: List): (Case | Left)[] {
  const noCalls = list.calls ? undefined : 'it makes no call of its own: the schema config has it as a whole';
  const notPaged = list.paged === 'by Fivetran' ? undefined : `it is ${list.paged}: test/resources/filters.test.ts`;
  const walks = [[1], [2], [3], [4], [2, 4, 1], [1000]];
  return [
    ...walks.map(
      (sizes): Case => ({
        name: `has every item once and in order, ${sizes.join(', ')} at a time`,
        run: async () => {
          const world = await listed(list);
          const keys = list.keys(world.account);
          expect(keys).toHaveLength(LENGTH);
          expect(await walk(list, world, sizes)).toEqual(keys);
          // Over all pages of the client each page of upstream is read once.
          const pages = pagesOf(list, world);
          expect(new Set(pages).size).toBe(pages.length);
        },
      }),
    ),
    {
      name: 'resumes behind each of its items',
      run: async () => {
        const world = await listed(list);
        const { page } = await read(list, world);
        const cursors = page.edges.map(({ cursor }: { cursor: string }) => cursor);
        expect(new Set(cursors).size).toBe(LENGTH);
        for (const [index, cursor] of cursors.entries()) {
          const rest = await read(list, world, `after: ${quote(cursor)}`);
          expect(rest.page.nodes).toEqual(page.nodes.slice(index + 1));
        }
      },
    },
    unless(notPaged, {
      name: 'reads only the pages of upstream that it needs, with or without hasNextPage',
      run: async () => {
        const pages = (path: string) => [
          `GET ${path}?limit=3`,
          `GET ${path}?cursor=${skip(3)}&limit=3`,
          `GET ${path}?cursor=${skip(6)}&limit=3`,
        ];
        for (const [first, count] of [
          [1, 1],
          [3, 1],
          [4, 2],
          [6, 2],
          [7, 3],
          [8, 3],
        ] as const) {
          for (const selection of ['nodes { id }', 'pageInfo { hasNextPage }']) {
            const world = await listed(list);
            const { errors } = await read(list, world, `first: ${first}`, selection);
            expect(errors).toBeUndefined();
            expect(pagesOf(list, world)).toEqual(pages(list.path(world.account)).slice(0, count));
          }
        }
      },
    }),
    unless(list.paged === 'in memory' ? undefined : 'Fivetran cannot count it', {
      name: 'counts its items over all pages, at no cost',
      run: async () => {
        const world = await listed(list);
        const { page } = await read(list, world, 'first: 2', 'totalCount nodes { id }');
        expect(page).toMatchObject({ totalCount: LENGTH, nodes: [{}, {}] });
        expect(pagesOf(list, world)).toHaveLength(1);
      },
    }),
    {
      name: 'is empty where there is nothing, without an error',
      run: async () => {
        const world = await listed(list);
        world.serve(list.path(world.account), list.empty(world.account));
        const { page, errors } = await read(list, world);
        expect(errors).toBeUndefined();
        const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
        expect(page).toEqual({ edges: [], nodes: [], pageInfo });
      },
    },
    ...['0', '-1', '1001'].map(
      (first): Case => ({
        name: `refuses first: ${first}`,
        run: async () => {
          const world = await listed(list);
          const answer = await read(list, world, `first: ${first}`);
          expect(answer.page).toBeNull();
          expect(answer.errors).toMatchObject([
            {
              message: `Argument "first" must be 1 to 1000, got ${first}`,
              path: list.at(world.account).path,
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ]);
        },
      }),
    ),
    {
      name: 'refuses what is no cursor, and a cursor of another list',
      run: async () => {
        const world = await listed(list);
        const other = await world.query(`{ ${list.name === 'Query.users' ? 'groups' : 'users'} { edges { cursor } } }`);
        const [edge] = Object.values(other.data as Record<string, { edges: { cursor: string }[] }>)[0]?.edges ?? [];
        for (const cursor of ['', 'garbage', skip(3), edge?.cursor ?? '']) {
          const answer = await read(list, world, `after: ${quote(cursor)}`);
          expect(answer.page).toBeNull();
          expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        }
      },
    },
    ...FAILURES.map(({ name, fault, attempts, ...told }) =>
      unless(noCalls, {
        name: `${name}: it is null with ${told.code}, and what stands beside it survives`,
        run: async () => {
          const world = await listed(list);
          world.fail(list.path(world.account), fault);
          const answer = await read(list, world);
          expect(answer.page).toBeNull();
          expectError(answer, list.at(world.account).path, told);
          expect(answer.data.rateLimit.length).toBeGreaterThan(0);
          expect(pagesOf(list, world)).toHaveLength(attempts);
        },
      }),
    ),
    unless(noCalls, {
      name: list.gone === 'null' ? '404: it is null, without an error' : '404: it is an error: it is always there',
      run: async () => {
        const world = await listed(list);
        world.fail(list.path(world.account), { status: 404, body: { code: 'NotFound', message: 'Not here' } });
        const answer = await read(list, world);
        expect(answer.page).toBeNull();
        if (list.gone === 'null') return expect(answer.errors).toBeUndefined();
        const fivetran = { status: 404, code: 'NotFound' };
        expectError(answer, list.at(world.account).path, { code: 'UPSTREAM_ERROR', extensions: { fivetran } });
      },
    }),
    ...PASSING.map(({ name, fault }) =>
      unless(noCalls, {
        name: `${name}: the page is read again, and the list is whole`,
        run: async () => {
          const world = await listed(list, { parts: { clock: skippingClock() } });
          world.fail(list.path(world.account), fault, 1);
          expect(await walk(list, world, [4])).toEqual(list.keys(world.account));
        },
      }),
    ),
  ];
}
