import type { Exhausted } from './quota.ts';

/** An answer that is not a success, in Fivetran's words: `code` and `message`, nothing else. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const invalidInput = (message: string) => new Refusal(400, 'InvalidInput', message);
export const conflict = (message: string) => new Refusal(409, 'Conflict', message);
export const notFound = (entity: string, message: string) => new Refusal(404, `NotFound_${entity}`, message);
/** No such route; Fivetran says so in these words (live). */
export const noRoute = () => new Refusal(404, 'NotFound', 'HTTP 404 Not Found');
export const wrongVerb = () => new Refusal(405, 'MethodNotAllowed', 'HTTP 405 Method Not Allowed');
export const unauthorized = () => new Refusal(401, 'AuthFailed', 'Invalid authorization credentials');
export const forbidden = () => new Refusal(403, 'Forbidden', 'User is not authorized to perform this action');
export const notAcceptable = () => new Refusal(406, 'NotAcceptable', 'HTTP 406 Not Acceptable');
export const unsupportedMediaType = () => new Refusal(415, 'UnsupportedMediaType', 'HTTP 415 Unsupported Media Type');
export const tooManyRequests = (exhausted: Exhausted) =>
  new Refusal(429, 'TooManyRequests', exhausted.message, { 'retry-after': String(exhausted.retryAfter) });
