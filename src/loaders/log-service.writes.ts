import { addLogService, deleteLogService, testLogService, updateLogService } from '../fivetran/log-service.ts';
import { writerOf } from './writes.ts';

export const logServiceWrites = {
  create: writerOf(addLogService),
  update: writerOf(updateLogService),
  delete: writerOf(deleteLogService),
  test: writerOf(testLogService),
};
