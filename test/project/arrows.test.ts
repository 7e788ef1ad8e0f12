import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const configuration = await extractConfiguration(join(root, '.dependency-cruiser.js'));

interface Violation {
  rule: string;
  from: string;
  to: string;
}

/** The rules broken by `src` under `folder`. */
async function violations(folder: string): Promise<Violation[]> {
  const { output } = await cruise(['src'], {
    ...configuration.options,
    ruleSet: { forbidden: configuration.forbidden ?? [] },
    validate: true,
    baseDir: folder,
  });
  return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

/** A folder of its own that holds `files`, by their path. */
function tree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'arrows-'));
  temporary.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The names of the rules broken where `src` holds `files` and the packages undici, lru-cache, zod, pino and ioredis are there. */
async function broken(files: Record<string, string>): Promise<string[]> {
  const packages = ['undici', 'lru-cache', 'zod', 'pino', 'ioredis', 'vitest'];
  const unnamed = 'unnamed';
  const folder = tree({
    'package.json': JSON.stringify({
      devDependencies: Object.fromEntries(packages.map((name) => [name, '*'])),
    }),
    ...Object.fromEntries([...packages, unnamed].map((name) => [`node_modules/${name}/index.js`, ''])),
    ...files,
  });
  return (await violations(folder)).map(({ rule, from }) => `${rule}: ${from}`).sort();
}

/** One file of each place that an arrow can point to. */
const places = {
  app: 'app.ts',
  check: 'check.ts',
  config: 'config.ts',
  cli: 'cli/place.ts',
  http: 'http/place.ts',
  graphql: 'graphql/place.ts',
  plan: 'plan/place.ts',
  policy: 'policy/place.ts',
  'loaders, the factory': 'loaders/session.ts',
  loaders: 'loaders/group.ts',
  'fivetran, the errors': 'fivetran/errors.ts',
  'fivetran, the errors of the quota': 'fivetran/quota-errors.ts',
  fivetran: 'fivetran/group.ts',
  store: 'store/place.ts',
  events: 'events/place.ts',
  telemetry: 'telemetry/place.ts',
  emulator: 'emulator/place.ts',
} as const;

type Place = keyof typeof places;

/** Every arrow there is; `types` are those that only `import type` may follow. An arrow inside a layer is always allowed. */
const allowed: Record<string, { from: string; values: readonly Place[]; types?: readonly Place[] }> = {
  main: { from: 'main.ts', values: ['app', 'check', 'config', 'cli'] },
  check: {
    from: 'check.ts',
    values: [
      'config',
      'http',
      'graphql',
      'fivetran, the errors',
      'fivetran, the errors of the quota',
      'fivetran',
      'policy',
      'store',
    ],
  },
  cli: { from: 'cli/from.ts', values: ['cli', 'policy'] },
  app: { from: 'app.ts', values: Object.keys(places) as Place[] },
  config: { from: 'config.ts', values: ['policy'] },
  http: {
    from: 'http/from.ts',
    values: ['http', 'graphql', 'plan', 'policy', 'events', 'loaders, the factory'],
    types: ['config'],
  },
  graphql: {
    from: 'graphql/from.ts',
    values: [
      'graphql',
      'loaders, the factory',
      'loaders',
      'plan',
      'policy',
      'events',
      'fivetran, the errors',
      'fivetran, the errors of the quota',
    ],
    types: ['fivetran', 'config'],
  },
  loaders: {
    from: 'loaders/from.ts',
    values: [
      'loaders, the factory',
      'loaders',
      'fivetran, the errors',
      'fivetran, the errors of the quota',
      'fivetran',
      'policy',
    ],
    types: ['plan', 'config'],
  },
  fivetran: {
    from: 'fivetran/from.ts',
    values: ['fivetran, the errors', 'fivetran, the errors of the quota', 'fivetran', 'store'],
    types: ['config'],
  },
  events: { from: 'events/from.ts', values: ['events', 'store'], types: ['config'] },
  telemetry: { from: 'telemetry/from.ts', values: ['telemetry'], types: ['config'] },
  plan: { from: 'plan/from.ts', values: ['plan'] },
  policy: { from: 'policy/from.ts', values: ['policy'] },
  store: { from: 'store/from.ts', values: ['store'] },
  emulator: { from: 'emulator/from.ts', values: ['emulator'] },
};

/** Draws every arrow from every layer to every place, and gives those that were refused, as `layer → place`. */
async function refused(statement: 'import' | 'import type'): Promise<string[]> {
  const files: Record<string, string> = {};
  for (const path of Object.values(places)) files[`src/${path}`] = 'export type X = 1; export const x: X = 1;';
  for (const { from } of Object.values(allowed)) {
    const imports = Object.values(places).filter((path) => path !== from);
    const up = from.includes('/') ? '../' : './';
    files[`src/${from}`] = [
      ...imports.map(
        (path, index) => `${statement} { ${statement === 'import' ? 'x' : 'X'} as x${index} } from '${up}${path}';`,
      ),
      'export type X = 1; export const x: X = 1;',
    ].join('\n');
  }
  const found = (await violations(tree(files))).filter(({ rule }) => /-(arrows|types-only)$/.test(rule));
  const arrow = ({ from, to }: Violation) => {
    const layer = Object.keys(allowed).find((name) => `src/${allowed[name]?.from}` === from);
    const place = (Object.keys(places) as Place[]).find((name) => `src/${places[name]}` === to);
    return `${layer} → ${place}`;
  };
  return [...new Set(found.map(arrow))].sort();
}

