import type { Route } from '../route.ts';
import { accountRoutes } from './account.ts';
import { connectionRoutes } from './connection.ts';
import { destinationRoutes } from './destination.ts';
import { groupRoutes } from './group.ts';
import { schemaRoutes } from './schema.ts';
import { userRoutes } from './user.ts';

/** Every operation. Fixed paths come before those with parameters that they would match. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...groupRoutes,
  ...connectionRoutes,
  ...schemaRoutes,
  ...destinationRoutes,
  ...userRoutes,
];
