/**
 * What can go wrong between this process and Fivetran, one class a cause. `status` and `code` are Fivetran's own where it
 * answered; `message` keeps Fivetran's text. No error carries a URL, a header or a body: these can hold secrets.
 */
export abstract class FivetranError extends Error {
  /** HTTP status of Fivetran's answer; absent where there was none. */
  readonly status: number | undefined;
  /** Fivetran's `code`, for instance `NotFound_Connection`. */
  readonly code: string | undefined;

  constructor(message: string, answer: { status?: number; code?: string } = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.status = answer.status;
    this.code = answer.code;
  }
}

/** 401: the key or its secret is wrong or revoked. */
export class Unauthorized extends FivetranError {}
/** 403: the role of the key's owner does not reach this. */
export class Forbidden extends FivetranError {}
/** 404: no such thing, or no such route for this account. */
export class NotFound extends FivetranError {}
/** 400, 405, 406, 415 and any other 4xx: Fivetran refused what was sent. */
export class InvalidInput extends FivetranError {}
/** 409: something else is in the way. */
export class Conflict extends FivetranError {}

/** 429: a quota pool is empty at Fivetran's side. */
export class TooManyRequests extends FivetranError {
  readonly retryAfterSeconds: number;
  constructor(message: string, answer: { status?: number; code?: string }, retryAfterSeconds: number) {
    super(message, answer);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No usable answer: no connection, a hang-up, a time-out, a truncated body, or a 5xx. */
export class Unavailable extends FivetranError {
  /** Why, in a word that is fit for a log and a metric. */
  readonly reason: 'connect' | 'timeout' | 'hang-up' | 'truncated' | 'too-large' | 'status' | 'circuit';
  /** Whether the request may have reached Fivetran, so that a write may have happened. */
  readonly maybeSent: boolean;
  constructor(
    message: string,
    reason: Unavailable['reason'],
    maybeSent: boolean,
    answer: { status?: number; code?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, answer, options);
    this.reason = reason;
    this.maybeSent = maybeSent;
  }
}

/** Fivetran answered, but not in the form its document promises. */
export class MalformedAnswer extends FivetranError {}

/** A write was sent and no answer came: it may have happened. */
export class OutcomeUnknown extends FivetranError {}

/** The error class of a status that is not 2xx. */
export function errorOfStatus(
  status: number,
  code: string | undefined,
  message: string,
  retryAfterSeconds: number,
): FivetranError {
  const answer = code === undefined ? { status } : { status, code };
  if (status === 401) return new Unauthorized(message, answer);
  if (status === 403) return new Forbidden(message, answer);
  if (status === 404) return new NotFound(message, answer);
  if (status === 409) return new Conflict(message, answer);
  if (status === 429) return new TooManyRequests(message, answer, retryAfterSeconds);
  if (status >= 500) return new Unavailable(message, 'status', true, answer);
  if (status >= 300 && status < 400) return new MalformedAnswer('Fivetran answered with a redirect', answer);
  return new InvalidInput(message, answer);
}
