import type { Route } from './route.ts';
import { accountRoutes } from './routes/account.ts';
import { certificateRoutes } from './routes/certificate.ts';
import { connectionActions } from './routes/connection.actions.ts';
import { connectionRoutes } from './routes/connection.ts';
import { connectionWrites } from './routes/connection.writes.ts';
import { destinationRoutes } from './routes/destination.ts';
import { destinationWrites } from './routes/destination.writes.ts';
import { groupRoutes } from './routes/group.ts';
import { groupWrites } from './routes/group.writes.ts';
import { logServiceRoutes } from './routes/log-service.ts';
import { logServiceWrites } from './routes/log-service.writes.ts';
import { roleRoutes } from './routes/role.ts';
import { schemaRoutes } from './routes/schema-config.ts';
import { teamRoutes } from './routes/team.ts';
import { userRoutes } from './routes/user.ts';
import { userWrites } from './routes/user.writes.ts';
import { webhookRoutes } from './routes/webhook.ts';
import { webhookWrites } from './routes/webhook.writes.ts';

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
  ...connectionActions,
  ...connectionWrites,
  ...groupWrites,
  ...destinationWrites,
  ...userWrites,
  ...logServiceWrites,
  ...webhookWrites,
];
