import {
  type Destination,
  type DestinationExtended,
  destinationDetails,
  listDestinations,
} from '../fivetran/destination.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Destinations: by id, and all. `details` has config and tests, which lists lack. */
export const destinationLoader = (reader: Reader) =>
  new Collection<Destination, DestinationExtended>(reader, {
    list: listDestinations,
    idOf: (destination) => destination.id,
    details: { endpoint: destinationDetails, param: 'destinationId' },
  });
