import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
import { flag, freeMap, setupTest, text } from './wire.ts';

/** A destination as lists have it. Its id is that of its group (fivetran-facts 7.5). */
export const destination = z.object({
  id: z.string(),
  service: text,
  region: text,
  group_id: text,
  time_zone_offset: text,
  setup_status: text,
  daylight_saving_time_enabled: flag,
  private_link_id: text,
  networking_method: text,
  local_processing_agent_id: text,
  hybrid_deployment_agent_id: text,
  proxy_agent_id: text,
  external_secrets_manager_id: text,
});
export type Destination = z.infer<typeof destination>;

/** A destination as its details call has it: with config and tests, which lists lack. */
export const destinationExtended = destination.extend({
  config: freeMap,
  setup_tests: z.array(setupTest).nullish(),
  external_secrets_keys_config: freeMap,
});
export type DestinationExtended = z.infer<typeof destinationExtended>;

export const listDestinations = getList(
  {
    name: 'list_destinations',
    path: '/v1/destinations',
    area: 'destinations',
    lifetime: 'structure',
    version2: true,
    tags: () => ['destinations'],
  },
  destination,
);

export const destinationDetails = getOne(
  {
    name: 'destination_details',
    path: '/v1/destinations/{destinationId}',
    area: 'destinations',
    lifetime: 'structure',
    version2: true,
    tags: ({ destinationId }) => [`destination:${destinationId}`],
  },
  destinationExtended,
);

/**
 * A destination has the id of its group. With it comes a connection of Fivetran's own, which tells of the account. Drawn
 * on `setupTests` only where tests run: see `tested`.
 */
export const createDestination = writeOne(destinationExtended, {
  name: 'create_destination',
  method: 'POST',
  path: '/v1/destinations',
  area: 'destinations',
  action: 'create',
  timeout: 'slow',
  version2: true,
  idempotent: false,
  check: 'look whether the group has a destination before you make it again',
  kills: (_, { group_id }) => ['destinations', `destination:${group_id}`, 'connections'],
  primes: (made) => primed(callOf(destinationDetails, { destinationId: made.id }), made),
});

export const modifyDestination = writeOne(destinationExtended, {
  name: 'modify_destination',
  method: 'PATCH',
  path: '/v1/destinations/{destinationId}',
  area: 'destinations',
  action: 'update',
  timeout: 'slow',
  version2: true,
  idempotent: true,
  kills: ({ destinationId }) => ['destinations', `destination:${destinationId}`],
  primes: (changed, { destinationId = '' }) => primed(callOf(destinationDetails, { destinationId }), changed),
});

export const deleteDestination = writeOnly({
  name: 'delete_destination',
  method: 'DELETE',
  path: '/v1/destinations/{destinationId}',
  area: 'destinations',
  action: 'delete',
  version2: true,
  idempotent: true,
  kills: ({ destinationId }) => ['destinations', `destination:${destinationId}`, 'connections'],
});

export const testDestination = writeOne(destinationExtended, {
  name: 'run_destination_setup_tests',
  method: 'POST',
  path: '/v1/destinations/{destinationId}/test',
  area: 'destinations',
  action: 'test',
  pools: ['setupTests'],
  timeout: 'slow',
  version2: true,
  idempotent: true,
  kills: ({ destinationId }) => ['destinations', `destination:${destinationId}`],
  unsettles: ({ destinationId }) => ['destinations', `destination:${destinationId}`],
});
