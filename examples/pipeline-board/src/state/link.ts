import { observable } from './observable.ts';

/** How the page hears of what happens: `lost` from when the line breaks, or cannot be opened, until it stands again. */
export type Link = 'connecting' | 'live' | 'lost';

export const link = observable<Link>('connecting');

let wake = () => {};

/** Waits before the next attempt: until the time is over, or somebody has lost patience. */
export const waitToReconnect = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

export const reconnectNow = (): void => wake();
