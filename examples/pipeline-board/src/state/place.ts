import { useMemo, useSyncExternalStore } from 'react';

/** What the page shows. It is all in the address, so that it can be sent to somebody, and Back goes back. */
export interface Place {
  readonly search: string;
  /** One of `STATES`. */
  readonly state: string;
  /** Global id of a group. */
  readonly group: string;
  /** Global id of the connection whose details are open. */
  readonly connection: string;
}

const NAMES = ['search', 'state', 'group', 'connection'] as const;

/** The address of a place that differs from where the page is now. */
export function addressOf(change: Partial<Place>): string {
  const params = new URLSearchParams(window.location.search);
  for (const name of NAMES) {
    const value = change[name];
    if (value === undefined) continue;
    if (value === '') params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  return `${window.location.pathname}${query === '' ? '' : `?${query}`}`;
}

/** Goes there. What is typed letter by letter replaces the place in the history. */
export function go(change: Partial<Place>, { replace = false } = {}): void {
  const address = addressOf(change);
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

export function usePlace(): Place {
  const query = useSyncExternalStore(onMove, () => window.location.search);
  return useMemo(() => placeIn(query), [query]);
}

function placeIn(query: string): Place {
  const params = new URLSearchParams(query);
  const of = (name: keyof Place) => params.get(name) ?? '';
  return { search: of('search'), state: of('state'), group: of('group'), connection: of('connection') };
}

function onMove(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  return () => window.removeEventListener('popstate', listener);
}
