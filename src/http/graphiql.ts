import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { GraphiQLOptions } from 'graphql-yoga';
import { logo, logoUrl } from './logo.ts';
import { createPage, type Page, type PageHandler } from './page.ts';

export interface GraphiqlOptions {
  /** Whether the data are those of the demo account: the title says so. */
  readonly demo: boolean;
  /** What a caller sends in `Authorization`, as an example; undefined where nothing is to be sent. */
  readonly authorization: string | undefined;
  /** The folder of the example operations. */
  readonly examples: URL;
}

/**
 * Many tabs stand in rows, where one row would hide most of them, and the title in one. A tab stays where it is while it
 * is pressed: GraphiQL would move it from under the pointer, and the click would be lost.
 */
const style = `
  .graphiql-container .graphiql-session-header { height: auto; align-items: flex-start; }
  .graphiql-tabs { flex-wrap: wrap; row-gap: 2px; }
  .graphiql-tabs .graphiql-tab { transform: none !important; }
  .graphiql-logo { white-space: nowrap; }
  .graphiql-logo > div { gap: 4px; }
`;

/**
 * GraphiQL with the example operations in its tabs. The page holds no data, so everybody may have it; nothing of it comes
 * from another host. The package that it is made of is large, and is loaded when the page is first asked for.
 */
export function createGraphiql(options: GraphiqlOptions): PageHandler {
  return createPage(async () => {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const html = renderGraphiQL(settings(options)).replace('</head>', `<style>${style}</style></head>`);
    return { html, headers: headersFor(html) };
  });
}

function settings({ demo, authorization, examples }: GraphiqlOptions): GraphiQLOptions & { visiblePlugin: string } {
  const headers = exampleHeaders(authorization);
  const tabs = exampleOperations(examples).map((query) => ({ query, headers }));
  return {
    title: demo ? 'Fivetran GraphQL · demo' : 'Fivetran GraphQL',
    logo,
    favicon: logoUrl,
    // An empty list would leave GraphiQL without any tab, and failing.
    ...(tabs.length > 0 && { defaultTabs: tabs }),
    // For tabs that are opened later.
    defaultHeaders: headers,
    // They may hold a secret, which is not to stay in the browser's storage.
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: 'headers',
    visiblePlugin: 'GraphiQL Explorer',
  };
}

/** The text of the header editor, which takes comments: the trace shows which REST calls an answer took. */
function exampleHeaders(authorization: string | undefined): string {
  const lines = [
    ...(authorization === undefined ? [] : [`  "Authorization": ${JSON.stringify(authorization)},`]),
    '  // Adds extensions.fivetran.trace',
    '  "X-Trace-Calls": "true"',
  ];
  return `{\n${lines.join('\n')}\n}`;
}

/** The numbered example operations, in their order. None where the package came without them. */
function exampleOperations(folder: URL): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return files.sort().map((name) => readFileSync(new URL(name, folder), 'utf8').trimEnd());
}

/**
 * Only the page's own script runs, named by its hash (its editor's workers are blobs that it makes), and it talks to
 * this server alone. Styles are free: the editor writes them as it goes.
 */
function headersFor(html: string): Page['headers'] {
  const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = {
    'default-src': "'none'",
    'script-src': `'sha256-${hash}'`,
    'worker-src': 'blob:',
    'style-src': "'unsafe-inline'",
    'font-src': 'data:',
    'img-src': 'data:',
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    // The operation stands in the address, and with it perhaps names that are nobody else's business.
    'referrer-policy': 'no-referrer',
  };
}