/** Every arrow that is not in the table. */
function forbidden(kinds: readonly ('values' | 'types')[]): string[] {
  return Object.entries(allowed)
    .flatMap(([layer, arrows]) => {
      const open = kinds.flatMap((kind) => arrows[kind] ?? []);
      return (Object.keys(places) as Place[])
        .filter((place) => places[place] !== arrows.from && !open.includes(place))
        .map((place) => `${layer} → ${place}`);
    })
    .sort();
}

describe('The walls', () => {
  it('stand in this tree', async () => {
    expect(await violations(root)).toEqual([]);
  });

  it('refuse every import that is not an arrow, and no other', async () => {
    expect(await refused('import')).toEqual(forbidden(['values']));
  });

  it('refuse every import of a type that is not an arrow, and no other', async () => {
    expect(await refused('import type')).toEqual(forbidden(['values', 'types']));
  });

  it.each([
    ["import type { X } from '../fivetran/group.ts'; import { x } from '../fivetran/group.ts'; export const y: X = x;"],
    ["import { x, type X } from '../fivetran/group.ts'; export const y: X = x;"],
    ["export { x } from '../fivetran/group.ts';"],
    ["export const y = () => import('../fivetran/group.ts');"],
  ])('are not passed by a value that hides behind a type: %s', async (text) => {
    const files = { 'src/fivetran/group.ts': 'export type X = 1; export const x: X = 1;', 'src/graphql/from.ts': text };
    expect(await broken(files)).toEqual(['graphql-types-only: src/graphql/from.ts']);
  });
});

describe('The other rules of imports', () => {
  it.each([
    ['one-caller-of-undici', 'src/http/from.ts', "import 'undici';"],
    ['one-caller-of-undici', 'src/fivetran/from.ts', "import 'undici';"],
    ['one-caller-of-redis', 'src/app.ts', "import 'ioredis';"],
    ['fivetran-packages', 'src/fivetran/from.ts', "import 'pino';"],
    ['one-reader-of-process', 'src/http/from.ts', "import process from 'node:process'; export default process;"],
    ['pure', 'src/plan/from.ts', "import 'node:fs';"],
    ['pure', 'src/policy/from.ts', "import 'node:http';"],
    ['no-undeclared-packages', 'src/http/from.ts', "import 'vitest';"],
    ['no-undeclared-packages', 'src/http/from.ts', "import 'unnamed';"],
    ['no-unresolvable', 'src/http/from.ts', "import './nowhere.ts';"],
    ['in-a-layer', 'src/elsewhere/from.ts', "import 'pino';"],
    ['no-orphans', 'src/http/from.ts', 'export const x = 1;'],
  ])('%s is broken by %s with: %s', async (rule, path, text) => {
    expect(await broken({ [path]: text })).toEqual([`${rule}: ${path}`]);
  });

  it.each([
    ['src/fivetran/transport.ts', "import 'undici'; import 'zod'; import 'lru-cache'; import 'node:crypto';"],
    ['src/main.ts', "import process from 'node:process'; export default process;"],
    ['src/emulator/main.ts', "import process from 'node:process'; export default process;"],
    ['src/policy/from.ts', "import 'node:crypto';"],
  ])('none is broken by %s with: %s', async (path, text) => {
    expect(await broken({ [path]: text })).toEqual([]);
  });

  it('traces-on-demand is broken where they are loaded in any case', async () => {
    const traces = { 'src/telemetry/traces.ts': 'export const x = 1;' };
    const always = { 'src/app.ts': "import './telemetry/traces.ts';", ...traces };
    expect(await broken(always)).toEqual(['traces-on-demand: src/app.ts']);
    const onDemand = { 'src/app.ts': "export const x = import('./telemetry/traces.ts');", ...traces };
    expect(await broken(onDemand)).toEqual([]);
  });

  it('src-stands-alone is broken by an import of a test', async () => {
    const files = { 'src/http/from.ts': "import '../../test/helper.ts';", 'test/helper.ts': 'export const x = 1;' };
    expect(await broken(files)).toEqual(['src-stands-alone: src/http/from.ts']);
  });

  it('no-cycles is broken by a cycle, of types too', async () => {
    const files = {
      'src/http/one.ts': "import { two } from './two.ts'; export type One = 1; export const one = two;",
      'src/http/two.ts': "import type { One } from './one.ts'; export const two: One = 1;",
    };
    expect(await broken(files)).toContain('no-cycles: src/http/one.ts');
  });
});
