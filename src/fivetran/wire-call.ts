import { channel } from 'node:diagnostics_channel';
import type { Circuit } from './circuit.ts';
import type { Clock } from './clock.ts';
import { type Endpoint, TIMEOUTS } from './endpoint.ts';
import { numberHeader, open, retryAfterSeconds } from './envelope.ts';
import { FivetranError, TooManyRequests, Unavailable } from './errors.ts';
import type { HttpAnswer } from './exchange.ts';
import type { Quota } from './quota.ts';
import type { RetryBudget } from './retry.ts';
import type { Transport } from './transport.ts';

/** Who a call is for: what the limiter's queues are fair between, and until when an answer is of use. */
export interface OnBehalf {
  readonly kind: 'read' | 'write' | 'background';
  readonly client: string;
  /** The client's own share of the quota, in calls an hour. */
  readonly callsPerHour?: number;
  /** The operation, by identity. */
  readonly operation: object;
  /** The clock's milliseconds after which nobody waits any more. */
  readonly deadline: number;
}

/** Told of every attempt that is about to be sent: Attempt. */
const begun = channel('fivetran-graphql:call-begun');
/** Told of every attempt that reached the wire, once it is over, with the same object. */
const calls = channel('fivetran-graphql:call');

/** One attempt that reached the wire, as traces and metrics see it. */
export interface Attempt {
  readonly endpoint: Endpoint<unknown>;
  readonly target: string;
  /** What telemetry sends with it. */
  readonly headers: Record<string, string>;
  /** When it asked for its share of the quota. */
  readonly askedAt: number;
  readonly sentAt: number;
  /** 0 where no answer came, and until then. */
  status: number;
  /** Whether it was given up because nobody waited for it any more. */
  cancelled: boolean;
  endedAt: number;
  /** 1 for the first attempt of a call. */
  readonly number: number;
}

/** What a call most likely takes, in milliseconds: one that is sent later than that before its deadline is sent in vain. */
const ANSWER_MS = 500;

export interface WireOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly retries: RetryBudget;
  readonly circuit: Circuit;
}

export interface WireCall<Data> {
  readonly endpoint: Endpoint<Data>;
  readonly target: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  readonly onBehalf: OnBehalf;
  /** Whether it may be sent again after a failure that leaves open whether it happened. */
  readonly repeatable: boolean;
  /** Ends the wait and the request; a write has none, since what was sent is finished. */
  readonly signal?: AbortSignal;
  /** Told when an attempt is about to be sent, by its number. */
  readonly onSend: (number: number) => void;
  readonly onAttempt: (attempt: Attempt) => void;
}

/** What came of a call: its data, out of which body they were read, and when it was sent (the clock's milliseconds). */
export interface WireAnswer<Data> {
  readonly data: Data;
  readonly body: Buffer;
  readonly sentAt: number;
  /** Whether another replica has made the call. */
  readonly elsewhere?: boolean;
}

/**
 * Makes one call: asks the limiter, sends it, tells the limiter what the answer said, opens the envelope, and repeats
 * what is worth repeating.
 * @throws FivetranError, QuotaExceeded, or the signal's reason
 */
export async function makeCall<Data>(wire: WireOptions, quota: Quota, call: WireCall<Data>): Promise<WireAnswer<Data>> {
  wire.retries.earn();
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(wire, quota, call, number);
    } catch (error) {
      if (!(error instanceof FivetranError)) throw error;
      const delay = wire.retries.delay(error, number, call.repeatable);
      if (delay === undefined || wire.clock.now() + delay >= call.onBehalf.deadline) throw error;
      await pause(wire.clock, delay, call.signal);
    }
  }
}

async function attempt<Data>(wire: WireOptions, quota: Quota, call: WireCall<Data>, number: number) {
  const { endpoint, target } = call;
  if (wire.circuit.open && !wire.circuit.admits()) {
    throw new Unavailable('Fivetran does not answer; no call is sent until it does', 'circuit', false);
  }
  const askedAt = wire.clock.now();
  const permit = await quota.acquire({
    pools: endpoint.pools,
    endpoint: endpoint.name,
    kind: call.onBehalf.kind,
    client: call.onBehalf.client,
    ...(call.onBehalf.callsPerHour === undefined ? {} : { clientShare: call.onBehalf.callsPerHour }),
    operation: call.onBehalf.operation,
    deadline: call.onBehalf.deadline - ANSWER_MS,
    ...(call.signal ? { signal: call.signal } : {}),
  });
  const sentAt = wire.clock.now();
  call.onSend(number);
  const sending = { endpoint, target, number, headers: {}, askedAt, sentAt };
  const made: Attempt = { ...sending, status: 0, cancelled: false, endedAt: sentAt };
  if (begun.hasSubscribers) begun.publish(made);
  const over = () => {
    made.endedAt = wire.clock.now();
    call.onAttempt(made);
    if (calls.hasSubscribers) calls.publish(made);
  };
  let answer: HttpAnswer;
  const answered = endpoint.timeout === 'read' ? wire.circuit.asked() : undefined;
  try {
    answer = await wire.transport.send({
      method: endpoint.method,
      target,
      headers: { ...made.headers, ...headersOf(call) },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      timeout: TIMEOUTS[endpoint.timeout],
      ...(call.signal ? { signal: call.signal } : {}),
    });
  } catch (error) {
    const sent = !(error instanceof Unavailable) || error.maybeSent;
    permit.settle({ sent, headers: {} });
    if (error instanceof Unavailable) wire.circuit.failed();
    else made.cancelled = true;
    over();
    throw error;
  } finally {
    answered?.();
  }
  const remaining = numberHeader(answer, 'x-rate-limit-remaining');
  const limit = numberHeader(answer, 'x-rate-limit');
  const retryAfter = answer.status === 429 ? (retryAfterSeconds(answer) ?? 1) : undefined;
  permit.settle({
    sent: true,
    status: answer.status,
    headers: {
      ...(remaining === undefined ? {} : { remaining }),
      ...(limit === undefined ? {} : { limit }),
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    },
  });
  if (answer.status >= 500) wire.circuit.failed();
  else wire.circuit.succeeded();
  made.status = answer.status;
  over();
  return { data: openOrThrow(call, answer, retryAfter), body: answer.body, sentAt };
}

function openOrThrow<Data>(call: WireCall<Data>, answer: HttpAnswer, retryAfter: number | undefined): Data {
  try {
    return open(call.endpoint, answer);
  } catch (error) {
    if (!(error instanceof TooManyRequests) || retryAfter === undefined) throw error;
    throw new TooManyRequests(error.message, { status: 429, ...(error.code ? { code: error.code } : {}) }, retryAfter);
  }
}

function headersOf(call: WireCall<unknown>): Record<string, string> {
  return {
    accept: call.endpoint.version2 ? 'application/json;version=2' : 'application/json',
    authorization: call.authorization,
    'user-agent': 'fivetran-graphql',
    ...(call.endpoint.method === 'POST' || call.endpoint.method === 'PATCH'
      ? { 'content-type': 'application/json' }
      : {}),
  };
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it fires. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.setTimer(clock.now() + ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
