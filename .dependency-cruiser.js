import { readFileSync } from 'node:fs';

/**
 * The walls between the layers: who may import whom. `test/project/arrows.test.ts` shows that each rule bites.
 *
 * An arrow allows an import; `types` allows `import type` only. What is not listed is forbidden. A package that is listed
 * for one layer under `packages` closes that layer to every other package.
 */
const arrows = {
  'main.ts': { files: ['app.ts', 'check.ts', 'config.ts', 'cli/'] },
  'check.ts': { files: ['config.ts', 'http/', 'graphql/', 'fivetran/', 'policy/', 'store/'] },
  'cli/': { files: ['policy/'] },
  'app.ts': { files: [''] },
  'live.ts': {
    files: ['config.ts', 'http/', 'graphql/', 'loaders/', 'fivetran/', 'policy/', 'events/'],
    types: ['store/'],
  },
  'ready.ts': { files: ['fivetran/errors.ts'], types: ['fivetran/', 'http/'] },
  'config.ts': { files: ['policy/'] },
  'http/': { files: ['graphql/', 'plan/', 'policy/', 'events/', 'loaders/session.ts'], types: ['config.ts'] },
  'graphql/': {
    files: ['loaders/', 'plan/', 'policy/', 'events/', 'fivetran/errors.ts', 'fivetran/quota-errors.ts'],
    types: ['fivetran/', 'config.ts'],
  },
  'loaders/': { files: ['fivetran/', 'policy/'], types: ['plan/', 'config.ts'] },
  'fivetran/': { files: ['store/'], types: ['config.ts'], packages: ['undici', 'lru-cache', 'zod', 'ajv'] },
  'events/': { files: ['store/'], types: ['config.ts'] },
  'telemetry/': { types: ['config.ts'] },
  'plan/': {},
  'policy/': {},
  'store/': {},
  'emulator/': {},
};

const under = (paths) => paths.map((path) => `^src/${path.replaceAll('.', '\\.')}${/\.ts$/.test(path) ? '$' : ''}`);
// What is built into the program does not merge by itself, so it is listed there; what else package.json names are tools.
const { packageRules } = JSON.parse(readFileSync(new URL('renovate.json', import.meta.url), 'utf8'));
const builtIn = packageRules.find(({ automerge }) => automerge).matchPackageNames.map((name) => name.replace(/^!/, ''));

const named = (packages) => packages.map((name) => `(^|/)node_modules/${name}/`);

function rulesOf([layer, { files = [], types = [], packages }]) {
  const from = { path: under([layer]) };
  const name = layer.replace(/\/$|\.ts$/, '');
  const rules = [
    {
      name: `${name}-arrows`,
      comment: `${layer} may import: ${[...files, ...types.map((type) => `${type} (types)`)].join(', ') || 'nothing'} of src`,
      from,
      to: { path: '^src/', pathNot: under([layer, ...files, ...types]) },
    },
  ];
  if (types.length > 0) {
    rules.push({
      name: `${name}-types-only`,
      comment: `${layer} may import only types of ${types.join(', ')}`,
      from,
      to: { path: under(types), pathNot: under([layer, ...files]), dependencyTypesNot: ['type-only', 'type-import'] },
    });
  }
  if (packages) {
    rules.push({
      name: `${name}-packages`,
      comment: `${layer} may import of the packages only ${packages.join(', ')}`,
      from,
      to: { path: '(^|/)node_modules/', pathNot: named(packages) },
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(arrows).flatMap(rulesOf),
    {
      name: 'in-a-layer',
      comment: 'Every file of src is in a layer, so that its arrows are known',
      from: { path: '^src/', pathNot: under(Object.keys(arrows)) },
      to: {},
    },
    {
      name: 'one-caller-of-undici',
      comment: 'Only the transport speaks to the network, so that timeouts, quota and cancellation have one place',
      from: { path: '^src/', pathNot: under(['fivetran/transport.ts', 'fivetran/exchange.ts']) },
      to: { path: named(['undici']) },
    },
    {
      name: 'one-caller-of-redis',
      comment: 'Only the store speaks to Redis, so that its end is survived in one place',
      from: { path: '^src/', pathNot: under(['store/redis']) },
      to: { path: named(['ioredis']) },
    },
    {
      name: 'one-reader-of-process',
      comment: 'The environment, arguments, signals and exit codes belong to the programs',
      from: { path: '^src/', pathNot: under(['main.ts', 'emulator/main.ts']) },
      to: { path: '^(node:)?process$' },
    },
    {
      name: 'traces-on-demand',
      comment: 'What makes traces is large: it is loaded only where they are wanted',
      from: { path: '^src/', pathNot: under(['telemetry/traces.ts', 'telemetry/operation-span.ts']) },
      to: { path: [...under(['telemetry/traces.ts']), ...named(['@opentelemetry'])], dynamic: false },
    },
    {
      name: 'pure',
      comment: 'plan and policy are functions of their arguments: no files, no sockets, no processes',
      from: { path: under(['plan/', 'policy/']) },
      to: { path: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dns|dgram|child_process|worker_threads|timers)$' },
    },
    {
      name: 'src-stands-alone',
      comment: 'What is published imports nothing of tests, benches and development dependencies',
      from: { path: '^src/' },
      to: { pathNot: ['^src/', '(^|/)node_modules/', '^package\\.json$'], dependencyTypes: ['local'] },
    },
    {
      name: 'no-undeclared-packages',
      comment:
        'A package that src imports is one of those in renovate.json that do not merge by themselves, and no tool',
      from: { path: '^src/' },
      to: { path: '(^|/)node_modules/', pathNot: named(builtIn) },
    },
    { name: 'no-unresolvable', comment: 'An import must exist', from: {}, to: { couldNotResolve: true } },
    { name: 'no-cycles', comment: 'Not even of types', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file that imports nothing and that nothing imports is dead',
      from: { path: '^src/', orphan: true },
      to: {},
    },
  ].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: ['node_modules'] },
    // Imports of types count as arrows, though they are gone at run time.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types', 'default'] },
  },
};
