import {
  type LogService,
  type LogServiceExtended,
  listLogServices,
  logServiceDetails,
} from '../fivetran/log-service.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';

/** Log services: by id, and all. `details` has config and tests, which lists lack. */
export const logServiceLoader = (reader: Reader) =>
  new Collection<LogService, LogServiceExtended>(reader, {
    list: listLogServices,
    idOf: (logService) => logService.id,
    details: { endpoint: logServiceDetails, param: 'logId' },
  });
