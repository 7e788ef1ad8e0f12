import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { pino } from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { exampleFolder, prepareExample, startProgram } from '../support/example.ts';
import { freePort, served } from '../support/port.ts';
import { root } from '../support/repository.ts';
import { requireChromium } from '../support/requirements.ts';
import { startServer, testConfig } from '../support/server.ts';

/** A hundred connections in four groups, all of which sync in a moment. */
const hundred: EmulatorOptions = {
  size: { groups: 4, connectionsPerGroup: 25, schemasPerConnection: 2, tablesPerSchema: 3 },
  latency: { sync: 1_000 },
};

/** Two of them need somebody. */
function breakTwo({ account }: Emulator): string[] {
  return account.connections
    .list()
    .slice(-2)
    .map(({ id }) => {
      const tasks = [{ code: 'reconnect', message: 'Reconnect: the password has expired' }];
      return account.setStatus(id, { setup_state: 'broken', tasks }).schema;
    });
}

function someConnection({ account }: Emulator, place = 0) {
  const found = account.connections.list()[place];
  if (found === undefined) throw new Error(`expected a connection at ${place}`);
  return found;
}

/** A server that ends before the test does: `startServer` ends with it. */
async function serve(emulator: Emulator): Promise<App> {
  const app = await createApp(testConfig({ PORT: String(graphqlPort) }), pino({ level: 'silent' }), { emulator });
  await app.listen();
  await app.registered();
  return app;
}

interface Opened {
  readonly page: Page;
  /** Hosts that were asked for anything. */
  readonly hosts: ReadonlySet<string>;
  /** Errors and warnings on the console, and of scripts that failed. */
  readonly said: string[];
}

let browser: Browser;
/** Where the built example asks for a GraphQL server, one test's after the other's. */
let graphqlPort: number;
let boardUrl: string;

beforeAll(async () => {
  const executablePath = requireChromium();
  prepareExample();
  graphqlPort = await freePort();
  const port = await freePort();
  boardUrl = `http://127.0.0.1:${port}/`;
  const words = ['node_modules/vite/bin/vite.js', 'preview', '--port', String(port), '--strictPort'];
  const preview = startProgram(words, exampleFolder, { GRAPHQL_URL: `http://127.0.0.1:${graphqlPort}` });
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  await served(boardUrl);
  return async () => {
    await browser.close();
    await preview.end();
  };
});

const startAccount = (emulator: EmulatorOptions) =>
  startServer({ webhooks: true, emulator, settings: { PORT: String(graphqlPort) } });

/** The built example in a browser, in front of the server that runs. */
async function openBoard(): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  onTestFinished(() => page.close());
  page.setDefaultTimeout(10_000);
  const hosts = new Set<string>();
  const said: string[] = [];
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(boardUrl);
  await rows(page, 'Everything else').first().waitFor();
  return { page, hosts, said };
}

const rows = (page: Page, list: string) => page.getByRole('region', { name: list }).getByRole('listitem');
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

