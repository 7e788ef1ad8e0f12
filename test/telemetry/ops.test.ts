import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ERROR_CODES } from '../../src/graphql/errors.ts';
import { openServer, post, type SecuredServer } from '../security/servers.ts';
import { textOf } from '../support/repository.ts';
import { readPromql } from './promql.ts';
import { scrape } from './scrape.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const rules: Rule[] = parse(textOf('ops/alerts.yaml')).groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
const dashboard = JSON.parse(textOf('ops/grafana.json'));
const panels: Panel[] = dashboard.panels;
const variables: { name: string; type: string; query: string }[] = dashboard.templating.list;

/** What Grafana puts in the place of its own variables. */
const filledIn = (expression: string) => expression.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*');

const expressions: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [`alert ${alert}`, expr]),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`panel ${title}`, filledIn(expr)]),
  ),
  ...variables
    .filter(({ type }) => type === 'query')
    .map(({ name, query }): [string, string] => [`variable ${name}`, query.replace(/, \w+\)$/, ', 0)')]),
];

/** Labels that Prometheus adds to what it has fetched. */
const ADDED = ['instance', 'job'];
/** What the labels of a server can be that has not met everything. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  outcome: [
    ...ERROR_CODES,
    'ok',
    'gone',
    'new',
    'probe',
    'duplicate',
    'too_old',
    'no_secret',
    'not_signed',
    'malformed',
  ],
  status: ['200', '201', '400', '401', '403', '404', '429', '500', '503', 'none', 'cancelled'],
};

let server: SecuredServer | undefined;
/** The values that each label of each metric has had. */
const known = new Map<string, Map<string, Set<string>>>();

beforeAll(async () => {
  server = await openServer();
  const unheardOf = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll('"connected"', '"half_way"'));
  server.emulator.fault({ match: /connections/, then: { patch: unheardOf } });
  for (const query of ['{ groups { nodes { name } } }', '{ connections { nodes { status { setupState } } } }']) {
    await post(server.url, { query });
  }
  for (const { name, labels } of await scrape(server.app)) {
    const values = known.get(name) ?? new Map<string, Set<string>>();
    known.set(name, values);
    for (const [label, value] of Object.entries(labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
});
afterAll(() => server?.close());

describe('Alerts and dashboard', () => {
  it.each(expressions)('%s is well formed, of metrics, labels and values that there are', (_, expression) => {
    const { selectors, groupedBy } = readPromql(expression);
    expect(selectors.map(({ metric }) => metric).filter((metric) => !known.has(metric))).toEqual([]);
    for (const { metric, matchers } of selectors) {
      for (const { label, operator, value } of matchers) {
        if (ADDED.includes(label)) continue;
        const seen = known.get(metric)?.get(label);
        expect(seen, `${metric} has a label ${label}`).toBeDefined();
        const possible = [...(seen ?? []), ...(VALUES[label] ?? [])];
        const wanted = operator.endsWith('~') ? value.split('|') : [value];
        const isThere = (word: string) => possible.some((each) => new RegExp(`^(?:${word})$`).test(each));
        expect(wanted.filter((word) => !isThere(word))).toEqual([]);
      }
    }
    const labels = selectors.flatMap(({ metric }) => [...(known.get(metric)?.keys() ?? [])]);
    expect(groupedBy.filter((label) => ![...ADDED, ...labels].includes(label))).toEqual([]);
  });

  it.each([
    'sum by (outcome (rate(x[5m]))',
    'rate(x)',
    'x[5m]',
    'sum(x) by',
    'x{a=b}',
    'x{a="b"',
    'x > > 1',
    'x y',
    '1 +',
    'histogram_quantile(0.99)',
    'rate(x[5 minutes])',
    'x unless',
  ])('would not be well formed as %s', (expression) => {
    expect(() => readPromql(expression)).toThrow();
  });

  it.each([
    ['a + b * 2', ['a', 'b']],
    ['sum(rate(a{b!~"c|d"}[5m])) by (e) / ignored offset 1d', ['a', 'ignored']],
    ['topk(3, max without (f) (g)) unless (h > 0.5)', ['g', 'h']],
  ])('may be %s', (expression, metrics) => {
    expect(readPromql(expression).selectors.map(({ metric }) => metric)).toEqual(metrics);
  });

  it('use every metric of this server', () => {
    const used = new Set(expressions.flatMap(([, each]) => readPromql(each).selectors.map(({ metric }) => metric)));
    const own = [...known.keys()]
      .filter((name) => name.startsWith('fivetran_graphql_'))
      .filter((name) => !/_(sum|count)$/.test(name) || !known.has(name.replace(/_(sum|count)$/, '_bucket')));
    expect(own.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('Every alert', () => {
  const guide = textOf('docs/operating.md');
  const sections = [...guide.matchAll(/^### (\w+)\n\n([^#]+)/gm)].map(([, name, text]) => ({ name, text }));

  it.each(rules)('$alert says how bad it is, and has a section that says what it means and what to do', (rule) => {
    expect(['info', 'warning', 'critical']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).not.toBe('');
    const section = sections.find(({ name }) => name === rule.alert);
    expect(section?.text).toMatch(/\bMeans: .+[\s\S]*\bDo: .+/);
  });

  it('has a name of its own, and there is no section of an alert that is not', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const chapter = guide.slice(guide.indexOf('## What each alert means')).split(/^## (?!What each)/m)[0] ?? '';
    expect([...chapter.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(names);
  });
});

describe('The list of metrics in docs/operating.md', () => {
  it('is the one of the server', () => {
    const [, chapter = ''] = textOf('docs/operating.md').split(/^## What it tells$/m);
    const rows = (chapter.split(/^## /m)[0] ?? '').matchAll(/^\| (`[^|]+`) \| /gm);
    const listed = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const own = [...known.keys()]
      .filter((name) => name.startsWith('fivetran_graphql_'))
      .map((name) => name.replace('fivetran_graphql_', '').replace(/_(bucket|sum|count)$/, ''));
    expect(new Set(own)).toEqual(new Set(listed));
  });
});

describe('The dashboard', () => {
  it('has panels that say what they show, beside each other and not over each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const panel of panels) if (panel.type !== 'row') expect(panel.description).toMatch(/\.$/);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
