import { destinationOf } from '../lookups.ts';
import { page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { destinationItemJson, destinationJson } from '../store/wire.ts';

export const destinationRoutes: readonly Route[] = [
  read('/v1/destinations', (call) =>
    page(call, 'Destinations list retrieved successfully', call.account.destinations.listed(), destinationItemJson),
  ),
  read('/v1/destinations/{destinationId}', (call) => ({
    message: 'Destination details retrieved successfully',
    data: destinationJson(destinationOf(call)),
  })),
];
