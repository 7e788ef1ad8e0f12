import { CONNECTION_EVENTS } from './event.ts';

/** A webhook as Fivetran lists it. */
export interface RegisteredWebhook {
  readonly id: string;
  readonly type?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly events?: readonly string[] | null | undefined;
  readonly active?: boolean | null | undefined;
}

/** What a webhook is made or changed with. */
export interface WebhookBody {
  readonly url: string;
  readonly events: readonly string[];
  readonly active: true;
  readonly secret: string;
}

/** The account's webhooks, as the registration needs them. */
export interface WebhookPort {
  list(): Promise<readonly RegisteredWebhook[]>;
  create(body: WebhookBody): Promise<RegisteredWebhook>;
  update(id: string, body: WebhookBody): Promise<unknown>;
}

export interface Registered {
  readonly id: string;
  readonly done: 'created' | 'repaired' | 'secret set again';
}

/**
 * Sees to it that the account has one webhook of this address which is active, tells of all events of connections, and
 * is signed with the secret. Fivetran never tells a secret, so it is set again whenever this is asked; to ask twice does
 * no more than to ask once. Of several of the address the first stays the one that is kept in order.
 */
export async function registerWebhook(port: WebhookPort, url: string, secret: string): Promise<Registered> {
  const all = await port.list();
  const [own] = all.filter((webhook) => webhook.url === url && webhook.type === 'account');
  const told = new Set(own?.events ?? []);
  const complete = CONNECTION_EVENTS.every((event) => told.has(event));
  // Somebody may have added events of other things, such as transformations.
  const events = [...new Set([...CONNECTION_EVENTS, ...told])];
  const body = { url, events, active: true, secret } as const;
  if (own === undefined) return { id: (await port.create(body)).id, done: 'created' };
  await port.update(own.id, body);
  return { id: own.id, done: complete && own.active === true ? 'secret set again' : 'repaired' };
}
