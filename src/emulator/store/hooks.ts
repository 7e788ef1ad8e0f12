import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { isSuccess, type Receipt, type Send } from '../delivery.ts';
import type { Random } from '../random.ts';
import type { Collection } from './collection.ts';
import type { JsonObject, Webhook } from './entities.ts';
import type { AccountEvent } from './lifecycle.ts';
import { millis } from './times.ts';

/** What webhooks need of the account whose events they tell. */
export interface HookSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly webhooks: Collection<Webhook>;
  readonly switches: { readonly signatureCase: 'upper' | 'lower' };
}

/** One attempt to deliver. */
export interface Delivery {
  readonly webhookId: string;
  readonly event: string;
  readonly body: string;
  /** Epoch ms by the emulator's clock. */
  readonly at: number;
  /** From 1. */
  readonly attempt: number;
  readonly receipt: Receipt;
}

const minute = 60_000;
const givesUpAfter = 24 * 60 * minute;
const keeps = 10_000;

/** Tells an account's events to its webhooks: signed, and again after 5, 10, 15 … minutes until a day has passed. */
export class Hooks {
  readonly #account: HookSurroundings;
  readonly #send: Send;
  readonly #deliveries: Delivery[] = [];
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(account: HookSurroundings, send: Send) {
    this.#account = account;
    this.#send = send;
  }

  /** Every attempt that was made, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Waits until no attempt is in the air. Those that wait for their time on the clock are not waited for. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  tell(event: AccountEvent): void {
    const body = bodyOf(event, this.#account.clock.now());
    for (const webhook of this.#account.webhooks.list()) {
      if (!webhook.active || !webhook.events.includes(event.event)) continue;
      if (webhook.type === 'group' && webhook.group_id !== event.connection.group_id) continue;
      this.#attempt(webhook.id, event.event, body, 1, this.#account.clock.now());
    }
  }

  /** Sends the probe or a dummy of an event, once; the address may be one that nothing may be sent to. */
  async probe(url: string, secret: string | undefined, event = 'test_event'): Promise<Receipt> {
    const dummy = {
      event,
      created: millis(this.#account.clock.now()),
      connector_type: '_connector_type',
      connector_id: event === 'test_event' ? '_connector_1' : '_connection_1',
      ...(event.startsWith('sync_') && { sync_id: this.#account.random.uuid() }),
      ...(event === 'test_event'
        ? { group_id: '_destination_1' }
        : { destination_group_id: '_destination_1', data: dataOfDummy(event) }),
    };
    const body = JSON.stringify(dummy);
    const receipt = await this.#send(url, this.#headers(body, secret), body);
    return receipt ?? { status: 0, message: 'The emulator delivers to loopback and to the hosts it was given only' };
  }

  #headers(body: string, secret: string | undefined): Record<string, string> {
    if (secret === undefined) return { 'content-type': 'application/json' };
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    const signature = this.#account.switches.signatureCase === 'upper' ? digest.toUpperCase() : digest;
    return { 'content-type': 'application/json', 'x-fivetran-signature-256': signature };
  }

  #attempt(webhookId: string, event: string, body: string, attempt: number, first: number): void {
    const work = this.#deliver(webhookId, event, body, attempt, first).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #deliver(webhookId: string, event: string, body: string, attempt: number, first: number): Promise<void> {
    const { clock, webhooks } = this.#account;
    const webhook = webhooks.get(webhookId);
    if (webhook?.active !== true) return;
    const at = clock.now();
    const receipt = await this.#send(webhook.url, this.#headers(body, webhook.secret), body);
    // Not an address that this emulator may send to: as if nobody had ever subscribed.
    if (receipt === undefined) return;
    if (this.#deliveries.push({ webhookId, event, body, at, attempt, receipt }) > keeps) this.#deliveries.shift();
    if (isSuccess(receipt)) return;
    const next = clock.now() + attempt * 5 * minute;
    if (next - first <= givesUpAfter) {
      clock.setTimer(next, () => this.#attempt(webhookId, event, body, attempt + 1, first));
    } else if (webhooks.get(webhookId) !== undefined) {
      webhooks.update(webhookId, { active: false });
    }
  }
}

/** In the order of keys that real ones have (live). */
function bodyOf({ event, connection, syncId, data }: AccountEvent, now: number): string {
  return JSON.stringify({
    event,
    created: millis(now),
    connector_type: connection.service,
    connector_id: connection.id,
    connector_name: connection.schema,
    ...(syncId !== undefined && { sync_id: syncId }),
    destination_group_id: connection.group_id,
    data,
  });
}

const dataOfDummy = (event: string): JsonObject => (event === 'sync_end' ? { status: 'SUCCESSFUL' } : {});
