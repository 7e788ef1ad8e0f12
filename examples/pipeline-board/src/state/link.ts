import { observable } from './observable.ts';

/** How the page hears of what happens: `lost` from when the line breaks, or cannot be opened, until it stands again. */
export type Link = 'connecting' | 'live' | 'lost';

export const link = observable<Link>('connecting');

let wake: (() => void) | undefined;
let isUrgent = false;

/** Waits before the next attempt: until the time is over, or somebody loses patience, or has lost it meanwhile. */
export const waitToReconnect = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => wake?.(), isUrgent ? 0 : ms);
    isUrgent = false;
    wake = () => {
      wake = undefined;
      clearTimeout(timer);
      resolve();
    };
  });

/** Ends the wait; where an attempt is under way, there is no wait before the one after it. */
export function reconnectNow(): void {
  isUrgent = wake === undefined;
  wake?.();
}
