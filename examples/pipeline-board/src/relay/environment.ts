import { Environment, Network, RecordSource, type RelayFieldLogger, Store } from 'relay-runtime';
import { notify } from '../state/notices.ts';
import { fetchFrom } from './fetch.ts';
import { subscribeTo } from './live.ts';

/** Tells of fields that are null because of an error, where the component that reads them does not (by `@catch`). */
const relayFieldLogger: RelayFieldLogger = (event) => {
  if (event.kind !== 'relay_field_payload.error' || event.handled) return;
  const text = `Not everything could be read: ${event.error.message}`;
  // Relay reads while React renders, and a notice renders something else.
  queueMicrotask(() => notify('bad', text));
};

/** @param url where the GraphQL server is, as a whole */
export const createEnvironment = (url: string): Environment =>
  new Environment({
    network: Network.create(fetchFrom(url), subscribeTo(url)),
    store: new Store(new RecordSource()),
    relayFieldLogger,
  });
