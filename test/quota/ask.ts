import { type AcquireRequest, type Permit, Quota, type QuotaOptions } from '../../src/fivetran/quota.ts';
import { QuotaExceeded } from '../../src/fivetran/quota-errors.ts';
import type { ManualClock } from './manual-clock.ts';

/** An hour of the tests lasts ten seconds. */
export const HOUR = 10_000;
export const MINUTE = HOUR / 60;

/** A limiter without reserve and pacing, unless told otherwise. */
export function quotaOf(clock: ManualClock, options: Partial<QuotaOptions> = {}): Quota {
  return new Quota({
    plan: 'trial',
    reserve: 0,
    clock,
    windowScale: HOUR / 3_600_000,
    paceAfterStart: false,
    maxQueue: 1000,
    ...options,
  });
}

/** A read of one client that nobody hurries, unless told otherwise. */
export function ask(clock: ManualClock, request: Partial<AcquireRequest> = {}): AcquireRequest {
  return {
    pools: [],
    endpoint: 'list_groups',
    kind: 'read',
    client: 'client',
    operation: 'operation',
    deadline: clock.now() + 10 * HOUR,
    ...request,
  };
}

type State = { is: 'waiting' } | { is: 'granted'; permit: Permit } | { is: 'refused'; error: QuotaExceeded };

/** What has become of a request so far. */
export function watch(promise: Promise<Permit>): { state: State } {
  const watched: { state: State } = { state: { is: 'waiting' } };
  promise.then(
    (permit) => {
      watched.state = { is: 'granted', permit };
    },
    (error: unknown) => {
      if (!(error instanceof QuotaExceeded)) throw error;
      watched.state = { is: 'refused', error };
    },
  );
  return watched;
}

/** The refusal of a request. */
export async function refusalOf(promise: Promise<unknown>): Promise<QuotaExceeded> {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(reason instanceof QuotaExceeded)) throw new Error(`expected QuotaExceeded, got ${String(reason)}`);
  return reason;
}

/** An answer that tells of nothing but success. */
export const fine = { sent: true, status: 200, headers: {} } as const;

/** Makes so many calls, answered at once; fails if one has to wait. */
export async function spend(quota: Quota, clock: ManualClock, calls: number, request: Partial<AcquireRequest> = {}) {
  for (let call = 0; call < calls; call++) {
    const asked = watch(quota.acquire(ask(clock, request)));
    await clock.advance(0);
    if (asked.state.is !== 'granted') throw new Error(`call ${call + 1} of ${calls} was not granted at once`);
    asked.state.permit.settle(fine);
  }
}
