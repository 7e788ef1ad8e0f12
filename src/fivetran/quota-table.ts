/** What Fivetran counts calls by. Every call draws on `requests`; an endpoint's row names the others. */
export type PoolKind = 'requests' | 'setupTests' | 'sourceInteraction' | 'userCreation' | 'connectionCreation';

export type Plan = 'trial' | 'paid';

interface WindowRow {
  readonly pool: PoolKind;
  readonly seconds: number;
  /** Calls in any period of `seconds`, for the whole account. `Infinity`: Fivetran names no figure. */
  readonly trial: number;
  readonly paid: number;
}

/**
 * Fivetran's table of limits, account-wide over rolling windows. The figure for connection creation is not in the table
 * of today's documentation, only in its example of a 429 message; it is kept as the safe side.
 */
export const WINDOWS = {
  requestsHour: { pool: 'requests', seconds: 3600, trial: 500, paid: 20_000 },
  setupTestsMinute: { pool: 'setupTests', seconds: 60, trial: Infinity, paid: 250 },
  setupTestsHour: { pool: 'setupTests', seconds: 3600, trial: 50, paid: 2500 },
  sourceInteractionMinute: { pool: 'sourceInteraction', seconds: 60, trial: 25, paid: 500 },
  sourceInteractionHour: { pool: 'sourceInteraction', seconds: 3600, trial: 250, paid: 5000 },
  userCreationHour: { pool: 'userCreation', seconds: 3600, trial: 10, paid: 500 },
  connectionCreationHour: { pool: 'connectionCreation', seconds: 3600, trial: 100, paid: 100 },
} as const satisfies Record<string, WindowRow>;

export type WindowName = keyof typeof WINDOWS;

export const WINDOW_NAMES = Object.keys(WINDOWS) as readonly WindowName[];

/** The plan that a figure of `X-Rate-Limit` tells; undefined for a figure of neither table. */
export function planOfLimit(limit: number): Plan | undefined {
  if (limit === WINDOWS.requestsHour.paid) return 'paid';
  if (limit === WINDOWS.requestsHour.trial) return 'trial';
  return undefined;
}

const BIT: Readonly<Record<PoolKind, number>> = {
  requests: 1,
  setupTests: 2,
  sourceInteraction: 4,
  userCreation: 8,
  connectionCreation: 16,
};

/**
 * The pools that a call draws on, as a set in the bits of a number (a key that costs nothing to compare): those named,
 * `requests` always, and `sourceInteraction` with every setup test, because setup tests are part of it.
 */
export function poolSet(pools: readonly PoolKind[]): number {
  let set = BIT.requests;
  for (const pool of pools) set |= BIT[pool];
  return (set & BIT.setupTests) !== 0 ? set | BIT.sourceInteraction : set;
}

/** Whether a window counts the calls that draw on this set of pools. */
export function windowCounts(name: WindowName, set: number): boolean {
  return (BIT[WINDOWS[name].pool] & set) !== 0;
}
