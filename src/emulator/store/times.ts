import type { Random } from '../random.ts';

/** A timestamp as the REST API writes them: microseconds. The clock counts milliseconds, so the last digits are drawn. */
export function micros(at: number, random: Random): string {
  return `${millis(at).slice(0, -1)}${String(random.integer(1000)).padStart(3, '0')}Z`;
}

/** A timestamp as webhooks and some fields of the REST API write them: milliseconds. */
export function millis(at: number): string {
  return new Date(at).toISOString();
}
