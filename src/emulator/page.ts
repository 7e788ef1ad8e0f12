import { invalidInput } from './refusal.ts';
import type { Call, Reply } from './route.ts';

const defaultLimit = 100;
const largestLimit = 1000;

/** Fivetran's cursor: how many rows to skip, as unpadded base64 of JSON. */
function encodeCursor(skip: number): string {
  return Buffer.from(JSON.stringify({ skip })).toString('base64').replace(/=+$/, '');
}

function decodeCursor(cursor: string): number {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
  } catch {
    throw invalidInput(`Invalid cursor '${cursor}'`);
  }
  const skip = typeof value === 'object' && value !== null && 'skip' in value ? value.skip : undefined;
  if (typeof skip !== 'number' || !Number.isInteger(skip) || skip < 0) throw invalidInput(`Invalid cursor '${cursor}'`);
  return skip;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = Number(text);
  if (!/^-?\d+$/.test(text) || limit < 1 || limit > largestLimit) {
    throw invalidInput(`Invalid limit '${text}': expected a number between 1 and ${largestLimit}`);
  }
  return limit;
}

/** One page of rows. The last one has no `next_cursor`. Paging is by offset: rows that come and go meanwhile shift it. */
export function page<Row>(call: Call, message: string, rows: readonly Row[], json: (row: Row) => string): Reply {
  const cursor = call.query('cursor');
  const skip = cursor === undefined ? 0 : decodeCursor(cursor);
  const end = skip + limitOf(call.query('limit'));
  const items = rows.slice(skip, end).map(json).join(',');
  const next = end < rows.length ? `,"next_cursor":"${encodeCursor(end)}"` : '';
  return { message, data: `{"items":[${items}]${next}}` };
}

/** A yes-or-no query parameter. */
export function flag(call: Call, name: string): boolean | undefined {
  const text = call.query(name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw invalidInput(`Invalid value '${text}' of parameter '${name}'`);
  return text === 'true';
}
