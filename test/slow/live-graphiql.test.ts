import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { files, textOf } from '../support/repository.ts';
import { requireChromium } from '../support/requirements.ts';
import { startServer } from '../support/server.ts';

const examples = files().filter((path) => path.startsWith('schema/operations/'));
const example = examples.findIndex((path) => /^subscription\b/m.test(textOf(path)));

describe('GraphiQL in a browser', () => {
  it('runs the example of a subscription, and shows an event as it arrives', async () => {
    const executablePath = requireChromium();
    const server = await startServer({ webhooks: true, emulator: { size: 'demo', schedules: false } });
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/graphql`);
    await page.getByText('connections', { exact: true }).first().waitFor();
    await page.getByRole('tab').locator('button[aria-controls="graphiql-session"]').nth(example).click();
    // GraphiQL takes a tab in a moment after it has shown it.
    while (server.app.listeners() === 0) {
      await page.getByRole('button', { name: /^Execute query/ }).click();
      await page.waitForTimeout(500);
    }
    const { account } = server.emulator;
    const running = account.connections.list().find(({ status }) => status.sync_state === 'syncing');
    account.finishSync(running?.id ?? '');
    const shown = page.locator('.graphiql-response');
    await shown.getByText('SYNC_END').waitFor();
    expect(await shown.innerText()).toContain(running?.schema);
    expect(await shown.innerText()).not.toContain('errors');
  });
});
