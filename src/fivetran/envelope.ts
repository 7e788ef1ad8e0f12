import { z } from 'zod';
import { type Mismatch, mismatch } from './conforms.ts';
import type { Endpoint } from './endpoint.ts';
import { errorOfStatus, MalformedAnswer, Unavailable } from './errors.ts';
import type { HttpAnswer } from './exchange.ts';
import { readJson } from './read-json.ts';
import { anything } from './wire.ts';

// An error has no `data`, which `z.unknown()` alone would ask for.
const envelope = z.object({ code: z.string().nullish(), message: z.string().nullish(), data: anything });

/**
 * Opens Fivetran's envelope `{ code, message, data }` (fivetran-facts 2.1) and validates `data` by the endpoint's row.
 * @returns the data as it came, with what the row does not name; `undefined` where the row has none (also for 204 without a body).
 * @throws FivetranError by the status; MalformedAnswer where the answer is not what its document says.
 */
export function open<Data>(endpoint: Endpoint<Data>, answer: HttpAnswer): Data {
  const ok = answer.status >= 200 && answer.status < 300;
  if (!ok) {
    const { code, message } = envelope.safeParse(answer.json).data ?? {};
    const text = message ?? `Fivetran answered with status ${answer.status}`;
    throw errorOfStatus(answer.status, code ?? undefined, text, retryAfterSeconds(answer) ?? 0);
  }
  if (endpoint.data === null) return undefined as Data;
  if (answer.json === undefined) {
    const status = { status: answer.status };
    throw new Unavailable(`${endpoint.name}: Fivetran's answer is not whole`, 'truncated', true, status);
  }
  const { data } = envelope.safeParse(answer.json).data ?? {};
  const wrong = mismatch(endpoint.data, data);
  if (wrong !== undefined) throw new MalformedAnswer(describe(endpoint, wrong), { status: answer.status });
  return data as Data;
}

/** What `open` has returned of a body once, out of the same body again. */
export const dataOf = (body: Buffer): unknown => (readJson(body) as { readonly data?: unknown }).data;

/** Seconds of `Retry-After`, where the answer has it as a number. */
export function retryAfterSeconds(answer: HttpAnswer): number | undefined {
  return numberHeader(answer, 'retry-after');
}

/** A header's value as a number of at least 0; undefined where it is absent or no number. */
export function numberHeader(answer: HttpAnswer, name: string): number | undefined {
  const value = answer.headers[name];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function describe(endpoint: Endpoint<unknown>, { path, rule }: Mismatch): string {
  return `${endpoint.name}: Fivetran's answer is not of the documented form (${path || 'data'}: ${rule})`;
}
