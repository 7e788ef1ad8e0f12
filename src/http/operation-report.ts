import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Beside } from './beside.ts';

/** What became of one operation, for logs, metrics and audit. Never its text, its variables or its answer. */
export interface OperationReport {
  readonly requestId: string;
  readonly transport: 'http' | 'websocket';
  /** As the client named it; null for one without a name, or where it was not understood. */
  name: string | null;
  kind: 'query' | 'mutation' | 'subscription' | null;
  /** What tells its text from others, as in the audit log; null where it was not understood. */
  hash: string | null;
  /** The client's name; null where it was not told. */
  client: string | null;
  /** Where it came from; null where the connection was gone already. */
  address: string | null;
  /** The codes of its errors, each once; empty where it has succeeded. */
  codes: readonly string[];
  calls: number;
  retries: number;
  cacheHits: number;
  stale: boolean;
  /** Whether the answer is one that was kept, or that another operation was making at the time. */
  shared: 'kept' | 'in flight' | null;
  /** What a subscription was told; null for what answers once. */
  results: number | null;
  status: number;
  /** Milliseconds from the request to the end of its answer. */
  ms: number;
}

/** Told of every operation when its request has come, and what it does is run in this channel's stores: { report, carrier }. */
const begun = channel('fivetran-graphql:operation-begun');
/** Told of every operation when its answer has been sent, or nobody is there any more to take it. */
const operations = channel('fivetran-graphql:operation');
/** Told of every subscription when it begins: until it ends may take days. */
const subscriptions = channel('fivetran-graphql:subscription');

const reports = new Beside<object, OperationReport>();
const running = new Beside<object, () => Partial<OperationReport>>();

/** Adds to what is told of a request's operation. */
export function note(request: object | undefined, part: Partial<OperationReport>): void {
  const report = request && reports.of(request);
  if (report !== undefined) Object.assign(report, part);
}

/**
 * Says that a request's operation is a subscription, which has begun.
 * @param soFar what has become of it, asked when its client has gone
 */
export function noteSubscription(request: object | undefined, soFar: () => Partial<OperationReport>): void {
  const report = request && reports.of(request);
  if (request === undefined || report === undefined) return;
  Object.assign(report, soFar());
  running.set(request, soFar);
  if (!subscriptions.hasSubscribers) return;
  const { requestId, transport, name, client, address } = report;
  subscriptions.publish({ requestId, transport, name, client, address });
}

interface Origin {
  readonly transport: OperationReport['transport'];
  readonly address: string | undefined;
  /** The caller's own id of the request; one that is not fit for a header and a log is replaced. */
  readonly requestId: unknown;
  /** Where the caller may have said, by W3C's names, which trace it is part of. */
  readonly carrier: object;
}

/**
 * Begins to tell of an operation. `request` is what it is known by from now on, to `note`.
 * @returns its id; `within`, which runs what it does; and `close`, which is called once, with the status that it was
 *   answered with, when it is over
 */
export function openReport(request: object, { transport, address, requestId, carrier }: Origin) {
  const startedAt = performance.now();
  const report: OperationReport = {
    requestId: typeof requestId === 'string' && /^[\w.:/+=-]{1,128}$/.test(requestId) ? requestId : randomUUID(),
    transport,
    name: null,
    kind: null,
    hash: null,
    client: null,
    address: address ?? null,
    codes: [],
    calls: 0,
    retries: 0,
    cacheHits: 0,
    stale: false,
    shared: null,
    results: null,
    status: 0,
    ms: 0,
  };
  reports.set(request, report);
  const beginning = { report, carrier };
  if (begun.hasSubscribers) begun.publish(beginning);
  const within = <Result>(run: () => Result): Result =>
    begun.hasSubscribers ? begun.runStores(beginning, run) : run();
  const close = (status: number) => {
    if (!operations.hasSubscribers) return;
    Object.assign(report, running.of(request)?.());
    report.status = status;
    report.ms = Math.round((performance.now() - startedAt) * 10) / 10;
    operations.publish(report);
  };
  return { requestId: report.requestId, within, close };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Gives each request an id, its caller's or a new one, and publishes what became of it. */
export function reported(handler: Handler, addressOf: (request: IncomingMessage) => string | undefined): Handler {
  return (request, response) => {
    const { headers } = request;
    const { requestId, within, close } = openReport(request, {
      transport: 'http',
      address: addressOf(request),
      requestId: headers['x-request-id'],
      carrier: headers,
    });
    response.setHeader('x-request-id', requestId);
    response.once('close', () => {
      // A client that has gone took no status; but from a subscription it may go at any time.
      const isOver = response.writableFinished || running.of(request) !== undefined;
      close(isOver ? response.statusCode : 499);
    });
    return within(() => handler(request, response));
  };
}
