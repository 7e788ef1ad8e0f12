import type { News } from './event.ts';

/** A body that is not an event; the message says what was required and what came. */
export class BadPayload extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadPayload';
  }
}

/** The probe that Fivetran sends when a webhook is made: it names a connection that there is not. */
export const PROBE = 'test_event';

/** Beyond this something is no name and no id. */
const LONGEST_TEXT = 500;

/**
 * Reads the body of a webhook. Unknown events are events too, and unknown fields are left alone; older payloads say
 * `group_id` for `destination_group_id` (fivetran-facts 5.3).
 * @param now ISO time for a body that does not say when it was made
 * @throws BadPayload
 */
export function parsePayload(body: Buffer, now: string): News {
  const payload = object(json(body), 'the body');
  const type = text(payload, 'event');
  if (type === null) throw new BadPayload('"event" must be the name of an event, got none');
  const createdAt = text(payload, 'created') ?? now;
  if (!Number.isFinite(Date.parse(createdAt))) {
    throw new BadPayload(`"created" must be a date and time, got ${JSON.stringify(createdAt)}`);
  }
  return {
    type,
    createdAt,
    connection: text(payload, 'connector_id') ?? text(payload, 'connection_id'),
    group: text(payload, 'destination_group_id') ?? text(payload, 'group_id'),
    syncId: text(payload, 'sync_id'),
    data: payload.data === undefined || payload.data === null ? {} : object(payload.data, '"data"'),
    source: 'WEBHOOK',
  };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new BadPayload('The body must be JSON in UTF-8');
  }
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadPayload(`${what} must be a JSON object, got ${Array.isArray(value) ? 'an array' : typeof value}`);
}

/** A field's text; null where it is absent, null or empty. */
function text(payload: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = Object.hasOwn(payload, field) ? payload[field] : undefined;
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new BadPayload(`"${field}" must be a string, got ${typeof value}`);
  if (value.length > LONGEST_TEXT) throw new BadPayload(`"${field}" must have at most ${LONGEST_TEXT} characters`);
  return value;
}
