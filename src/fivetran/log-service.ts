import { z } from 'zod';
import { callOf } from './endpoint.ts';
import { getList, getOne, primed, writeOne, writeOnly } from './endpoints.ts';
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

/** A log service has the id of its group. */
export const addLogService = writeOne(logServiceExtended, {
  name: 'add_log_service',
  method: 'POST',
  path: '/v1/external-logging',
  area: 'log-services',
  action: 'create',
  timeout: 'slow',
  idempotent: false,
  check: 'look whether the group has a log service before you make it again',
  kills: (_, { group_id }) => ['log-services', `log-service:${group_id}`],
  primes: (made) => primed(callOf(logServiceDetails, { logId: made.id }), made),
});

export const updateLogService = writeOne(logServiceExtended, {
  name: 'update_log_service',
  method: 'PATCH',
  path: '/v1/external-logging/{logId}',
  area: 'log-services',
  action: 'update',
  timeout: 'slow',
  idempotent: true,
  kills: ({ logId }) => ['log-services', `log-service:${logId}`],
  primes: (changed, { logId = '' }) => primed(callOf(logServiceDetails, { logId }), changed),
});

export const deleteLogService = writeOnly({
  name: 'delete_log_service',
  method: 'DELETE',
  path: '/v1/external-logging/{logId}',
  area: 'log-services',
  action: 'delete',
  idempotent: true,
  kills: ({ logId }) => ['log-services', `log-service:${logId}`],
});

export const testLogService = writeOne(z.object({ setup_tests: z.array(setupTest).nullish() }), {
  name: 'run_setup_tests_log_service',
  method: 'POST',
  path: '/v1/external-logging/{logId}/test',
  area: 'log-services',
  action: 'test',
  timeout: 'slow',
  idempotent: true,
  kills: ({ logId }) => ['log-services', `log-service:${logId}`],
  unsettles: ({ logId }) => ['log-services', `log-service:${logId}`],
});
