import { channel } from 'node:diagnostics_channel';
import type { StoreState } from './store.ts';

/** What is told of the store: its state whenever that has changed, and what became of each command. */
export type StoreReport = { readonly state: StoreState } | { readonly command: 'ok' | 'failed' };

const store = channel('fivetran-graphql:store');

export function report(message: StoreReport): void {
  if (store.hasSubscribers) store.publish(message);
}
