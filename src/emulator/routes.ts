import type { Route } from './route.ts';
import { accountRoutes } from './routes/account.ts';
import { certificateRoutes } from './routes/certificate.ts';
import { connectionRoutes } from './routes/connection.ts';
import { destinationRoutes } from './routes/destination.ts';
import { groupRoutes } from './routes/group.ts';
import { logServiceRoutes } from './routes/log-service.ts';
import { roleRoutes } from './routes/role.ts';
import { schemaRoutes } from './routes/schema-config.ts';
import { teamRoutes } from './routes/team.ts';
import { userRoutes } from './routes/user.ts';
import { webhookRoutes } from './routes/webhook.ts';

/** Every operation. Fixed paths come before those with parameters that they would match. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...groupRoutes,
  ...connectionRoutes,
  ...schemaRoutes,
  ...destinationRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...roleRoutes,
  ...webhookRoutes,
  ...certificateRoutes,
  ...logServiceRoutes,
];
