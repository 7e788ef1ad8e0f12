import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { run } from './running.ts';

interface Received {
  readonly signature: string | undefined;
  readonly body: string;
}

/** Somebody who receives webhooks and answers as told. */
async function receiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ signature: request.headers['x-fivetran-signature-256'] as string | undefined, body });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, received, answers, events: () => received.map(({ body }) => JSON.parse(body).event) };
}

async function hooked(options: Parameters<typeof run>[0] = {}) {
  const clock = new ManualClock();
  const running = await run({ size: { webhooks: 0 }, clock, ...options });
  const id = running.emulator.account.connections.list()[0]?.id ?? '';
  return { ...running, account: running.emulator.account, clock, id, target: await receiver() };
}

describe('a webhook', () => {
  it('is probed when it is made active, and stored with its secret masked', async () => {
    const { call, target } = await hooked();
    const { status, body } = await call('POST /v1/webhooks/account', {
      url: target.url,
      events: ['sync_end'],
      secret: 'a-secret',
    });
    expect([status, body.message]).toEqual([200, 'Account webhook has been created']);
    expect(body.data).toMatchObject({ type: 'account', active: true, secret: '******', events: ['sync_end'] });
    expect(body.data).not.toHaveProperty('group_id');
    expect(JSON.parse(target.received[0]?.body ?? '')).toMatchObject({
      event: 'test_event',
      connector_id: '_connector_1',
      connector_type: '_connector_type',
      group_id: '_destination_1',
    });
  });

  it('is refused and not stored where the URL is not HTTPS, nobody answers, or events are missing', async () => {
    const { call, target, account } = await hooked();
    target.answers.push(500);
    const bodies = [
      { url: target.url, events: ['sync_end'] },
      { url: 'http://hooks.example/x', events: ['sync_end'], active: false },
      { url: 'nonsense', events: ['sync_end'], active: false },
      { url: 'https://hooks.example/x', events: ['sync_end'] },
      { url: target.url, events: [] },
      { url: target.url },
      { events: ['sync_end'] },
    ];
    for (const body of bodies) {
      const answer = await call('POST /v1/webhooks/account', body);
      expect([answer.status, answer.body.code], JSON.stringify(body)).toEqual([400, 'InvalidInput']);
    }
    expect((await call('POST /v1/webhooks/group/nobody', bodies[0])).body.code).toBe('NotFound_Group');
    expect(account.webhooks.size).toBe(0);
  });

  it('is changed, probed again when switched on, and deleted', async () => {
    const { call, data, target, account } = await hooked();
    const made = await data('POST /v1/webhooks/account', {
      url: target.url,
      events: ['sync_end'],
      active: false,
      secret: 'one',
    });
    expect(target.received).toEqual([]);
    await data(`PATCH /v1/webhooks/${made.id}`, { secret: '******', events: ['sync_start'] });
    expect(account.webhooks.get(made.id)).toMatchObject({ secret: 'one', events: ['sync_start'], active: false });
    target.answers.push(404);
    expect((await call(`PATCH /v1/webhooks/${made.id}`, { active: true })).status).toBe(400);
    expect((await data(`PATCH /v1/webhooks/${made.id}`, { active: true })).active).toBe(true);
    expect(target.events()).toEqual(['test_event', 'test_event']);
    expect((await call(`DELETE /v1/webhooks/${made.id}`)).body.message).toBe(
      `Webhook with id '${made.id}' has been deleted`,
    );
  });

  it('can be tested; a receiver that fails is an answer, not an error', async () => {
    const { data, target } = await hooked();
    const { id } = await data('POST /v1/webhooks/account', { url: target.url, events: ['sync_end'] });
    expect(await data(`POST /v1/webhooks/${id}/test`, { event: 'sync_end' })).toMatchObject({
      succeed: true,
      status: 200,
    });
    target.answers.push(503);
    expect(await data(`POST /v1/webhooks/${id}/test`, { event: 'sync_end' })).toMatchObject({
      succeed: false,
      status: 503,
    });
    expect(JSON.parse(target.received.at(-1)?.body ?? '')).toMatchObject({
      event: 'sync_end',
      connector_id: '_connection_1',
    });
  });
});

