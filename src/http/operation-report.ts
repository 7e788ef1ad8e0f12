import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What became of one operation, for logs, metrics and audit. Never its text, its variables or its answer. */
export interface OperationReport {
  readonly requestId: string;
  /** As the client named it; null for one without a name, or where it was not understood. */
  name: string | null;
  kind: 'query' | 'mutation' | 'subscription' | null;
  /** The client's name; null where it was not told. */
  client: string | null;
  /** The codes of its errors, each once; empty where it has succeeded. */
  codes: readonly string[];
  calls: number;
  retries: number;
  cacheHits: number;
  stale: boolean;
  /** Whether the answer is one that was kept, or that another operation was making at the time. */
  shared: 'kept' | 'in flight' | null;
  status: number;
  /** Milliseconds from the request to the end of its answer. */
  ms: number;
}

/** Told of every operation when its answer has been sent, or nobody is there any more to take it. */
const operations = channel('fivetran-graphql:operation');

const reports = new WeakMap<object, OperationReport>();

/** Adds to what is told of a request's operation. */
export function note(request: object | undefined, part: Partial<OperationReport>): void {
  const report = request && reports.get(request);
  if (report !== undefined) Object.assign(report, part);
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Gives each request an id, its caller's or a new one, and publishes what became of it. */
export function reported(handler: Handler): Handler {
  return (request, response) => {
    const begun = performance.now();
    const report: OperationReport = {
      requestId: idOf(request.headers['x-request-id']),
      name: null,
      kind: null,
      client: null,
      codes: [],
      calls: 0,
      retries: 0,
      cacheHits: 0,
      stale: false,
      shared: null,
      status: 0,
      ms: 0,
    };
    response.setHeader('x-request-id', report.requestId);
    reports.set(request, report);
    response.once('close', () => {
      if (!operations.hasSubscribers) return;
      // A client that has gone took no status.
      report.status = response.writableFinished ? response.statusCode : 499;
      report.ms = Math.round((performance.now() - begun) * 10) / 10;
      operations.publish(report);
    });
    return handler(request, response);
  };
}

/** An id that others have given is kept where it is fit for a header and a log. */
const idOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
