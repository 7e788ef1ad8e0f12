import { z } from 'zod';
import { type Connection, connection, connectionDetails } from './connection.ts';
import { callOf } from './endpoint.ts';
import { primed, writeOne, writeOnly } from './endpoints.ts';
import { text } from './wire.ts';

/** What opens the Connect Card. Both are secrets: whoever has them can set the connection up. */
export const connectCard = z.object({ token: text, uri: text });
export type ConnectCard = z.infer<typeof connectCard>;

const created = connection.extend({ connect_card: connectCard.nullish() });
export type CreatedConnection = z.infer<typeof created>;

type Params = Readonly<Record<string, string>>;
const itsReads = ({ connectionId }: Params) => ['connections', `connection:${connectionId}`];

/** Plain reads have neither the results of tests nor the card. */
const details = ({ connect_card: _, setup_tests: __, ...plain }: CreatedConnection) =>
  primed(callOf(connectionDetails, { connectionId: plain.id }), plain);

/** Draws on `setupTests` only where tests run: see `tested`. */
export const createConnection = writeOne(created, {
  name: 'create_connection',
  method: 'POST',
  path: '/v1/connections',
  area: 'connections',
  action: 'create',
  pools: ['connectionCreation'],
  timeout: 'slow',
  version2: true,
  idempotent: false,
  check: 'look for a connection of this schema in the group before you make it again',
  kills: () => ['connections'],
  primes: details,
});

const patch = {
  name: 'modify_connection',
  method: 'PATCH',
  path: '/v1/connections/{connectionId}',
  area: 'connections',
  version2: true,
  idempotent: true,
  kills: itsReads,
} as const;

/** Draws on `setupTests` only where tests run: see `tested`. */
export const modifyConnection = writeOne(connection, {
  ...patch,
  action: 'update',
  timeout: 'slow',
  primes: (changed: Connection) => details(changed),
});

/** The same call, for `paused` alone: Fivetran may tell the old state for a moment, so its answer is not served. */
export const pauseConnection = writeOne(connection, {
  ...patch,
  action: 'pause',
  unsettles: itsReads,
  primes: (changed: Connection) => details(changed),
});

export const deleteConnection = writeOnly({
  name: 'delete_connection',
  method: 'DELETE',
  path: '/v1/connections/{connectionId}',
  area: 'connections',
  action: 'delete',
  version2: true,
  idempotent: true,
  kills: ({ connectionId }) => [
    'connections',
    `connection:${connectionId}`,
    `schemas:${connectionId}`,
    `certificates:${connectionId}`,
  ],
});

const trigger = { method: 'POST', area: 'connections', version2: true, kills: itsReads, unsettles: itsReads } as const;

/** Without `force` nothing happens to a connection that is syncing. */
export const syncConnection = writeOnly({
  ...trigger,
  name: 'sync_connection',
  path: '/v1/connections/{connectionId}/sync',
  action: 'sync',
  idempotent: false,
  check: "look at the connection's state before you ask for it again",
});

export const resyncConnection = writeOnly({
  ...trigger,
  name: 'resync_connection',
  path: '/v1/connections/{connectionId}/resync',
  action: 'resync',
  idempotent: false,
  check: 'look at `status.isHistoricalSync` of the connection before you ask for it again',
});

/** With `trust_certificates` it may add to the certificates that are trusted. */
export const testConnection = writeOne(connection, {
  ...trigger,
  name: 'run_setup_tests',
  path: '/v1/connections/{connectionId}/test',
  action: 'test',
  pools: ['setupTests'],
  timeout: 'slow',
  idempotent: true,
  kills: (params) => [...itsReads(params), `certificates:${params.connectionId}`],
});

/** A second card takes the place of the first, so asking twice does no harm. */
export const createConnectCard = writeOne(z.object({ connect_card: connectCard.nullish() }), {
  name: 'connect_card',
  method: 'POST',
  path: '/v1/connections/{connectionId}/connect-card',
  area: 'connections',
  action: 'connect',
  version2: true,
  idempotent: true,
  kills: itsReads,
});