describe('a delivery', () => {
  it.each(['upper', 'lower'] as const)('is signed over the raw body, in %s case', async (signatureCase) => {
    const { data, call, target, id, emulator, account } = await hooked({ switches: { signatureCase } });
    await data('POST /v1/webhooks/account', {
      url: target.url,
      events: ['sync_start', 'sync_end'],
      secret: 'a-secret',
    });
    await call(`POST /v1/connections/${id}/sync`);
    await emulator.settled();
    expect(target.events().toSorted()).toEqual(['sync_end', 'sync_start', 'test_event']);
    for (const { body, signature } of target.received) {
      const digest = createHmac('sha256', 'a-secret').update(body).digest('hex');
      expect(signature).toBe(signatureCase === 'upper' ? digest.toUpperCase() : digest);
    }
    const end = target.received.map(({ body }) => JSON.parse(body)).find(({ event }) => event === 'sync_end');
    const connection = account.connections.get(id);
    expect(Object.keys(end)).toEqual([
      'event',
      'created',
      'connector_type',
      'connector_id',
      'connector_name',
      'sync_id',
      'destination_group_id',
      'data',
    ]);
    expect(end).toMatchObject({
      connector_id: id,
      connector_type: connection?.service,
      connector_name: connection?.schema,
      destination_group_id: connection?.group_id,
      data: { status: 'SUCCESSFUL' },
    });
    expect(end.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('is of the events that were asked for, of the webhook’s group, unsigned without a secret', async () => {
    const { data, call, target, id, emulator, account } = await hooked();
    const [own, other] = account.groups.list().map((group) => group.id);
    await data(`POST /v1/webhooks/group/${own}`, { url: target.url, events: ['pause_connector', 'edit_connector'] });
    await data(`POST /v1/webhooks/group/${other}`, { url: target.url, events: ['pause_connector'] });
    await call(`PATCH /v1/connections/${id}`, { paused: true, sync_frequency: 60, run_setup_tests: false });
    await emulator.settled();
    expect(target.events().slice(2).toSorted()).toEqual(['edit_connector', 'pause_connector']);
    expect(target.received.at(-1)?.signature).toBe(undefined);
  });

  it('is repeated after 5, 10, 15 minutes until it succeeds', async () => {
    const { data, call, target, id, emulator, account, clock } = await hooked();
    await data('POST /v1/webhooks/account', { url: target.url, events: ['sync_end'] });
    target.answers.push(500, 500, 500);
    const start = clock.now();
    await call(`POST /v1/connections/${id}/sync`);
    await emulator.settled();
    for (let step = 0; step < 40; step++) {
      await clock.advance(60_000);
      await emulator.settled();
    }
    expect(
      account.hooks.deliveries.map(({ at, attempt, receipt }) => [(at - start) / 60_000, attempt, receipt.status]),
    ).toEqual([
      [0, 1, 500],
      [5, 2, 500],
      [15, 3, 500],
      [30, 4, 200],
    ]);
    expect(new Set(target.received.slice(1).map(({ body }) => body)).size).toBe(1);
  });

  it('that fails for a day switches the webhook off', async () => {
    const { data, call, target, id, emulator, account, clock } = await hooked();
    const { id: webhook } = await data('POST /v1/webhooks/account', { url: target.url, events: ['sync_end'] });
    target.answers.push(...Array<number>(100).fill(500));
    await call(`POST /v1/connections/${id}/sync`);
    await emulator.settled();
    for (let step = 0; step < 25 * 12; step++) {
      await clock.advance(5 * 60_000);
      await emulator.settled();
    }
    expect(account.webhooks.get(webhook)?.active).toBe(false);
    expect(account.hooks.deliveries.length).toBe(24);
  });

  it('goes nowhere but to loopback and to the hosts that were named', async () => {
    const { account, id, emulator, target } = await hooked({ size: { webhooks: 3 } });
    account.webhooks.add({
      id: 'w',
      type: 'account',
      url: target.url.replace('127.0.0.1', 'localhost'),
      events: ['sync_end'],
      active: true,
      created_at: '',
      created_by: '',
    });
    account.startSync(id);
    await emulator.settled();
    expect(account.hooks.deliveries.map(({ webhookId }) => webhookId)).toEqual(['w']);
  });
});
