export interface ErrorEntry {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
}

/** An operation that has no data at all, and why. */
export class ServerError extends Error {
  /** As the server calls it, such as RATE_LIMITED; UNREACHABLE where there was no answer of its own. */
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor({ message, extensions }: ErrorEntry) {
    super(message);
    this.name = 'ServerError';
    this.code = extensions?.code ?? 'UNKNOWN';
    this.retryAfterSeconds = extensions?.retryAfterSeconds;
  }
}

export const unreachable = () =>
  new ServerError({ message: 'The server cannot be reached', extensions: { code: 'UNREACHABLE' } });

/** What to tell a person of an error. */
export function explain(error: unknown): string {
  if (!(error instanceof ServerError)) return error instanceof Error ? error.message : String(error);
  const { code, message, retryAfterSeconds } = error;
  if (code !== 'RATE_LIMITED') return message;
  const when = retryAfterSeconds === undefined ? 'later' : `in ${retryAfterSeconds} seconds`;
  return `The account's quota of calls is used up for now. Try again ${when}.`;
}
