import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { observable, useObservable } from './observable.ts';

/** Rises when what is shown may have become old in ways that no event has told. */
export const revision = observable(0);

/** Asks everything on the page to be read again. */
export const refreshAll = (): void => revision.set(revision.get() + 1);

/** Calls back whenever everything is to be read again. */
export function useRefresh(refresh: () => void): void {
  const current = useObservable(revision);
  const seen = useRef(current);
  const onRefresh = useEffectEvent(refresh);
  useEffect(() => {
    if (seen.current === current) return;
    seen.current = current;
    onRefresh();
  }, [current]);
}

/** A `fetchKey` by which a component that is made anew, since it had failed, does not get what had failed once more. */
export const useFetchKey = (): number => useState(revision.get)[0];
