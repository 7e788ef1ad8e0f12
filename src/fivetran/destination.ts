import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
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
