import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeptAnswer, Session } from '../loaders/session.ts';
import { AskedBefore } from './asked-before.ts';
import { admittedAs } from './authentication.ts';
import { Beside } from './beside.ts';
import { wantsFresh } from './context.ts';
import { partsOfAnswer } from './json-of-data.ts';
import { mediaTypeOf } from './media-type.ts';
import { note } from './operation-report.ts';
import { sendParts } from './send-parts.ts';
import { shareWork, signalOf, Waiters } from './waiters.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An operation that others with the same request wait for. Settled with its answer, or with none where that may not be shared. */
export interface Ticket {
  readonly session: Session;
  readonly request: string;
  /** Whether the answer is likely to be asked for again: it was asked for before, or others wait for it. */
  repeated: boolean;
  settle(answer: KeptAnswer | undefined): void;
}

/** An operation in the air. When it has ended nothing is left in it (docs/adr/0011-young.md). */
interface Flight {
  answer: Promise<KeptAnswer | undefined> | undefined;
  waiters: Waiters | undefined;
  ticket: Ticket | undefined;
  /** Whether somebody waits for its answer but who has begun it. */
  isShared: boolean;
}

/**
 * While so many operations run, further ones begin one in each turn of the event loop. Where the processor is what they
 * wait for, those that have begun are then ended before others are; what one that waits for its turn keeps is its text.
 * Where they wait for Fivetran a turn takes no time.
 */
const AT_ONCE = 12;

const tickets = new Beside<object, Ticket>();

/** The ticket of a request that others may wait for; undefined for one whose answer is of nobody else's concern. */
export const ticketOf = (request: object | undefined): Ticket | undefined => request && tickets.of(request);

export interface SharedAnswersOptions {
  readonly maxBodyBytes: number;
  /** Does what it is given one by one, each in a turn of the event loop of its own. */
  readonly turns: { readonly waiting: number; add(work: () => void): void };
  /** Runs an operation in the shortest way; false where it has not, since it is not for it. */
  readonly direct: (request: IncomingMessage, response: ServerResponse, body: string) => Promise<boolean>;
  /** Runs any operation. */
  readonly next: Handler;
}

/**
 * Gives the same answer to the same request of the same caller without running it again: while the first is in the air,
 * and until the first of the reads behind it goes stale or is killed. What is shared is `data`; `extensions` describes
 * each answer by itself. Nothing is shared between callers (design 2, point 6).
 */
export function createSharedAnswers(options: SharedAnswersOptions): Handler {
  const inFlight = new Map<string, Flight>();
  const askedBefore = new AskedBefore();
  let running = 0;
  const handle: Handler = async (request, response) => {
    if (!isShareable(request)) return options.next(request, response);
    const body = await readBody(request, options.maxBodyBytes);
    // Too large, or the client has gone: the endpoint itself knows what to say.
    if (body === undefined) return options.next(request, response);
    Object.assign(request, { body });
    const session = admittedAs(request);
    if (session === undefined) return options.next(request, response);
    const key = `${request.headers.accept ?? ''}\n${body}`;
    const kept = session.keptAnswer(key);
    if (kept !== undefined) {
      return write(request, response, session, kept, 'kept');
    }
    const flightKey = session.key + key;
    const repeated = askedBefore.again(flightKey);
    const joined = inFlight.get(flightKey);
    if (joined !== undefined) {
      joined.isShared = true;
      joined.waiters?.add(response);
      if (joined.ticket !== undefined) joined.ticket.repeated = true;
    }
    const shared = await joined?.answer;
    if (shared !== undefined) {
      return write(request, response, session, shared, 'in flight');
    }
    // Who has gone while waiting would not be seen to go.
    if (response.destroyed) return;
    if (!inFlight.has(flightKey)) {
      const { promise: answer, resolve } = Promise.withResolvers<KeptAnswer | undefined>();
      const waiters = new Waiters();
      waiters.add(response);
      const settle = (kept: KeptAnswer | undefined) => {
        if (inFlight.get(flightKey) === flight) inFlight.delete(flightKey);
        flight.answer = flight.waiters = flight.ticket = undefined;
        // What nobody waits for is held by nothing: the promise may be old.
        resolve(flight.isShared ? kept : undefined);
      };
      const ticket = { session, request: key, repeated, settle };
      const flight: Flight = { answer, waiters, ticket, isShared: false };
      inFlight.set(flightKey, flight);
      waiters.signal.addEventListener('abort', () => settle(undefined), { once: true });
      // An answer that was sent without anything having run; after a settled one this does nothing.
      response.once('finish', () => settle(undefined));
      shareWork(request, waiters);
      tickets.set(request, ticket);
    }
    if (running >= AT_ONCE || options.turns.waiting > 0) {
      await new Promise<void>((resolve) => options.turns.add(resolve));
      if (response.destroyed && signalOf(request)?.aborted !== false) return;
    }
    running += 1;
    const hasRun = await options.direct(request, response, body).finally(() => {
      running -= 1;
    });
    if (!hasRun) return options.next(request, response);
    // Its answer may be nobody else's: who waits for it runs it again. After a settled one this does nothing.
    tickets.of(request)?.settle(undefined);
  };
  return handle;
}

/** Only POSTs of JSON that take an answer in one piece and from any time. */
function isShareable({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    headers['x-trace-calls'] === undefined &&
    !wantsFresh(headers['cache-control']) &&
    !/multipart\/mixed|text\/event-stream/i.test(headers.accept ?? '') &&
    mediaTypeOf(headers.accept) !== undefined
  );
}

/** The body as text; undefined where it is longer than it may be, as far as its length was told, or does not come whole. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (!(Number(request.headers['content-length'] ?? Number.NaN) <= maxBytes)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
  answer: KeptAnswer,
  shared: 'kept' | 'in flight',
): void {
  const { name } = answer;
  session.auditKept(answer);
  const hash = answer.audit?.operation?.hash ?? null;
  note(request, { name, hash, kind: 'query', client: session.caller.client, cacheHits: answer.reads, shared });
  const fivetran = {
    estimate: { least: 0, most: 0 },
    calls: 0,
    retries: 0,
    cacheHits: answer.reads,
    stale: false,
    partial: false,
    rateLimit: session.rateLimit,
  };
  const headers = { 'content-type': `${mediaTypeOf(request.headers.accept)}; charset=utf-8` };
  sendParts(response, 200, headers, partsOfAnswer(answer.json, { fivetran }));
}
