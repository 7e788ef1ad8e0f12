import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripIgnoredCharacters } from 'graphql';
import { chromium, type Page, type Request, type Response } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { files, root, textOf } from '../support/repository.ts';
import { requireChromium } from '../support/requirements.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Keeps Chromium from calling home. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const artifacts = join(root, 'test/.artifacts');
const operations = files().filter((path) => path.startsWith('schema/operations/'));

interface Opened {
  readonly page: Page;
  readonly server: TestServer;
  /** Hosts that were asked for anything. */
  readonly hosts: ReadonlySet<string>;
  /** Errors and warnings on the console, and of scripts that failed. */
  readonly said: readonly string[];
}

async function openGraphiql(): Promise<Opened> {
  const executablePath = requireChromium();
  const server = await startServer({ emulator: { size: 'demo' } });
  const browser = await chromium.launch({ executablePath, args: QUIET });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const hosts = new Set<string>();
  const said: string[] = [];
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:') hosts.add(host);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(`${server.url}/graphql`);
  // The explorer shows the schema's fields only once it has the schema.
  await page.getByText('connections', { exact: true }).first().waitFor();
  // An answer that comes before the editor of answers is there is shown nowhere.
  await page.locator('.graphiql-response .monaco-editor').waitFor();
  return { page, server, hosts, said };
}

/**
 * Presses the button that runs the tab's operation until it is this one that is sent, and waits for its answer. GraphiQL
 * takes a tab in a moment after it has shown it, and until then runs the former one.
 */
async function run(page: Page, operation: string): Promise<Response> {
  for (;;) {
    const sent = page
      .waitForRequest((request) => operationOf(request) !== undefined, { timeout: 1000 })
      .catch(() => undefined);
    await page.getByRole('button', { name: /^Execute query/ }).click();
    const request = await sent;
    const response = await request?.response();
    if (request && response && isSame(operationOf(request) ?? '', operation)) return response;
  }
}

/** The operation that a request sends: in its body, or of a subscription in its address. */
function operationOf(request: Request): string | undefined {
  if (request.method() === 'POST') return request.postDataJSON().query;
  return new URL(request.url()).searchParams.get('query') ?? undefined;
}

const isEndless = (operation: string): boolean => /^subscription/m.test(operation);
const isSame = (one: string, other: string): boolean => stripIgnoredCharacters(one) === stripIgnoredCharacters(other);

describe('GraphiQL in a browser', () => {
  it('opens, runs the first example and shows its answer, without a word to another host or to the console', async () => {
    const { page, server, hosts, said } = await openGraphiql();
    const response = await run(page, textOf(operations[0] ?? ''));
    expect(await response.json()).not.toHaveProperty('errors');
    expect(await response.request().headerValue('x-trace-calls')).toBe('true');
    const shown = page.locator('.graphiql-response');
    await shown.getByText('"Analytics"').waitFor();
    expect(await shown.innerText()).toContain('AWS_EU_CENTRAL_1');

    mkdirSync(artifacts, { recursive: true });
    await page.screenshot({ path: join(artifacts, 'graphiql.png') });
    expect([...hosts]).toEqual([new URL(server.url).host]);
    expect(said).toEqual([]);
  });

  it('has a tab for each example, in their order, and every one runs', async () => {
    const { page, hosts, said } = await openGraphiql();
    const tabs = page.getByRole('tab').locator('button[aria-controls="graphiql-session"]');
    expect(await tabs.count()).toBe(operations.length);
    for (const [index, path] of operations.entries()) {
      await tabs.nth(index).click();
      const response = await run(page, textOf(path));
      expect({ path, status: response.status() }).toEqual({ path, status: 200 });
      if (isEndless(textOf(path))) {
        await page.getByRole('button', { name: /^Stop/ }).click();
        continue;
      }
      const shown = page.locator('.graphiql-response');
      await shown.getByText('"data"').waitFor();
      expect({ path, shown: await shown.innerText() }).toEqual({
        path,
        shown: expect.not.stringContaining('"errors"'),
      });
    }
    expect(hosts.size).toBe(1);
    expect(said).toEqual([]);
  });
});
