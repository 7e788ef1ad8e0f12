import { expect } from 'vitest';
import type { Fault } from '../../src/emulator/faults.ts';
import type { Answer } from '../support/server.ts';

/** A way in which Fivetran fails, and what a caller is told of it. */
export interface Failure {
  readonly name: string;
  readonly fault: Fault;
  readonly code: string;
  /** What stands beside `code` in the error's extensions. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** How often the call is made: what may pass by itself is tried again. */
  readonly attempts: number;
}

/** Stands in every scripted body: no error may repeat what an answer holds. */
const SECRET = 'hunter2-in-the-body';

const refusal = (status: number, code: string, headers: Record<string, string> = {}): Fault => ({
  status,
  headers,
  body: { code, message: `Fivetran says ${code}`, request: { secret: SECRET } },
});
const answered = (status: number, code: string | null) => ({ fivetran: { status, code } });

/** What no repetition mends within the operation's time, and what is repeated in vain. 404 has cases of its own. */
export const FAILURES: readonly Failure[] = [
  {
    name: '401',
    fault: refusal(401, 'AuthFailed'),
    code: 'UNAUTHENTICATED',
    extensions: answered(401, 'AuthFailed'),
    attempts: 1,
  },
  {
    name: '403',
    fault: refusal(403, 'Forbidden'),
    code: 'FORBIDDEN',
    extensions: answered(403, 'Forbidden'),
    attempts: 1,
  },
  {
    name: '400',
    fault: refusal(400, 'InvalidInput'),
    code: 'UPSTREAM_ERROR',
    extensions: answered(400, 'InvalidInput'),
    attempts: 1,
  },
  {
    name: '429 with a Retry-After beyond the time of the operation',
    fault: refusal(429, 'TooManyRequests', { 'Retry-After': '3600' }),
    code: 'RATE_LIMITED',
    extensions: { pool: 'requests', retryAfterSeconds: 3600, ...answered(429, 'TooManyRequests') },
    attempts: 1,
  },
  {
    name: '500',
    fault: refusal(500, 'ServerError'),
    code: 'UPSTREAM_UNAVAILABLE',
    extensions: { reason: 'status', ...answered(500, 'ServerError') },
    attempts: 4,
  },
  {
    name: 'a hang-up',
    fault: { hangUp: true },
    code: 'UPSTREAM_UNAVAILABLE',
    extensions: { reason: 'hang-up' },
    attempts: 4,
  },
  {
    name: 'half an answer',
    fault: { truncate: true },
    code: 'UPSTREAM_UNAVAILABLE',
    extensions: { reason: 'hang-up' },
    attempts: 4,
  },
  {
    name: 'a page of HTML',
    fault: { status: 200, body: `<html>${SECRET}</html>`, headers: { 'Content-Type': 'text/html' } },
    code: 'UPSTREAM_UNAVAILABLE',
    extensions: { reason: 'truncated', ...answered(200, null) },
    attempts: 4,
  },
  {
    name: 'data of another form',
    fault: { status: 200, body: { code: 'Success', data: SECRET } },
    code: 'UPSTREAM_ERROR',
    extensions: answered(200, null),
    attempts: 1,
  },
];

/** What passes by itself, and the answer is the same as without it. */
export const PASSING: readonly Pick<Failure, 'name' | 'fault'>[] = [
  { name: 'one 500', fault: refusal(500, 'ServerError') },
  { name: 'one hang-up', fault: { hangUp: true } },
  { name: 'half an answer, once', fault: { truncate: true } },
  { name: 'one 429 with a short Retry-After', fault: refusal(429, 'TooManyRequests', { 'Retry-After': '1' }) },
];

/** Exactly this error, at this path; it repeats neither the address, nor the key, nor the body of the answer. */
export function expectError(
  { errors }: Answer,
  path: readonly (string | number)[],
  { code, extensions }: Pick<Failure, 'code' | 'extensions'>,
): void {
  expect(errors).toEqual([
    { message: expect.any(String), path, locations: expect.any(Array), extensions: { code, ...extensions } },
  ]);
  expect(JSON.stringify(errors)).not.toMatch(new RegExp(`${SECRET}|emulator-key|emulator-secret|127\\.0\\.0\\.1`));
}
