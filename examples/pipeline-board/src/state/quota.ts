import { observable } from './observable.ts';

/** What every answer of the server tells of the account's hourly quota of REST calls, and of itself. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
}

export const quota = observable<Quota | undefined>(undefined);