/** What axe finds that keeps somebody out. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate('axe.run()' as never as () => Promise<AxeResults>);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('npm run example', () => {
  it('serves the example with the demo account behind it, and ends both when it is told to', async () => {
    const [page, server] = [await freePort(), await freePort()];
    const program = startProgram(['scripts/example.ts'], root, { EXAMPLE_PORT: String(page), PORT: String(server) });
    onTestFinished(async () => void (await program.end()));
    const answer = await served(`http://127.0.0.1:${page}/`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    await expect.poll(program.output).toContain(`The example is at http://127.0.0.1:${page}/`);
    const query = encodeURIComponent('{ viewer { upstream } }');
    const viewer = await served(`http://127.0.0.1:${page}/graphql?query=${query}`);
    expect(await viewer.json()).toMatchObject({ data: { viewer: { upstream: 'EMULATOR' } } });
    expect(await program.end()).toEqual([0, null]);
    for (const port of [page, server]) await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});

describe('The example in a browser', () => {
  it('lists the failing connections first, and the others page by page as they are scrolled to', async () => {
    const server = await startAccount(hundred);
    const broken = breakTwo(server.emulator);
    const { page, hosts, said } = await openBoard();
    expect(await rows(page, 'Failing').getByRole('link').allTextContents()).toEqual(broken);
    await rows(page, 'Failing').getByText('Reconnect: the password has expired').first().waitFor();
    const lists = () => server.emulator.calls.filter((call) => call.startsWith('GET /v1/connections?'));
    expect(lists()).toHaveLength(1);
    for (const count of [50, 75, 98]) {
      await page.mouse.wheel(0, 20_000);
      await rows(page, 'Everything else')
        .nth(count - 1)
        .waitFor();
    }
    expect(await rows(page, 'Everything else').count()).toBe(98);
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('navigation', { name: 'Groups' }).innerText()).toMatch(
      /Group_4\s+snowflake\s+2 failing\s+of 25/,
    );
    expect(
      await page
        .getByLabel(/calls left/)
        .locator('..')
        .innerText(),
    ).toMatch(/^19,9\d\d of 20,000 calls left$/);
    expect(lists()).toHaveLength(1);
    expect([...hosts]).toEqual([new URL(page.url()).host]);
    expect(said).toEqual([]);
  });

  it('finds by name, filters by state and by group, and has all of it in its address', async () => {
    const server = await startAccount(hundred);
    const { page, said } = await openBoard();
    const wanted = someConnection(server.emulator, 60);
    await page.keyboard.press('/');
    await page.keyboard.type(wanted.schema);
    await row(page, wanted.schema).waitFor();
    await expect.poll(() => rows(page, 'Everything else').count()).toBeLessThan(12);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('State').selectOption('Paused');
    await page.getByText('Nothing else matches.').waitFor();
    await page.getByLabel('State').selectOption('Any');
    await page.getByRole('link', { name: /^Group_2/ }).click();
    await expect.poll(() => rows(page, 'Everything else').count()).toBe(25);
    const address = page.url();
    expect(address).toContain('group=');
    await page.reload();
    await rows(page, 'Everything else').nth(24).waitFor();
    await page.goBack();
    await page.goBack();
    expect(page.url()).not.toContain('group=');
    expect(said).toEqual([]);
  });

  it('opens a connection by keyboard, with its schemas and tables', async () => {
    await startAccount(hundred);
    const { page, said } = await openBoard();
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    const name = await page.locator(':focus').innerText();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Connection' });
    await panel.getByRole('heading', { name, exact: true }).waitFor();
    expect(await page.locator(':focus').innerText()).toBe(name);
    const schema = panel.getByRole('button', { name: /3 of 3 tables synced/ }).first();
    await schema.click();
    expect(await schema.getAttribute('aria-expanded')).toBe('true');
    await panel.getByText('table_3').waitFor();
    await panel.getByLabel('Find a table by name').fill('table_2');
    await panel.getByText('2 tables match').waitFor();
    expect(await barriers(page)).toEqual([]);
    await panel.getByRole('heading', { name, exact: true }).click();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe(name);
    expect(said).toEqual([]);
  });

  it('pauses and resumes at once, and takes it back where the server refuses', async () => {
    const server = await startAccount(hundred);
    const { page, said } = await openBoard();
    const { id, schema } = someConnection(server.emulator);
    await row(page, schema)
      .getByRole('button', { name: `Pause ${schema}` })
      .click();
    await row(page, schema).getByText('Paused').waitFor();
    await page.getByText(`${schema} is paused`).waitFor();
    expect(server.emulator.account.connections.get(id)?.paused).toBe(true);
    await row(page, schema)
      .getByRole('button', { name: `Resume ${schema}` })
      .click();
    await page.getByText(`${schema} is resumed`).waitFor();
    expect(server.emulator.account.connections.get(id)?.paused).toBe(false);

    server.emulator.account.connections.remove(id);
    await row(page, schema)
      .getByRole('button', { name: `Pause ${schema}` })
      .click();
    await page
      .getByRole('log')
      .getByText(/not find|does not exist|no such/i)
      .waitFor();
    expect(await row(page, schema).getByText('Paused').count()).toBe(0);
    expect(said).toEqual([]);
  });

  it('starts a sync, and shows by events alone that it runs and that it ends', async () => {
    const server = await startAccount(hundred);
    const { page, said } = await openBoard();
    const { schema: name } = someConnection(server.emulator);
    const other = someConnection(server.emulator, 1);
    await row(page, name)
      .getByRole('button', { name: `Sync ${name}` })
      .click();
    await row(page, name).getByText('Syncing').waitFor();
    await page.getByText(`${name}: the sync is done`).waitFor();
    await row(page, name).getByText('On schedule').waitFor();

    // What somebody else starts is seen too.
    server.emulator.account.lifecycle.start(other.id);
    await row(page, other.schema).getByText('Syncing').waitFor();
    await row(page, other.schema).getByText('On schedule').waitFor();
    expect(said).toEqual([]);
  });

  it('deletes a connection, which is gone from its list at once', async () => {
    const server = await startAccount(hundred);
    const { page, said } = await openBoard();
    const { id, schema } = someConnection(server.emulator);
    await page.getByRole('link', { name: schema, exact: true }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    const remove = page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel('Type its name to go on').fill(schema);
    await remove.click();
    await row(page, schema).waitFor({ state: 'detached' });
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(server.emulator.account.connections.get(id)).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('says what failed where it failed, and goes on when it is tried again', async () => {
    const server = await startAccount(hundred);
    const then = { status: 403, body: { code: 'Forbidden', message: 'The role of this key does not reach that' } };
    const mend = [/^GET .v1.groups/, /schemas$/].map((match) => server.emulator.fault({ match, then }));
    const { page } = await openBoard();
    await page.getByText('The groups could not be loaded.').waitFor();
    const name = someConnection(server.emulator).schema;
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByText('The schemas could not be read; everything else goes on.').waitFor();
    for (const each of mend) each();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: /^Group_2/ }).waitFor();
  });

  it('moves a connection to the failing ones as it breaks', async () => {
    const server = await startAccount(hundred);
    const { page } = await openBoard();
    const { id, schema } = someConnection(server.emulator);
    server.emulator.account.lifecycle.behave(id, { outcomes: ['FAILURE_WITH_TASK'] });
    server.emulator.account.lifecycle.start(id);
    await rows(page, 'Failing').getByRole('link', { name: schema }).waitFor();
    await rows(page, 'Everything else').getByRole('link', { name: schema, exact: true }).waitFor({ state: 'detached' });
  });

  it('says when the server is lost, keeps what it shows, and is up to date when the server is back', async () => {
    const emulator = createEmulator(hundred);
    const first = await serve(emulator);
    const { page } = await openBoard();
    await page.getByText('Live', { exact: true }).waitFor();
    await first.close();
    await page.getByText('No connection to the server.').waitFor();
    expect(await rows(page, 'Everything else').count()).toBe(25);
    const { id, schema } = someConnection(emulator);
    await row(page, schema)
      .getByRole('button', { name: `Pause ${schema}` })
      .click();
    await page.getByText('The server cannot be reached').waitFor();
    expect(await row(page, schema).getByText('Paused').count()).toBe(0);

    const changed = createEmulator(hundred);
    changed.account.connections.update(id, { paused: true });
    const second = await serve(changed);
    onTestFinished(() => second.close());
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await row(page, schema).getByText('Paused').waitFor();
    expect(await page.getByText('No connection to the server.').count()).toBe(0);
  });

  it('keeps nobody out, in light and dark, wide and narrow', async () => {
    await startAccount({ size: 'demo' });
    const { page, hosts, said } = await openBoard();
    await page.getByRole('link', { name: 'wms' }).click();
    await page.getByRole('heading', { name: 'Schemas and tables' }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 844 });
        expect({ colorScheme, width, barriers: await barriers(page) }).toEqual({ colorScheme, width, barriers: [] });
        await page.screenshot({ path: join(root, `test/.artifacts/example-${colorScheme}-${width}.png`) });
      }
    }
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await barriers(page)).toEqual([]);
    expect(hosts.size).toBe(1);
    expect(said).toEqual([]);
  });
});
