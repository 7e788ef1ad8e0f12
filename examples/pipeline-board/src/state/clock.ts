import { observable, useObservable } from './observable.ts';

const TICK_MS = 15_000;

const now = observable(Date.now());
setInterval(() => now.set(Date.now()), TICK_MS);

/** The present, to within some seconds; components that use it render again as it passes. */
export const useNow = (): number => useObservable(now);
