import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
import { flag, freeMap, notice, setupTest, text } from './wire.ts';

/** An external log service as lists have it. Its id is that of its group (fivetran-facts 7.8). */
export const logService = z.object({
  id: z.string(),
  service: text,
  enabled: flag,
  status: z.object({ setup_state: text, tasks: z.array(notice).nullish() }).nullish(),
});
export type LogService = z.infer<typeof logService>;

/** A log service as its details call has it. */
export const logServiceExtended = logService.extend({
  config: freeMap,
  setup_tests: z.array(setupTest).nullish(),
});
export type LogServiceExtended = z.infer<typeof logServiceExtended>;

export const listLogServices = getList(
  {
    name: 'list_log_services',
    path: '/v1/external-logging',
    area: 'log-services',
    lifetime: 'structure',
    tags: () => ['log-services'],
  },
  logService,
);

export const logServiceDetails = getOne(
  {
    name: 'get_log_service_details',
    path: '/v1/external-logging/{logId}',
    area: 'log-services',
    lifetime: 'structure',
    tags: ({ logId }) => [`log-service:${logId}`],
  },
  logServiceExtended,
);
